# What the scenario tests share: TAP, a whole station with a window, and the journey of one application in pieces, so
# that a broken day can happen between any two of them. Source it; then
#   station_open READER PRINTER     display, hub (behind the gate), devices, kiosk, until it rests
#   check "what must be true" COMMAND...      one line of TAP; station_end prints the plan and exits
set -u
export KIOSK_ROOT=${KIOSK_ROOT:-$PWD} KIOSK_BUILD=${KIOSK_BUILD:-build/release}
export KIOSK_SHARE=${KIOSK_SHARE:-$(dirname "$KIOSK_BUILD")/share}
scenario=$KIOSK_ROOT/tests/scenario
. "$KIOSK_ROOT/tests/support/stack.sh"
. "$scenario/words.sh"

TMPDIR=${TMPDIR:-/tmp}
checks=0; failures=0
run=$(mktemp -d "$TMPDIR/s.XXXXXX")
SHOTS=${SHOTS:-$run/shots}; mkdir -p "$SHOTS"
trap 'stack_stop; rm -rf "$run"' EXIT
trap 'exit 130' INT TERM

check() {
    local what=$1; shift
    checks=$((checks + 1))
    if "$@"; then echo "ok $checks - $what"; else
        echo "not ok $checks - $what"; failures=$((failures + 1))
        [ $failures -gt 1 ] || tail -n 6 "$RUN"/log/kiosk*.err "$RUN"/log/hub.err "$RUN"/log/hald.err 2>/dev/null | sed 's/^/# /'
    fi
}
# need: what cannot be done makes everything after it meaningless
need() {
    local before=$failures
    check "$@"
    [ $failures = $before ] || station_end
}
station_end() { echo "1..$checks"; [ $failures = 0 ] && exit 0; exit 1; }

# --- the station -------------------------------------------------------------------------------------------------
station_display() { words_display "${KIOSK_SCREEN:-1080x1920}"; }
station_gate() { # the kiosk reaches the hub through it
    HUB_BEHIND=$HUB_URL
    stack_start gate "$PEERS/gate" "$HUB_PORT" "$RUN/gate.sock"
    HUB_URL=$(stack_wait gate '^listening on ' | sed 's/^listening on //')
}
gate_word() { "$BIN/kioskctl" --socket "$RUN/gate.sock" kiosk ask "{\"verb\":\"word\",\"text\":\"$1\"}" >/dev/null; }
station_kiosk() { # also starts it again, as the service manager would
    stack_kiosk --automation "$@"
    stack_until 15 words_rests
}
words_rests() { words_is_on attract 2>/dev/null; }
station_open() {
    stack_init "$KIOSK_BUILD" "$KIOSK_SHARE" "$run"
    station_display
    stack_hub; station_gate
    ENROL_CODE=$(stack_enrol)
    station_cards
    case $2 in ipp) stack_printer ;; cups) stack_printer; stack_cups ;; esac
    stack_hald "$1" "$2"
    need "the station starts and rests" station_kiosk
    need "the kiosk is registered and sees its printer" stack_until 15 status_is '.registered and .online and .printer'
}
status() { stack_ask '{"verb":"status"}'; }
status_is() { status | jq -e "$1" >/dev/null 2>&1; }
status_soon() { stack_until "$1" status_is "$2" || { status >&2; return 1; }; }

