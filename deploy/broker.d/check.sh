# shellcheck shell=bash
# Says in words what works and what is missing with its fix: one line a point, of three kinds.

wrong=0
ok() { line 32 ok "$*"; }
note() { line 33 note "$*"; }
wrong() { line 31 WRONG "$1 fix: ${*:2}" && wrong=1; }
line() {
    if [ -t 1 ]; then printf '\033[%sm%-6s\033[0m %s\n' "$@"; else printf '%-6s %s\n' "$2" "$3"; fi
}

check() {
    where_to_look
    if [ -n "$conf" ]; then check_files; fi
    # Without a password, as in a nightly run, the rest is checked all the same.
    if [ -t 0 ]; then
        prompt_hidden 'Password of mobile_app (empty: leave that out)'
    else
        IFS= read -r password || true
    fi
    if [ -n "$port" ]; then
        if check_listener tcp "$host" "$port"; then check_anonymous && check_rights; fi
    fi
    check_listener "$websocket_kind" "$websocket_host" "$websocket_port" || true
    check_tls
    leave
    return "$wrong"
}

# The ports of mosquitto.conf, unless others are named.
where_to_look() {
    local number address protocol certificate rest
    websocket_kind=ws websocket_host=$host tls_host=$host
    if [ -z "$conf" ]; then
        port=${port:-1883} websocket_port=${websocket_port:-9001}
        return
    fi
    find_broker
    while read -r number address protocol certificate rest; do
        reach "$number" "$address"
        case $protocol/$certificate in
            mqtt/-) host=${host:-$reached_host} port=${port:-$reached_port} ;;
            mqtt/*) tls_host=${tls_host:-$reached_host} tls_port=${tls_port:-$reached_port} ;;
            websockets/*)
                if [ -z "$websocket_port" ] && [ "$certificate" != - ]; then websocket_kind=wss; fi
                websocket_host=${websocket_host:-$reached_host} websocket_port=${websocket_port:-$reached_port}
                ;;
        esac
    done < <(listeners)
    host=${host:-127.0.0.1} websocket_host=${websocket_host:-127.0.0.1} tls_host=${tls_host:-127.0.0.1}
    # Browsers need one; devices may do with TLS alone.
    if [ -z "$websocket_port" ]; then reach 9001 127.0.0.1 && websocket_port=$reached_port; fi
}

# --- What the listeners say ------------------------------------------------------------------------------------------

# $1: tcp, tls, ws or wss; $2, $3: where it is. What is asked next is asked there.
check_listener() {
    local name="Port $3" stranger=''
    case $1 in ws*) name="Port $3 (browsers)" ;; esac
    way=("$@")
    enter "$@" mobile_app "${password:-none}" || true
    case $outcome in
        in) ok "$name lets mobile_app in with MQTT 5." && return ;;
        refused)
            if [ -z "$password" ]; then
                note "$name answers with MQTT 5; without a password I could not look further."
            elif [ "$reason" = 86 ] || [ "$reason" = 87 ]; then
                wrong "$name refuses mobile_app: wrong password, or no such user (0x$reason)." \
                    'broker password mobile_app'
            else
                wrong "$name refuses mobile_app with 0x$reason." 'see what it says: broker logs'
            fi
            ;;
        old) wrong "$name speaks no MQTT 5." 'install Mosquitto 2.0 or newer' ;;
        unreachable)
            if [ -n "$conf" ] && [ "$runs" = no ]; then
                wrong "$name does not answer; Mosquitto $it_runs." "$(start_words)"
            elif is_wanted "$3"; then
                wrong "$name does not answer at $2, though mosquitto.conf names it." \
                    "${container:+let the container publish it, or }start Mosquitto anew: $(start_words)"
            else
                wrong "$name does not answer at $2." "write in mosquitto.conf: listener $3$(ws_lines "$1")," \
                    'start Mosquitto anew, open the port in the firewall'
            fi
            ;;
        mute | no-websocket)
            if [ -n "$conf" ] && [ -z "$container" ]; then stranger=$(stranger_on "$3"); fi
            if [ -n "$stranger" ]; then
                wrong "$name is taken by $stranger." 'stop that program, or choose another port in mosquitto.conf'
            elif [ "$outcome" = no-websocket ]; then
                wrong "$name answers, but not as a WebSocket." \
                    "write below \"listener $3\": protocol websockets; and start Mosquitto anew"
            elif [ "$1" = tls ] && [ -n "$conf" ] && [ "$(setting require_certificate)" = true ]; then
                note "$name admits only clients with a certificate, which I have not."
            else
                wrong "$name answers, but not with MQTT." 'see which program listens there: ss -ltnp'
            fi
            ;;
        no-subprotocol)
            wrong "$name opens a WebSocket without the sub-protocol mqtt." \
                'let the proxy pass on the header Sec-WebSocket-Protocol'
            ;;
    esac
    return 1
}

# Whether mosquitto.conf names a listener that is found at this port.
is_wanted() {
    local number address rest
    if [ -z "$conf" ]; then return 1; fi
    while read -r number address rest; do
        reach "$number" "$address"
        if [ "$reached_port" = "$1" ]; then return; fi
    done < <(listeners)
    return 1
}

ws_lines() { if [ "$1" != tcp ]; then printf ', below it protocol websockets'; fi; }

check_anonymous() {
    enter "${way[@]}" || true
    case $outcome in
        in)
            wrong 'Anybody enters without a password.' \
                'write in mosquitto.conf: allow_anonymous false; and start Mosquitto anew'
            ;;
        refused) ok 'Without a password nobody enters.' ;;
        *) note "How an anonymous login is answered I could not see ($outcome)." ;;
    esac
}

# Commands for a device that does not exist, so that nothing is switched; and what only devices may say.
check_rights() {
    local topic refused='' allowed='' fix='take over the section of mobile_app from the shipped mosquitto/acl'
    enter "${way[@]}" mobile_app "$password" || return 0
    for topic in alicia/commands/broker_check home/broker_check/set iotflow/devices/broker_check/commands/control \
        iotflow/devices/broker_check/commands iotflow/fleet/commands/broker_check devices/broker_check/commands \
        smarthome/0/broker_check/commands smarthome/0/broker_check/config homeassistant/switch/broker_check/set \
        cmnd/broker_check/POWER zigbee2mqtt/broker_check/set homie/5/broker_check/a/b/set \
        broker_check/command/switch:0 broker_check/rpc; do
        publish "$topic" || break
        case $reason in 00 | 10) ;; *) refused="$refused $topic" ;; esac
    done
    for topic in smarthome/0/broker_check/telemetry iotflow/devices/broker_check/telemetry tele/broker_check/STATE \
        homeassistant/sensor/broker_check/state lwt/devices/broker_check broker_check/online broker_check; do
        publish "$topic" || break
        case $reason in 00 | 10) allowed="$allowed $topic" ;; esac
    done
    if [ "$reason" = none ]; then
        wrong 'The broker stopped answering while I asked what mobile_app may do.' 'see what it says: broker logs'
        return
    fi
    if [ -z "$refused" ]; then
        ok 'mobile_app may command every kind of device.'
    else
        wrong "mobile_app may not write to$refused." "$fix"
    fi
    if [ -z "$allowed" ]; then
        ok 'mobile_app may not speak for a device.'
    else
        wrong "mobile_app may write to$allowed, which is for devices to say." "$fix"
    fi
    # What is retained, as these figures are, arrives before what is published later.
    topic=alicia/broker_check/$RANDOM$RANDOM
    if subscribe "\$SYS/broker/version" && subscribe "$topic" && publish "$topic" && hears "$topic"; then
        ok 'What is published arrives at those who listen.'
    else
        wrong 'mobile_app does not hear what is published below alicia.' "$fix"
    fi
    if has_heard "\$SYS/broker/version"; then
        ok "mobile_app sees the broker's own figures."
    else
        note "mobile_app does not see the broker's own figures. To show them: the last line of the shipped acl."
    fi
}

check_tls() {
    local days certificate
    # Elsewhere there may be one that nobody told us of.
    if [ -z "$tls_port" ] && [ -z "$conf" ] && answers "$tls_host" 8883; then tls_port=8883; fi
    if [ -z "$tls_port" ]; then
        note 'I know of no listener with TLS, so passwords travel in clear through this network. To add one: broker tls'
        return
    fi
    if ! answers "$tls_host" "$tls_port"; then
        wrong "Port $tls_port (TLS) does not answer at $tls_host." "start Mosquitto anew${conf:+: $(start_words)}"
        return
    fi
    certificate=$(shown_certificate "$tls_host" "$tls_port")
    if [ -z "$certificate" ]; then
        wrong "Port $tls_port answers, but not with TLS." 'name certfile and keyfile below its listener'
        return
    fi
    days=$(days_left <<<"$certificate")
    if ((days < 30)); then
        wrong "The certificate of port $tls_port is good for $days more days only." 'broker tls'
    else
        ok "The certificate of port $tls_port is good for $days more days."
    fi
    if check_listener tls "$tls_host" "$tls_port" && [ -z "$port" ]; then
        check_anonymous && check_rights
    fi
}

# --- test USER -------------------------------------------------------------------------------------------------------

try_user() {
    local result=0
    where_to_look
    if [ -t 0 ]; then
        prompt_hidden "Password of $1"
    else
        IFS= read -r password || [ -n "$password" ] || fail "Standard input ended before the password of $1."
    fi
    if [ -n "$port" ]; then try_listener "$1" tcp "$host" "$port" || result=1; fi
    try_listener "$1" "$websocket_kind" "$websocket_host" "$websocket_port" || result=1
    if [ -n "$tls_port" ]; then try_listener "$1" tls "$tls_host" "$tls_port" || result=1; fi
    leave
    return $result
}

try_listener() {
    local words
    enter "${@:2}" "$1" "$password" || true
    case $outcome in
        in) words="lets $1 in." ;;
        refused) words="refuses $1 with 0x$reason." ;;
        old) words='speaks no MQTT 5.' ;;
        unreachable) words="does not answer at $3." ;;
        mute) words='answers, but not with MQTT.' ;;
        no-websocket) words='answers, but not as a WebSocket.' ;;
        no-subprotocol) words='opens a WebSocket without the sub-protocol mqtt.' ;;
    esac
    case $outcome$reason in refused8[67]) words="refuses $1: wrong password, or no such user." ;; esac
    say "Port $4: $words"
    [ "$outcome" = in ]
}
