#!/bin/bash
# After somebody has gone, no file of the station names them: not the stores, their logs, the programs' logs, nor the
# printer's memory; the printed sheet is masked.
. "$(dirname "$0")/station.sh"
number=990101194003051014 name=陈演示 phone=13800000001 contact=13900000002 account=6222021234567890128

station_open sim ipp
need "somebody hands in" eval 'at_home 演示卡11 && to_review && submit'
check "the receipt is printed" stack_until 30 sheets_are 1
case_no=$(screen_number)
check "the hub has the case" stack_until 30 hub_has "$case_no"
need "and leaves" leave_with_card
rm -f "$CARDS" # the simulator's own list of invented people
found_in() { # TEXT: every file of the run, byte by byte, also inside write-ahead logs
    grep -rlaF -- "$1" "$run" --exclude-dir=shots 2>/dev/null | sed 's/^/# found in /'
}
nowhere() { local found; found=$(found_in "$1"); [ -z "$found" ] || { echo "$found"; return 1; }; }
check "the search finds what may stand there, the case number" [ -n "$(found_in "$case_no")" ]
check "no file holds the number of the card" nowhere "$number"
check "no file holds the name" nowhere "$name"
check "no file holds the telephone number" nowhere "$phone"
check "no file holds the contact's number" nowhere "$contact"
check "no file holds the account" nowhere "$account"
masked() { ! pdftotext "$RUN"/sheets/sheet-000001.pdf - | tr -d '\n ' | grep -qE "$number|$name|$phone|$account"; }
check "the sheet is masked" masked

# A second one begins and walks away: the draft is on disk, and says nothing either.
number=990101193806111020 name=周演示
half() { stack_until 15 words_rests; at_home 演示卡12 && into_wizard && step_person; }
need "somebody else begins" half
need "and walks away" leave_with_card
rm -f "$CARDS"
check "the draft names nobody" nowhere "$number"
check "nor holds the telephone number" nowhere "$phone"
station_end
