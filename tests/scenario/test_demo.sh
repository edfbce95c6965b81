#!/bin/bash
# What `make demo` promises: exit 0, numbered screenshots, the receipt and a one-page log - and that nothing is left running.
. "$(dirname "$0")/station.sh"
out=$run/demo
played() { "$scenario/demo" "$KIOSK_BUILD" "$KIOSK_SHARE" "$out" >"$run/demo.out" 2>&1 || { tail -n 60 "$out/log.txt" | sed 's/^/# /'; false; }; }
numbered() { [ "$(find "$out" -name '[0-9][0-9]-*.png' -size +5k | wc -l)" -ge 12 ]; }
receipt() { pdftotext "$out/receipt.pdf" - | tr -d '\n ' | grep -qE 'YS[0-9]{12}-[0-9]{8}-[0-9]{6}'; }
one_page() { [ "$(wc -l <"$out/log.txt")" -le 60 ] && grep -q 'done$' "$out/log.txt"; }
nothing_personal() { ! pdftotext "$out/receipt.pdf" - | tr -d '\n ' | grep -qE '990101194508011237|李演示'; }
ended() { ! pgrep -f -- "--data /tmp/kiosk-demo" >/dev/null; }
RUN=$run
need "the demo exits 0" played
check "numbered screenshots are left" numbered
check "the receipt is left and holds a case number" receipt
check "the receipt names nobody in full" nothing_personal
check "the log fits one page and ends well" one_page
check "nothing is left running" ended
station_end
