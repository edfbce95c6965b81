#!/bin/bash
# Damaged and missing files: every program says which file (and line) and what to do, ends with exit code 2, and overwrites
# nothing. No display is needed to say so.
. "$(dirname "$0")/station.sh"
stack_init "$KIOSK_BUILD" "$KIOSK_SHARE" "$run"
export SDL_VIDEODRIVER=dummy

fresh() { # a folder of configuration and data that a case may spoil
    rm -rf "$run/c" "$run/share"; mkdir -p "$run/c"
    cp -r "$KIOSK_ROOT/config" "$run/c/config"; mkdir -p -m 700 "$run/c/data"
}
sums() { find "$run/c" -type f \( -name '*.db' -o -name '*.key' -o -name '*.ini' -o -name '*.json' \) -exec sha256sum {} + | sort; }
said=
refuses() { # COMMAND...: exit code 2, a message, nothing changed
    local before code
    before=$(sums)
    said=$(timeout 20 "$@" 2>&1 >/dev/null </dev/null); code=$?
    [ $code = 2 ] || { echo "# exit code $code: $said"; return 1; }
    [ -z "$(comm -23 <(echo "$before") <(sums))" ] || { echo "# a file was changed"; return 1; }
}
names() { case $said in *"$1"*) ;; *) echo "# said: $said"; return 1 ;; esac; }
says_what_to_do() { echo "$said" | grep -qiE 'restore|correct|must be|expected|write one|install|is written|missing;|above|name another' ||
    { echo "# said: $said"; return 1; }; }
SHARE_NOW=$KIOSK_SHARE
kiosk() { refuses "$BIN/kiosk" --share "$SHARE_NOW" --config-dir "$run/c/config" --data "$run/c/data" --hub http://127.0.0.1:9 "$@"; }
hub() { refuses "$BIN/kiosk-hub" --listen 127.0.0.1:0 --config-dir "$run/c/config" --data "$run/c/data" "$@"; }
hald() { refuses "$BIN/kiosk-hald" --socket "$run/c/hal.sock" "$@"; }
bad() { # WHAT NAME-IN-MESSAGE PROGRAM ARGS...
    local what=$1; shift
    check "$what" told "$@"
}
told() { local name=$1; shift; "$@" && names "$name" && says_what_to_do; }

fresh; printf '[time]\n\nidle_s = soon\n' >"$run/c/kiosk.ini"
bad "a wrong value in kiosk.ini" kiosk.ini:3 kiosk --config "$run/c/kiosk.ini"
printf '[station\n' >"$run/c/kiosk.ini"
bad "a torn kiosk.ini" kiosk.ini:1 kiosk --config "$run/c/kiosk.ini"
printf '[http]\nlisten = nowhere\n' >"$run/c/hub.ini"
bad "a wrong value in hub.ini" hub.ini:2 hub --config "$run/c/hub.ini"
printf '[reader0]\nclass = radar\n' >"$run/c/devices.ini"
bad "a wrong devices.ini" devices.ini:1 hald --config "$run/c/devices.ini"
bad "a missing devices.ini" nothing.ini hald --config "$run/c/nothing.ini"
for file in catalogue/matters.json catalogue/process.json catalogue/workdays.json content/content.json; do
    fresh; sed -i '40s/.*/ }}}/' "$run/c/config/$file"
    bad "a damaged $file: the kiosk" "$file:40" kiosk
    [ $file = content/content.json ] || bad "a damaged $file: the hub" "$file:40" hub
    rm "$run/c/config/$file"
    bad "a missing $file: the kiosk" "$file" kiosk
done
fresh; head -c 5000 /dev/urandom >"$run/c/data/kiosk.db"
bad "a store that is none" kiosk.db kiosk
fresh; echo junk >"$run/c/data/salt.key"; chmod 600 "$run/c/data/salt.key"
bad "a damaged salt.key" salt.key kiosk
fresh; echo junk >"$run/c/data/kiosk.key"; chmod 600 "$run/c/data/kiosk.key"
bad "a damaged kiosk.key" kiosk.key kiosk
fresh; mkdir -p "$run/c/data/keys"; echo junk >"$run/c/data/keys/hub.key"; chmod 600 "$run/c/data/keys/hub.key"
bad "a damaged hub.key" hub.key hub
fresh; cp -r "$KIOSK_SHARE" "$run/share"; SHARE_NOW=$run/share
rm "$run/share/fonts/KioskSans-Bold.otf"
bad "a missing font" KioskSans-Bold.otf kiosk
echo junk >"$run/share/fonts/KioskSans-Bold.otf"
bad "a damaged font" KioskSans-Bold.otf kiosk
rm -r "$run/share/fonts"
bad "no fonts at all" fonts.conf kiosk
station_end
