# Journeys in plain words, for the demo and the scenario tests: a real pointer on a real window, the simulated reader,
# and the kiosk's own account of what is on the screen. Needs stack.sh with a kiosk under --automation.
#
#   tap CARD / take_away      touch TEXT-OR-ID      type TEXT (on the pads)      expect TEXT [SECONDS]
#   expect_screen ID [SECONDS]                      shot NAME (numbered PNG)     sign (with the pointer)
# A word that cannot be done prints what the screen holds and returns 1.

words_step=0

words_json() { stack_ask "$1"; }
words_dump() { words_json '{"verb":"ui.dump"}'; }
words_screen() { words_dump | jq -r '.screen'; }

words_fail() {
    echo "cannot: $*" >&2
    words_dump | jq -r '"  screen \(.screen)", (.widgets[] | select(.text != "" and .text != null) | "  [\(.id // "")] \(.text)")' >&2 | head -60
    [ -z "${SHOTS:-}" ] || words_json "{\"verb\":\"ui.screenshot\",\"path\":\"$SHOTS/failed.png\"}" >/dev/null
    return 1
}

words_target() { # prints "x y" of a target, quietly
    local at
    at=$(words_json "$(jq -cn --arg t "$1" '{verb:"ui.target", text:$t}')" | jq -r '"\(.x) \(.y)"' 2>/dev/null)
    [ -n "$at" ] && echo "$at"
}

touch_at() { xdotool mousemove "$1" "$2" mousedown 1 mouseup 1; }

touch() {
    local at end=$((SECONDS + ${2:-8}))
    until at=$(words_target "$1"); do
        [ $SECONDS -lt $end ] || { words_fail "touch $1"; return 1; }
        read -rt 0.05 <> <(:) || true
    done
    touch_at $at
    # To the kiosk a second touch within 300 ms is the same order: fingers are slower than this script.
    read -rt 0.32 <> <(:) || true
}

# touch_in ID [ROLE]: the control (a field, a signature, a check row) inside the labelled part with that id
touch_in() {
    local at
    at=$(words_within "$1" "${2:-field}" | awk '{ print int($1 + $3 / 2), int($2 + $4 / 2) }')
    [ -n "$at" ] || { words_fail "touch in $1"; return 1; }
    touch_at $at
    read -rt 0.32 <> <(:) || true
}
words_within() { # prints "x y w h"
    words_dump | jq -r --arg id "$1" --arg role "$2" '.widgets as $all | ($all[] | select(.id == $id)) as $box |
        [$all[] | select((.role == $role) and .x >= $box.x and .y >= $box.y and .x + .w <= $box.x + $box.w and .y + .h <= $box.y + $box.h)]
        | first | "\(.x) \(.y) \(.w) \(.h)"' 2>/dev/null | head -1
}

can_touch() { words_target "$1" >/dev/null; }

type_keys() { # one touch a sign; keys of a pad may follow each other faster than other targets
    local text=$1 i at keys
    keys=$(words_dump)
    for ((i = 0; i < ${#text}; i++)); do
        at=$(jq -r --arg k "${text:i:1}" 'first(.widgets[] | select(.role == "key" and .text == $k)) | "\(.x + .w / 2 | floor) \(.y + .h / 2 | floor)"' <<<"$keys")
        [ -n "$at" ] || { words_fail "type ${text:i:1}"; return 1; }
        touch_at $at
        read -rt 0.1 <> <(:) || true
    done
    read -rt 0.25 <> <(:) || true
}

expect() {
    stack_until "${2:-8}" words_holds "$1" || { words_fail "expect $1"; return 1; }
}
words_holds() { words_dump | jq -e --arg t "$1" '[.widgets[] | .text // "" | select(contains($t))] | length > 0' >/dev/null 2>&1; }

expect_screen() {
    stack_until "${2:-8}" words_is_on "$1" || { words_fail "expect screen $1"; return 1; }
}
words_is_on() { [ "$(words_screen)" = "$1" ]; }

shot() {
    words_step=$((words_step + 1))
    local file
    file=$(printf '%s/%02d-%s.png' "$SHOTS" $words_step "$1")
    words_json "{\"verb\":\"ui.screenshot\",\"path\":\"$file\"}" >/dev/null || return 1
    echo "  $(basename "$file")"
}

sim() { "$BIN/kioskctl" --socket "$RUN/hal.sock" sim "$@" >/dev/null; }
tap() { sim reader0 TAP "$1"; }
take_away() { sim reader0 REMOVE; }

sign() { # a name written with the pointer in the widget with this id
    local x y w h
    read -r x y w h < <(words_within "$1" signature)
    [ -n "${h:-}" ] || { words_fail "sign $1"; return 1; }
    local stroke k
    for stroke in 1 2 3; do
        xdotool mousemove $((x + w * stroke / 5)) $((y + h / 4)) mousedown 1
        for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
            xdotool mousemove $((x + w * stroke / 5 + (k % 5) * w / 40)) $((y + h / 4 + k * h / 36))
        done
        xdotool mouseup 1
    done
}

words_display() { # WxH: an invisible display of that size, in DISPLAY
    local number
    mkfifo "$RUN/display.fifo"
    exec {words_fd}<>"$RUN/display.fifo"
    Xvfb -displayfd $words_fd -screen 0 "$1x24" -nolisten tcp -noreset >"$RUN/log/xvfb.out" 2>&1 &
    stack_pids+=($!)
    read -rt 10 -u $words_fd number || stack_die "Xvfb did not start"
    export DISPLAY=:$number
}
