#!/bin/bash
# The thinnest whole journey on real parts: a social-security card on a PN532 through libnfc, one matter, sealed store, hub,
# PDF, a real IPP printer, a real window. And the same reader for a kiosk-hald that has no configuration at all.
. "$(dirname "$0")/station.sh"

pn532() { # its words come through a FIFO that this script keeps open
    rm -f "$run/words"; mkfifo "$run/words"; exec 8<>"$run/words"
    "$KIOSK_BUILD/peers/pn532" --paced >"$RUN/log/pn532.out" 2>"$RUN/log/pn532.err" <"$run/words" 8>&- &
    pn532_PID=$!; stack_pids+=($!)
    PORT=$(stack_wait pn532 '^/' | head -1)
}
word() { echo "$1" >&8; }
tap() { word "TAP social $1"; }
take_away() { word REMOVE; }
step_person() { # a social-security card says only name and number: the address is typed
    type_keys 13800000001 && touch_in reg_address && type_keys qingchuan && touch done &&
        touch next && expect 居住情况 && touch 是
}
step_contact() {
    touch 独居 && touch next && expect 紧急联系人 && touch_in contact_name && type_keys lifang && touch done &&
        { stack_until 2 can_touch contact_phone || touch next; } && touch_in contact_phone && type_keys 13900000002 && touch next
}
greeted() { at_home 演示卡01; }
nothing_in_full() { ! words_dump | grep -qE '990101194508011237|李演示'; }

stack_init "$KIOSK_BUILD" "$KIOSK_SHARE" "$run"
station_display
pn532
stack_hub; station_gate
ENROL_CODE=$(stack_enrol)
stack_printer
stack_hald "$PORT" ipp
need "the station starts and rests" station_kiosk
need "reader, printer and hub are there" stack_until 20 status_is '.registered and .online and .printer and .reader'
need "the card opens its home page" greeted
check "neither name nor number stand there in full" nothing_in_full
need "everything is filled in" to_review
need "handed in" submit
case_no=$(screen_number)
check "the receipt is printed" stack_until 30 sheets_are 1
check "it holds the case number" sheet_says "$case_no"
check "the hub has the case" stack_until 30 hub_has "$case_no"
check "taking the card away ends the visit" leave_with_card
stack_until 15 words_rests
again() { at_home 演示卡01 && expect 高龄津贴; }
check "the same card shows the case later" again
leave_with_card
word "UNPLUG"
check "an unplugged reader is noticed" stack_until 20 status_is '.reader == false'
word "REPLUG"
check "and found again" stack_until 30 status_is '.reader'
stack_until 15 words_rests
check "it reads again" at_home 演示卡01
stack_stop

# Without a list of devices the variable of libnfc is enough.
rm -f "$run/hal.sock"
pn532
without_config() {
    LIBNFC_DEFAULT_DEVICE="pn532_uart:$PORT:115200" stack_start hald "$BIN/kiosk-hald" --socket "$RUN/hal.sock"
    stack_wait hald '^ready' >/dev/null
}
need "kiosk-hald starts without configuration" without_config
reader_is_listed() { "$BIN/kioskctl" --socket "$RUN/hal.sock" devices 2>/dev/null | grep -q 'online'; }
check "the reader of LIBNFC_DEFAULT_DEVICE works" stack_until 15 reader_is_listed
station_end
