#!/bin/bash
# The reader goes away and comes back; cards that are damaged, doubled or locked are refused politely, and open nothing.
. "$(dirname "$0")/station.sh"
station_open sim ipp
sim reader0 UNPLUG
check "an unplugged reader is noticed" stack_until 15 status_is '.reader == false'
wakes() { xdotool mousemove 500 700 mousedown 1 mouseup 1; expect_screen home; }
check "the screen still opens" wakes
check "home says that no card can be read" expect 读不了
still_works() { can_touch notices && can_touch apps && can_touch print; }
check "and the other doors stand open" still_works
sim reader0 REPLUG
check "it is found again by itself" stack_until 15 status_is '.reader'
check "and reads" at_home 演示卡11
leave_with_card
polite() { # WORD: a sentence, and nobody is let in
    stack_until 15 words_rests; sim reader0 "$1"
    stack_until 8 words_left_rest || { words_fail "$1"; return 1; }
    [ "$(status | jq -r .session)" != person ] && words_dump | jq -e '[.widgets[].text // "" | select(test("证|卡"))] | length > 0' >/dev/null
}
words_left_rest() { ! words_is_on attract; }
clear() { sim reader0 REMOVE; can_touch leave && touch leave; stack_until 15 words_left || true; }
for word in GARBAGE TWO PIN; do
    check "$word: a polite sentence, nothing opened" polite $word
    clear
done
stack_until 60 words_rests
check "the next good card is read" at_home 演示卡12
station_end
