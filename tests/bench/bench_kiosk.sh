#!/bin/bash
# The kiosk as a whole: cards, memory, touches over its screens, rest and start, in a real window under its own X
# server without window manager, with a hub, a simulated printer and a PN532 that libnfc reads.
set -u
. tests/support/stack.sh
. tests/scenario/words.sh
CARDS_READ=6 STARTS=12 REST_S=20
run=$(mktemp -d "${TMPDIR:-/tmp}/k.XXXXXX")
trap 'stack_stop; rm -rf "$run"' EXIT
trap 'exit 130' INT TERM

figure() { # NAME UNIT, values on stdin, one a line
    sort -g | awk -v name="$1" -v unit="$2" '{ v[NR] = $1 } END {
        if (NR == 0) exit 1
        p = int(NR * 0.99 + 0.999); if (p > NR) p = NR
        printf "{\"name\":\"%s\",\"unit\":\"%s\",\"n\":%d,\"median\":%.3f,\"p99\":%.3f}\n", name, unit, NR, v[int((NR + 1) / 2)], v[p] }'
}
pause() { read -rt "$1" <> <(:) || true; }

# --- a PN532: its words come through a FIFO that this script keeps open -----------------------------------------
pn532() {
    mkfifo "$run/words"; exec 8<>"$run/words"
    "$PEERS/pn532" --paced >"$RUN/log/pn532.out" 2>"$RUN/log/pn532.err" <"$run/words" 8>&- &
    pn532_PID=$!; stack_pids+=($!)
    PORT=$(stack_wait pn532 '^/' | head -1)
}
word() { echo "$1" >&8; }
tap() { word "TAP social $1"; }
take_away() { word REMOVE; }
answers() { grep -c '^answered at' "$RUN/log/pn532.out"; }
more_answers() { [ "$(answers)" -gt "$1" ]; }
card_answered_us() {
    local before
    before=$(answers)
    word WHEN
    stack_until 5 more_answers "$before" && sed -n 's/^answered at //p' "$RUN/log/pn532.out" | tail -1
}

# --- what the kiosk says of itself ------------------------------------------------------------------------------
timing() { words_json '{"verb":"ui.timing"}' | jq -r ".$1"; }
rests() { words_is_on attract; }
leave() { take_away; stack_until 20 rests; }
person_is_there() { stack_ask '{"verb":"status"}' | jq -e '.session == "person" and .screen == "home"' >/dev/null; }
card_to_name() { # ms from the card's last answer to the first frame of home, whose header holds the masked name
    tap 演示卡01
    stack_until 10 person_is_there && echo "$(timing arrived_at_us) $(card_answered_us)" | awk '{ print ($1 - $2) / 1000 }'
    leave
}
pss_mb() { awk '/^Pss:/ { print $2 / 1024 }' "/proc/$kiosk_PID/smaps_rollup"; }
touched() { # ID: ms from the touch's release until the page that it leads to was on the glass
    touch "$1" 4 >/dev/null 2>&1 || return 0
    timing page_us | awk '{ print $1 / 1000 }'
}
touches() { # what a finger reaches from home, and back
    local id
    for id in notices n001 back back apps a001 back back life guides back directory back exhibits back back print back \
        progress back big big matters elder-allowance start self; do # leaves an application open
        touched $id
    done
}
shown() { # every screen that can stand in this session, built and drawn as after a touch
    local id
    for id in $(words_json '{"verb":"ui.screens"}' | jq -r '.screens[]'); do
        words_json "{\"verb\":\"ui.show\",\"screen\":\"$id\"}" | jq -r 'select(.us) | .us / 1000'
    done
}
sum_switches() { cat /proc/"$kiosk_PID"/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'; }
ticks() { awk '{ print $14 + $15 }' "/proc/$kiosk_PID/stat"; } # of 10 ms

stack_init "$KIOSK_BUILD" "$KIOSK_SHARE" "$run"
words_display 1080x1920
pn532
stack_hub
ENROL_CODE=$(stack_enrol)
stack_hald "$PORT" sim
stack_kiosk --automation
stack_until 20 rests || stack_die "the kiosk does not rest"
reader_works() { stack_ask '{"verb":"status"}' | jq -e '.reader and .registered' >/dev/null; }
stack_until 20 reader_works || stack_die "no reader, or not registered"

for ((i = 0; i < CARDS_READ; i++)); do card_to_name; done |
    figure "card on the PN532 peer to masked name on the glass, beyond the card's own exchange" ms

tap 演示卡01; expect_screen home || stack_die "the card does not lead home"
pause 3 # the derivation of the card's key takes 32 MiB for a moment
pss_mb | figure "kiosk process, PSS on the home screen" MB
{ touches; shown; } | figure "touch to next screen complete, over all screens" ms
pss_mb | figure "kiosk process, PSS after a walk over all screens" MB
leave

pause 5
switches=$(sum_switches) ticks=$(ticks)
pause $REST_S
echo "$ticks $(ticks) $REST_S" | awk '{ print ($2 - $1) / $3 }' | figure "processor use at rest" "%"
echo "$switches $(sum_switches) $REST_S" | awk '{ print ($2 - $1) / $3 }' | figure "wake-ups at rest" "/s"
kill "$kiosk_PID"; wait "$kiosk_PID" 2>/dev/null

for ((i = 0; i < STARTS; i++)); do
    timeout 30 "$PEERS/until_ready" "$BIN/kiosk" --config "$RUN/kiosk.ini" --config-dir "$CONFIG" --data "$RUN/kiosk" \
        --share "$SHARE" --hal "$RUN/hal.sock" --hub "$HUB_URL" 2>>"$RUN/log/start.err"
done | figure "start to first frame that reacts to touch, warm" ms
