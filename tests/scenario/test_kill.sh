#!/bin/bash
# kill -9 of every process at the worst moments: back within 3 s, nothing promised is lost, nothing is sent or printed twice.
. "$(dirname "$0")/station.sh"

kiosk_again() { ENROL_CODE=; stack_kiosk --automation; back_in 3000 words_answers; }
words_answers() { [ -n "$(words_screen)" ]; }
kiosk_dies() { killed kiosk; kiosk_again; }
same_card_home() { stack_until 10 words_is_on home || { at_home "$1"; }; }
is_printing() { status_is '.print == 2 or .print == 3'; }
stays() { sheets_are "$1" && ! stack_until 4 more_than "$1"; }
more_than() { [ "$(sheets)" -gt "$1" ]; }
hub_gets() { stack_until 30 hub_has "$1"; }

# --- the screen, half way through a form ---------------------------------------------------------------------------
station_open sim ipp
half_filled() { at_home 演示卡11 && into_wizard && step_person; }
need "a form is half filled" half_filled
need "the killed screen is back within 3 s" kiosk_dies
resumes() { same_card_home 演示卡11 && touch resume && expect_screen wizard && expect "138 0000 0001"; }
need "the same card goes on where it was" resumes
rest_of_form() { touch next && expect 居住情况 && step_contact && step_account && touch next && step_declare; }
need "the rest is filled in and the review has everything" rest_of_form
kept() { expect 138; }
check "what was typed before the kill is still there" kept

# --- the screen, while the receipt is being printed ----------------------------------------------------------------
printer_word "SPEED 2500"
need "handed in" submit
case_no=$(screen_number)
need "it prints" stack_until 10 is_printing
need "the killed screen is back within 3 s, while paper is coming" kiosk_dies
check "the paper comes out" stack_until 20 sheets_are 1
check "the hub has the case once" hub_gets "$case_no"
check "the card shows the case" same_card_home 演示卡11
no_draft() { expect 高龄津贴 && ! can_touch resume; }
check "and offers nothing to go on with" no_draft
check "nothing is printed a second time" stays 1
check "the sheet is the receipt of this case" sheet_says "$case_no"
leave_with_card

# --- the screen, in the moment after the receipt appeared ----------------------------------------------------------
printer_word "SPEED 200"
review_12() { stack_until 15 words_rests; at_home 演示卡12 && to_review; }
need "the next person fills everything in" review_12
kill -STOP "$hub_PID"
need "handed in while the hub is frozen" submit
promised=$(screen_number "$case_pattern|$temp_pattern")
need "the screen killed right after the promise is back within 3 s" kiosk_dies
kill -9 "$hub_PID"; wait "$hub_PID" 2>/dev/null
hub_again() { local through_gate=$HUB_URL; HUB_PORT=${HUB_BEHIND##*:}; stack_hub; HUB_URL=$through_gate; }
need "the hub killed while it was being sent to comes back" hub_again
two_cases() { [ "$(hub_count)" = 2 ]; }
check "then the hub has both cases, each once" stack_until 60 two_cases
check "nothing waits any more" status_soon 30 '.waiting == 0'
check "the second card has its case" same_card_home 演示卡12
at_most_two() { [ "$(sheets)" -le 2 ]; }
check "no receipt came twice" at_most_two
leave_with_card

# --- the devices' processes ------------------------------------------------------------------------------------------
driver_pids() { pgrep -P "$hald_PID" | wc -l; }
devices_back() { back_in 3000 status_is '.reader and .printer'; }
stack_until 15 words_rests
old_drivers=$(pgrep -P "$hald_PID")
kill -9 $old_drivers
drivers_again() { [ "$(driver_pids)" = 2 ] && [ "$(pgrep -P "$hald_PID" | tr '\n' ' ')" != "$(echo $old_drivers) " ]; }
check "killed drivers are there again within 3 s" back_in 3000 drivers_again
check "reader and printer work again" devices_back
check "the reader reads" at_home 演示卡12
leave_with_card
killed hald
hald_again() { stack_hald sim ipp; devices_back; }
check "the killed kiosk-hald is back within 3 s with all devices" hald_again
orphan() { ps -eo pid,ppid,args | awk -v run="$RUN" '$2 == 1 && index($0, "kiosk-hald") && index($0, run)' | grep -q .; }
no_orphans() { ! orphan; }
check "it left no driver behind" no_orphans
stack_until 15 words_rests
check "the reader reads" at_home 演示卡13

# --- drivers while paper is coming ---------------------------------------------------------------------------------
before=$(sheets)
printer_word "SPEED 2500"
need "a third person hands in" eval 'to_review && submit'
third=$(screen_number)
need "it prints" stack_until 10 is_printing
kill -9 "$(pgrep -P "$hald_PID" -f printer0)"
one_more() { sheets_are $((before + 1)); }
check "with the printer's driver killed the paper comes out" stack_until 20 one_more
told() { status_is ".print == 4 or .print == 6"; }
check "the kiosk finds out, or asks the person" stack_until 30 told
check "nothing is printed a second time" stays $((before + 1))
check "the hub has the third case" hub_gets "$third"
check "the hub has three cases" [ "$(hub_count)" = 3 ]
station_end
