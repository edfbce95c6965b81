# A whole station on this machine, for `make run`, the demo and the scenario tests: hub, devices, a private CUPS
# with a virtual printer, and the kiosk. Source it, then:
#   stack_init BUILD SHARE RUN     folders; RUN is created, short enough for sockets, and holds everything
#   stack_hub; stack_printer; stack_cups; stack_hald reader printer; stack_kiosk [kiosk options]
#   stack_stop                     ends what was started, by pid, newest first
# Every step waits for the program to say that it is ready, at most STACK_SECONDS.

STACK_SECONDS=${STACK_SECONDS:-20}
stack_pids=()

stack_say() { [ -n "${STACK_QUIET:-}" ] || echo "$*" >&2; }
stack_die() { echo "stack: $*" >&2; stack_stop; exit 1; }

stack_init() {
    BIN=$(realpath "$1")/bin; PEERS=$(realpath "$1")/peers; SHARE=$(realpath "$2")
    mkdir -p "$3" && chmod 700 "$3"; RUN=$(realpath "$3")
    CONFIG=${KIOSK_ROOT:-$PWD}/config
    mkdir -p "$RUN/log" "$RUN/sheets" "$RUN/usb" "$RUN/camera"
    export FONTCONFIG_FILE=$SHARE/fonts/fonts.conf KIOSK_SHARE=$SHARE
}

# stack_start NAME COMMAND... : in the background, output to RUN/log/NAME, pid in NAME_PID
stack_start() {
    local name=$1; shift
    "$@" >"$RUN/log/$name.out" 2>"$RUN/log/$name.err" </dev/null &
    eval "${name}_PID=$!"
    stack_pids+=($!)
}

# stack_wait NAME PATTERN : until RUN/log/NAME.out has a line of that pattern; prints the line
stack_wait() {
    local end=$((SECONDS + STACK_SECONDS)) pid
    eval "pid=\$${1}_PID"
    until grep -m1 -E "$2" "$RUN/log/$1.out" 2>/dev/null; do
        kill -0 "$pid" 2>/dev/null || { tail -5 "$RUN/log/$1.err" >&2; stack_die "$1 ended"; }
        [ $SECONDS -lt $end ] || { tail -5 "$RUN/log/$1.err" >&2; stack_die "$1 is not ready"; }
        read -rt 0.05 <> <(:) || true
    done
}

# stack_until SECONDS COMMAND... : until the command succeeds
stack_until() {
    local end=$((SECONDS + $1)); shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        read -rt 0.1 <> <(:) || true
    done
}

