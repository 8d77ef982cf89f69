# shellcheck shell=bash
# Speaks the little MQTT 5 that check and test need, over TCP, TLS or WebSocket, with bash alone: mosquitto_pub comes in
# another package, which many a machine has not, and speaks no WebSocket. Bytes are written as hexadecimal digits.

patience=4

# --- Someone at the broker -------------------------------------------------------------------------------------------

# Opens a connection (tcp, tls, ws, wss) and logs in, without a user if there is none. What came of it is in `outcome`:
#   in · refused (with `reason`) · old (no MQTT 5) · mute (nothing that is MQTT) · unreachable
#   for a WebSocket also: no-websocket · no-subprotocol
enter() {
    local kind=$1 at=$2 number=$3 user=${4-} secret=${5-} flags=02 who
    leave
    outcome=unreachable reason=''
    connect "$kind" "$at" "$number" || return 1
    if [ "$link" = ws ]; then shake_hands "$at" "$number" || return 1; fi
    who=$(text "broker-check-$RANDOM$RANDOM")
    if [ -n "$user" ]; then
        flags=c2 who=$who$(text "$user")$(text "$secret")
    fi
    send 10 "$(text MQTT)05${flags}003c00$who"
    outcome=mute
    receive || return 1
    if [ "$packet" != 20 ]; then return 1; fi
    reason=${body:2:2} outcome=refused
    if [ ${#body} = 4 ] && [ "$reason" = 01 ]; then outcome=old; fi
    if [ "$reason" = 84 ]; then outcome=old; fi
    if [ "$reason" != 00 ]; then return 1; fi
    outcome='in'
}

# Publishes an empty message that nobody keeps; leaves the broker's answer in `reason`: 00, 10 (nobody listens) or 87.
publish() {
    reason=none
    send 32 "$(text "$1")000100"
    while receive; do
        if [ "$packet" = 40 ]; then reason=${body:4:2} reason=${reason:-00} && return; fi
        note_message
    done
    return 1
}

subscribe() {
    send 82 "000200$(text "$1")00"
    while receive; do
        if [ "$packet" = 90 ]; then return; fi
        note_message
    done
    return 1
}

# Whether a message with this topic arrives, or has arrived.
hears() {
    until has_heard "$1"; do
        receive || return 1
        note_message
    done
}

has_heard() {
    case $heard in *" $(text "$1")"*) ;; *) return 1 ;; esac
}

note_message() {
    case $packet in 3?) heard="$heard $body" ;; esac
}

leave() {
    if [ -z "${link-}" ]; then return; fi
    send e0 ''
    exec 3<&- 4>&-
    if [ -n "$tunnel" ]; then kill "$tunnel" 2>/dev/null || true; fi
    link='' pending='' heard=''
}

# --- Packets ---------------------------------------------------------------------------------------------------------

