#!/bin/bash
# The printer lets everybody down: out of paper, jammed, unplugged while printing. The case is safe, the screen says so and
# how to get the receipt later, the same card prints it, and nothing comes out twice or after its owner has gone.
. "$(dirname "$0")/station.sh"

at_hub() { stack_until 30 hub_has "$1"; }
number_and_code() { [ -n "$(screen_number)" ] && expect 查询码; }
code_is_large() { # eight digits in two groups, in the largest letters of the page
    words_dump | jq -e '[.widgets[] | select(.id == "query_code")] | length > 0' >/dev/null
}
qr_is_shown() { # a telephone would read the case's number from the glass
    words_json "{\"verb\":\"ui.screenshot\",\"path\":\"$run/qr.png\"}" >/dev/null
    zbarimg -q --raw "$run/qr.png" 2>/dev/null | grep -qF "$1"
}
later_by_card() { expect 以后; }
stays() { ! stack_until 3 more_than "$1" && sheets_are "$1"; }
more_than() { [ "$(sheets)" -gt "$1" ]; }
print_by_card() { # CARD NUMBER
    stack_until 15 words_rests; at_home "$1" && touch print && expect_screen print && expect "$2" && touch "$2"
}

station_open sim ipp

# --- out of paper before anything is printed -----------------------------------------------------------------------
printer_word "PAPER 0"
need "somebody hands in at a printer without paper" eval 'at_home 演示卡11 && to_review && touch submit'
safe() { expect 交好了 15 || expect 不影响 5; }
need "the screen says that it is handed in and safe" safe
check "the screen says that there is no paper" expect 没纸了 15
check "number and query code stand there" number_and_code
check "the code is given its own large line" code_is_large
first=$(screen_number)
check "the QR code can be read from the glass" qr_is_shown "$first"
check "the hub has the case" at_hub "$first"
shot paper-out >/dev/null
printer_word "PAPER 50"
check "with paper in, the receipt comes by itself" stack_until 20 sheets_are 1
check "and the screen says printed" expect 打好了 10
check "it came once" stays 1
leave_with_card

# --- a jam, and the person does not wait ---------------------------------------------------------------------------
stack_until 15 words_rests
need "the next person fills everything in" eval 'at_home 演示卡12 && to_review'
printer_word "SPEED 2000"; printer_word JAM
need "and hands in while paper is stuck" submit
check "the screen says that paper is stuck" expect 卡纸了 15
second=$(screen_number)
check "number and query code stand there" number_and_code
check "the hub has the case" at_hub "$second"
shot paper-jam >/dev/null
need "the person leaves" leave_with_card
printer_word CLEAR; printer_word "SPEED 100"
check "nothing comes out after they have gone" stays 1
need "days later the same card asks for the receipt" print_by_card 演示卡12 "$second"
check "it is printed" stack_until 20 sheets_are 2
check "it is the receipt of that case" sheet_says "$second"
check "it came once" stays 2
leave_with_card

# --- the printer goes away while printing --------------------------------------------------------------------------
stack_until 15 words_rests
printer_word "SPEED 2500"
need "a third person hands in" eval 'at_home 演示卡13 && to_review && submit'
third=$(screen_number)
printing() { status_is '.print == 2 or .print == 3'; }
need "it prints" stack_until 10 printing
printer_word UNPLUG
check "the hub has the case" at_hub "$third"
noticed() { status_is '.printer == false'; }
check "the kiosk notices that the printer is gone" stack_until 30 noticed
shot paper-gone >/dev/null
check "number and query code still stand there" number_and_code
leave_with_card
printer_word REPLUG; printer_word "SPEED 100"
check "the printer is found again by itself" stack_until 40 status_is '.printer'
before=$(sheets)
at_most_once() { [ "$(sheets)" -le 3 ]; }
check "the receipt did not come twice" at_most_once
need "the same card asks for it" print_by_card 演示卡13 "$third"
check "it is printed" stack_until 20 more_than "$before"
check "it is the receipt of that case" sheet_says "$third"
check "the hub has three cases, each once" [ "$(hub_count)" = 3 ]
station_end
