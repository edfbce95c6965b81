#!/bin/bash
# The network goes away in the middle of a visit and the hub dies: the journey goes on with a temporary receipt, staff see
# the queue and its age, and afterwards the hub has every case exactly once.
. "$(dirname "$0")/station.sh"
badge=04a1b2c3d4e5f6

warned() { at_home && expect 网络断了; }
temporary() { [ -n "$temp_no" ] || { words_fail "temporary number"; false; }; }
queued() { status_soon 10 '.waiting >= 1 and .oldest_ms > 0'; }
staff_is_added() { printf '%s\n' 258013 | "$BIN/kioskctl" --socket "$RUN/kiosk.sock" staff add 007 community_worker $badge >/dev/null; }
staff_logs_in() { sim reader0 TAP-TOKEN $badge && expect_screen staff_pin && type_keys 258013 && touch enter && expect_screen staff; }
queue_is_seen() { expect 1件等传 && touch queue && expect_screen staff_queue && expect 等 && shot staff-queue >/dev/null; }
sent_by_staff() { gate_word OPEN && touch send && stack_until 30 status_is '.waiting == 0 and .online'; }
card_shows_case() { at_home && expect 高龄津贴 && to_case "$case_no"; }
leave_staff() { sim reader0 REMOVE; touch back; touch leave; stack_until 15 words_left; }

station_open sim ipp
need "a member of staff is added" staff_is_added
gate_word CLOSE
need "the home page says that there is no network" warned
need "everything can be filled in without network" to_review
need "it can be handed in without network" submit
temp_no=$(screen_number "$temp_pattern")
check "a temporary number stands on the screen" temporary
check "the temporary receipt is printed" stack_until 30 sheets_are 1
check "the paper says that it is temporary" sheet_says 预受理临时回执
check "the paper has the number of the screen" sheet_says "$temp_no"
check "the queue and its age are known" queued
check "the hub has nothing yet" [ "$(hub_count)" = 0 ]
need "the person leaves by taking the card" leave_with_card
need "staff log in" staff_logs_in
check "staff see the queue" queue_is_seen
check "when the network is back, staff send it at once" sent_by_staff
check "the hub has exactly one case" [ "$(hub_count)" = 1 ]
case_no=$(hub_cases)
leave_staff
check "the same card shows the case under its number" card_shows_case
leave_with_card

# The hub itself dies: no goodbye, the same port again.
kill -9 "$hub_PID"; wait "$hub_PID" 2>/dev/null
without_hub() { at_home && expect "高龄津贴"; }
check "without the hub the card still shows the case" without_hub
leave_with_card
hub_again() { local through_gate=$HUB_URL; HUB_PORT=${HUB_BEHIND##*:}; stack_hub; HUB_URL=$through_gate; hub_has "$case_no"; }
check "the hub that was killed still has the case, once" hub_again
moved() { "$BIN/kioskctl" --socket "$RUN/hub.sock" hub move "$case_no" preaccept --role community_worker >/dev/null; }
check "the case goes on" moved
on_its_way() { stack_until 15 words_rests; at_home && to_progress && expect 20 15; }
check "and the card shows how far it is" on_its_way
station_end