# More people over 80 than the demo has: 演示卡11 to 14. As invented as the others (99 is no province).
station_cards() {
    CARDS=$RUN/cards.json
    jq --argjson more '[["11","陈演示","19400305","990101194003051014"],["12","周演示","19380611","990101193806111020"],
        ["13","吴演示","19421120","99010119421120103X"],["14","郑演示","19350909","990101193509091043"]]' \
        '.cards[0] as $first | .cards += [$more[] | $first + {tag: ("演示卡" + .[0]), name: .[1], birth: .[2], id_number: .[3]}]' \
        "$KIOSK_SHARE/demo/demo_cards.json" >"$CARDS"
}
# printer_word WORD: to the IPP printer, which stays there whatever dies in the kiosk
printer_word() {
    local at port
    at=$(cat "$RUN/sheets/.control"); port=${at##*:}; port=${port%%/*}
    exec 7<>"/dev/tcp/127.0.0.1/$port" && printf 'GET /%s HTTP/1.0\r\n\r\n' "${1// /%20}" >&7 && cat <&7 >/dev/null; exec 7>&-
}
# killed NAME: as the kernel does it; its pid is no longer ours to stop
killed() {
    local pid_name=${1}_PID
    kill -9 "${!pid_name}"; wait "${!pid_name}" 2>/dev/null; true
}
# back_in MILLISECONDS COMMAND...: true once the command is, within that time
back_in() {
    local start=${EPOCHREALTIME/./} most=$1; shift
    until "$@"; do
        [ $(((${EPOCHREALTIME/./} - start) / 1000)) -le "$most" ] || return 1
        read -rt 0.05 <> <(:) || true
    done
    [ $(((${EPOCHREALTIME/./} - start) / 1000)) -le "$most" ]
}

# --- the hub's and the printer's side of the truth ----------------------------------------------------------------
hub_cases() { "$BIN/kioskctl" --socket "$RUN/hub.sock" hub cases --json 2>/dev/null | jq -r '[.. | .case_no? // empty] | .[]'; }
hub_count() { hub_cases | sort -u | grep -c . ; }
hub_has() { [ "$(hub_cases | grep -cx "$1")" = 1 ]; }
sheets() { find "$RUN/sheets" -name 'sheet-*.pdf' | wc -l; }
sheets_are() { [ "$(sheets)" = "$1" ]; }
sheet_says() { # TEXT: the newest sheet
    pdftotext "$(find "$RUN/sheets" -name 'sheet-*.pdf' | sort | tail -1)" - 2>/dev/null | tr -d '\n ' | grep -qF -- "$1"
}
case_pattern='YS[0-9]{12}-[0-9]{8}-[0-9]{6}' temp_pattern='LS[0-9A-Z]+-[0-9]{8}-[0-9]{3}'
screen_number() { # the case number or temporary number on the screen
    local pattern=${1:-$case_pattern}
    words_dump | jq -r '.widgets[].text // empty' | tr -d '\n ' | grep -oE "$pattern" | head -1
}

# --- the journey of the old-age allowance, card 01 -----------------------------------------------------------------
at_home() { tap "${1:-演示卡01}" && expect_screen home; }
into_wizard() {
    touch matters && expect_screen matters && touch elder-allowance && expect_screen matter && touch start &&
        expect_screen mode && touch self && expect_screen wizard
}
step_person() { type_keys 13800000001 && touch 是 && touch next && expect 居住情况; }
step_contact() {
    touch 独居 && touch_in contact_name && type_keys lifang && touch done && touch next &&
        expect 紧急联系人电话 && touch_in contact_phone && type_keys 13900000002 && touch next
}
step_account() {
    expect 发放账户 && touch 社会保障卡 && touch_in bank_account && type_keys 6222021234567890128 && touch next &&
        expect 我授权 && touch_in consent_db check
}
step_declare() {
    expect 我承诺 && touch consent_truth && touch consent_sensitive && sign signature && touch next && expect_screen review
}
to_review() { into_wizard && step_person && step_contact && step_account && touch next && step_declare; }
submit() { touch submit && expect_screen receipt 15; }
leave_with_card() { take_away && stack_until 15 words_left; }
words_left() { local on; on=$(words_screen); [ "$on" = attract ] || [ "$on" = goodbye ]; }
words_on_progress() { local on; on=$(words_screen); [ "$on" = progress ] || [ "$on" = case ]; }
to_progress() { touch progress && stack_until 8 words_on_progress; } # a single case may open at once
to_case() { to_progress && { words_is_on case || { touch "${2:-高龄津贴}" && expect_screen case; }; } && expect "$1"; }
