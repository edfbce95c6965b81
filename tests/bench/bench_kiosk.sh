#!/bin/bash
# The kiosk as a whole: start, memory, rest, and touches over its screens, in a real window under its own X server
# without window manager, with a hub and simulated devices.
set -u
. tests/support/stack.sh
. tests/scenario/words.sh
run=$(mktemp -d /tmp/kiosk-bench.XXXXXX)
trap 'stack_stop; rm -rf "$run"' EXIT
figure() { # NAME UNIT, values on stdin, one a line
    sort -g | awk -v name="$1" -v unit="$2" '{ v[NR] = $1 } END {
        if (NR == 0) exit 1
        p = int(NR * 0.99 + 0.999); if (p > NR) p = NR
        printf "{\"name\":\"%s\",\"unit\":\"%s\",\"n\":%d,\"median\":%.3f,\"p99\":%.3f}\n", name, unit, NR, v[int((NR + 1) / 2)], v[p] }'
}
stack_init "$KIOSK_BUILD" "$KIOSK_SHARE" "$run"
words_display 1080x1920
stack_hub
ENROL_CODE=$(stack_enrol)
stack_hald sim sim
stack_kiosk --automation
stack_until 20 words_is_on attract || stack_die "the kiosk does not rest"

# memory on the home screen
tap 演示卡01; expect_screen home
read -rt 3 <> <(:) || true # the derivation of the card key takes 32 MiB for a moment
awk '/^Pss:/ { print $2 / 1024 }' /proc/$kiosk_PID/smaps_rollup | figure "kiosk process, PSS on the home screen" MB

# touch -> next screen complete, over the screens that a touch reaches from home and back
for round in 1 2 3; do
    for id in matters elder-allowance back back notices n001 back back apps a001 back back life guides back directory back \
        exhibits back back print back progress back big big; do
        touch $id 4 >/dev/null || continue
        words_json '{"verb":"ui.timing"}' | jq -r '.page_us / 1000'
    done
done | figure "touch to next screen complete, over all screens" ms
take_away
stack_until 20 words_is_on attract || true

# at rest: 20 s without anybody
sum_switches() { cat /proc/$kiosk_PID/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'; }
ticks() { awk '{ print $14 + $15 }' /proc/$kiosk_PID/stat; }
read -rt 5 <> <(:) || true
s0=$(sum_switches); t0=$(ticks)
read -rt 20 <> <(:) || true
s1=$(sum_switches); t1=$(ticks)
echo "$t0 $t1" | awk '{ print ($2 - $1) / 20 }' | figure "processor use at rest" "%"
echo "$s0 $s1" | awk '{ print ($2 - $1) / 20 }' | figure "wake-ups at rest" "/s"
kill "$kiosk_PID"; wait "$kiosk_PID" 2>/dev/null

# start, warm
for i in 1 2 3 4 5 6 7 8 9 10; do
    "$PEERS/until_ready" "$BIN/kiosk" --config "$RUN/kiosk.ini" --config-dir "$CONFIG" --data "$RUN/kiosk" --share "$SHARE" \
        --hal "$RUN/hal.sock" --hub "$HUB_URL" 2>>"$RUN/log/start.err"
done | figure "start to first frame that reacts to touch, warm" ms