send() {
    local length=$((${#2} / 2)) digits='' frame byte mask at
    while ((length > 127)); do
        printf -v byte %02x $((length % 128 + 128))
        digits=$digits$byte length=$((length / 128))
    done
    printf -v byte %02x "$length"
    frame=$1$digits$byte$2
    if [ "$link" = ws ]; then
        # A masked binary frame, as clients must send them.
        length=$((${#frame} / 2))
        printf -v mask %02x%02x%02x%02x $((RANDOM % 256)) $((RANDOM % 256)) $((RANDOM % 256)) $((RANDOM % 256))
        digits=''
        for ((at = 0; at < length; at++)); do
            printf -v byte %02x $((16#${frame:2 * at:2} ^ 16#${mask:2 * (at % 4):2}))
            digits=$digits$byte
        done
        if ((length < 126)); then printf -v byte %02x $((length + 128)); else printf -v byte fe%04x "$length"; fi
        frame=82$byte$mask$digits
    fi
    emit "$frame"
}

emit() {
    local bytes='' at
    for ((at = 0; at < ${#1}; at += 2)); do bytes=$bytes\\x${1:at:2}; done
    # The format is nothing but \x and digits.
    # shellcheck disable=SC2059
    printf "$bytes" 2>/dev/null >&4 || true
}

# Sets `packet` (its first byte) and `body`.
receive() {
    local length=0 shift=0 digit
    take 1 || return 1
    packet=$taken
    while :; do
        take 1 || return 1
        digit=$((16#$taken)) length=$((length + ((digit & 127) << shift))) shift=$((shift + 7))
        if ((digit < 128)); then break; fi
        if ((shift > 21)); then return 1; fi
    done
    # What is longer than that is no answer to us.
    if ((length > 20000)); then return 1; fi
    take "$length" || return 1
    body=$taken
}

# Sets `taken` to the next bytes of MQTT.
take() {
    if [ "$link" != ws ]; then
        take_raw "$1"
        return
    fi
    while ((${#pending} < 2 * $1)); do unframe || return 1; done
    taken=${pending:0:2 * $1} pending=${pending:2 * $1}
}

unframe() {
    local kind
    take_raw 2 || return 1
    kind=${taken:1:1} taken=${taken:2}
    case $taken in
        7e) take_raw 2 || return 1 ;;
        7f | [89a-f]?) return 1 ;;
    esac
    take_raw $((16#$taken)) || return 1
    case $kind in [0-2]) pending=$pending$taken ;; 8) return 1 ;; esac
}

take_raw() {
    local left=$1 byte number
    taken=''
    while ((left-- > 0)); do
        # A byte that is not there is an error, a byte that is 0 is an empty one.
        IFS= read -r -d '' -n 1 -t "$patience" byte <&3 || return 1
        printf -v number %d "'$byte"
        printf -v number %02x $((number & 255))
        taken=$taken$number
    done
}

text() {
    local digits
    digits=$(printf %s "$1" | hex)
    printf %04x%s $((${#digits} / 2)) "$digits"
}

hex() { od -An -v -tx1 | tr -d ' \n'; }

# --- Connections: read from 3, written to 4 --------------------------------------------------------------------------

link='' tunnel='' pending=''

connect() {
    answers "$2" "$3" || return 1
    # Whoever hangs up on us shall not end the script.
    trap '' PIPE
    tunnel=''
    if [ "$1" = tls ] || [ "$1" = wss ]; then
        local pipes
        pipes=$(mktemp -d) && litter+=("$pipes")
        mkfifo "$pipes/there" "$pipes/back"
        openssl s_client -quiet -connect "$2:$3" <"$pipes/there" >"$pipes/back" 2>/dev/null &
        tunnel=$!
        exec 4>"$pipes/there" 3<"$pipes/back"
    else
        { exec 3<>"/dev/tcp/$2/$3"; } 2>/dev/null || return 1
        exec 4>&3
    fi
    pending='' heard='' link=tcp
    case $1 in ws*) link=ws ;; esac
}

shake_hands() {
    local line status='' protocol=''
    outcome=no-websocket
    printf '%s\r\n' 'GET /mqtt HTTP/1.1' "Host: $1:$2" 'Upgrade: websocket' 'Connection: Upgrade' \
        "Sec-WebSocket-Key: $(head -c 16 /dev/urandom | base64)" 'Sec-WebSocket-Version: 13' \
        'Sec-WebSocket-Protocol: mqtt' '' 2>/dev/null >&4 || true
    while IFS= read -r -t "$patience" line <&3 && [ -n "${line%$'\r'}" ]; do
        case $line in
            HTTP/*) status=${line#* } ;;
            [Ss]ec-[Ww]eb[Ss]ocket-[Pp]rotocol:*mqtt*) protocol=mqtt ;;
        esac
    done
    if [ "${status%% *}" != 101 ]; then return 1; fi
    outcome=no-subprotocol
    [ -n "$protocol" ]
}
