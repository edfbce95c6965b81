#!/bin/bash
# Every msgid of the residents' screens has Chinese words, and no two files translate one msgid differently.
set -u
cd "${KIOSK_ROOT:-.}" || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0 bad=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$tmp/out"; bad=1; fi; }

xgettext --from-code=UTF-8 -k_ -kN_ -kngettext:1,2 -o "$tmp/screens.pot" kiosk/screens/*.c
msgcat --use-first assets/locale/zh_CN/*.po -o "$tmp/all.po"
msgmerge --quiet --no-fuzzy-matching "$tmp/all.po" "$tmp/screens.pot" -o "$tmp/merged.po"
msgattrib --untranslated --no-obsolete "$tmp/merged.po" | grep '^msgid "..*"' >"$tmp/out"
[ ! -s "$tmp/out" ]; check $? "every msgid of the screens has its Chinese"

msgcat assets/locale/zh_CN/*.po | msgattrib --only-fuzzy | grep '^msgid "..*"' >"$tmp/out"
[ ! -s "$tmp/out" ]; check $? "no two files say one msgid differently"

msgfmt --check-format "$tmp/merged.po" -o /dev/null 2>"$tmp/out"; check $? "places for numbers and names are the same in both languages"
grep -n '^msgstr.*[!！]' assets/locale/zh_CN/screens.po >"$tmp/out"; [ ! -s "$tmp/out" ]; check $? "nobody is shouted at"
grep -nE '^msgstr.*(请您务必|提交失败|参数|非法|错误)' assets/locale/zh_CN/screens.po >"$tmp/out"; [ ! -s "$tmp/out" ]; check $? "no officialese"
echo "1..$n"
exit $bad
