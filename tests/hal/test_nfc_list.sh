#!/bin/bash
# A program that is not ours sees our PN532 peer and the cards on it: libnfc's own nfc-list.
n=0; failed=0
check() { # check WHAT PATTERN TEXT
    n=$((n + 1))
    if grep -q "$2" <<<"$3"; then echo "ok $n - $1"; else echo "not ok $n - $1"; sed 's/^/# /' <<<"$3"; failed=1; fi
}
run=$(mktemp -d "${TMPDIR:-/tmp}/nfc-list.XXXXXX")
mkfifo "$run/in"; exec 9<>"$run/in" # its input stays open: an end of it would end the peer
"$KIOSK_BUILD/peers/pn532" --link "$run/port" --control "$run/words" >"$run/out" <&9 &
peer=$!
trap 'kill $peer 2>/dev/null; rm -rf "$run"' EXIT
for _ in $(seq 100); do [ -L "$run/port" ] && [ -p "$run/words" ] && break; sleep 0.05; done
look() { LIBNFC_AUTO_SCAN=false LIBNFC_DEFAULT_DEVICE="pn532_uart:$run/port:115200" timeout 20 nfc-list 2>&1; }
echo "1..3"
echo "TAP social 演示卡02" >"$run/words"
check "nfc-list finds the chip and a type A card" "04  a1  b2  c3  d4  e5  f6" "$(look)"
echo "TAP resident 1122334455667788" >"$run/words"
check "nfc-list finds a resident card's PUPI of zeros" "PUPI: 00  00  00  00" "$(look)"
echo "REMOVE" >"$run/words"
check "nfc-list finds nothing when nothing lies there" "^0 targets$" "$(look | grep -c 'target:') targets"
exit $failed