stack_hub() {
    stack_start hub "$BIN/kiosk-hub" --config "$CONFIG/hub.ini" --listen 127.0.0.1:${HUB_PORT:-0} \
        --data "$RUN/hub" --control "$RUN/hub.sock"
    HUB_URL=$(stack_wait hub '^listening on ' | sed 's/^listening on //')
    [ -n "$HUB_URL" ] || stack_die "the hub told no address"
    HUB_PORT=${HUB_URL##*:}
}

stack_enrol() { # prints a one-time code
    "$BIN/kioskctl" --socket "$RUN/hub.sock" hub enrol "${1:-QC-01}" --json | sed -n 's/.*"code": *"\([^"]*\)".*/\1/p'
}

stack_printer() {
    stack_start printer "$PEERS/ipp_printer" --folder "$RUN/sheets"
    PRINTER_URI=$(stack_wait printer '^ipp://' | head -1)
    [ -n "$PRINTER_URI" ] || stack_die "the virtual printer told no address"
}

# The same with words: PRINTER_WORDS is a control socket for the dock ({"verb":"word","text":"PAPER 0"}).
stack_printer_with_words() {
    mkfifo "$RUN/printer.words"
    PRINTER_WORDS=$RUN/printer.sock
    stack_start words "$PEERS/words" "$RUN/printer.words" "$PRINTER_WORDS"
    stack_wait words '^ready' >/dev/null
    "$PEERS/ipp_printer" --folder "$RUN/sheets" >"$RUN/log/printer.out" 2>"$RUN/log/printer.err" <"$RUN/printer.words" &
    printer_PID=$!
    stack_pids+=($!)
    PRINTER_URI=$(stack_wait printer '^ipp://' | head -1)
    [ -n "$PRINTER_URI" ] || stack_die "the virtual printer told no address"
}

# A network between kiosk and hub that can be cut: GATE_WORDS takes OPEN and CLOSE, HUB_URL leads through it.
stack_gate() {
    GATE_WORDS=$RUN/gate.sock
    stack_start gate "$PEERS/gate" "$HUB_PORT" "$GATE_WORDS"
    HUB_URL=$(stack_wait gate '^listening on ' | sed 's/^listening on //')
    [ -n "$HUB_URL" ] || stack_die "the gate told no address"
}

stack_cups() {
    stack_start cups "$CONFIG/cups/kiosk-cupsd" "$RUN/cups"
    CUPS_SOCKET=$(stack_wait cups '^ready ' | head -1 | sed 's/^ready //')
    [ -n "$CUPS_SOCKET" ] || stack_die "cupsd told no socket"
    lpadmin -h "$CUPS_SOCKET" -p office -E -v "$PRINTER_URI" -m everywhere 2>>"$RUN/log/cups.err" ||
        stack_die "the print queue could not be made"
}

# stack_hald READER PRINTER : sections of devices.ini, given as files or as words sim / pn532 / ipp / cups
stack_hald() {
    {
        echo "[reader0]"; echo "class = reader"
        case $1 in
            sim) echo "driver = sim"; echo "cards = ${CARDS:-$SHARE/demo/demo_cards.json}" ;;
            *) echo "driver = reader_pn53x"; echo "connection = pn532_uart:$1:115200" ;;
        esac
        echo "[printer0]"; echo "class = printer"
        case $2 in
            sim) echo "driver = sim"; echo "folder = $RUN/sheets"; echo "paper = 50"; echo "page_ms = 400" ;;
            cups) echo "driver = printer_ipp"; echo "route = cups"; echo "cups = $CUPS_SOCKET"; echo "queue = office"
                  echo "uri = $PRINTER_URI" ;;
            ipp) echo "driver = printer_ipp"; echo "route = direct"; echo "uri = $PRINTER_URI" ;;
        esac
    } >"$RUN/devices.ini"
    stack_start hald "$BIN/kiosk-hald" --config "$RUN/devices.ini" --socket "$RUN/hal.sock"
    stack_wait hald '^ready' >/dev/null
}

stack_kiosk() {
    {
        echo "[capture]"; echo "usb_dir = $RUN/usb"; echo "camera_dir = $RUN/camera"
        printf '%b' "${KIOSK_SETTINGS:-}" # further lines of kiosk.ini
    } >"$RUN/kiosk.ini"
    stack_start kiosk "$BIN/kiosk" --config "$RUN/kiosk.ini" --config-dir "$CONFIG" --data "$RUN/kiosk" --share "$SHARE" \
        --hal "$RUN/hal.sock" --hub "$HUB_URL" ${ENROL_CODE:+--enrol "$ENROL_CODE"} --control "$RUN/kiosk.sock" "$@"
}

# stack_ask VERB-JSON : asks the kiosk's control socket, prints the reply
stack_ask() { "$BIN/kioskctl" --socket "$RUN/kiosk.sock" kiosk ask "$1" 2>/dev/null; }

stack_stop() {
    local i
    for ((i = ${#stack_pids[@]} - 1; i >= 0; i--)); do
        kill "${stack_pids[i]}" 2>/dev/null || continue
        local end=$((SECONDS + 4))
        while kill -0 "${stack_pids[i]}" 2>/dev/null && [ $SECONDS -lt $end ]; do read -rt 0.05 <> <(:) || true; done
        kill -9 "${stack_pids[i]}" 2>/dev/null
        wait "${stack_pids[i]}" 2>/dev/null
    done
    stack_pids=()
}
