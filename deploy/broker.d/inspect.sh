# shellcheck shell=bash
# What check finds in the files, without asking the broker.

check_files() {
    local value
    if [ "$(setting allow_anonymous)" = true ]; then
        wrong "$conf lets anybody in without a password." "write there: allow_anonymous false"
    elif [ -z "$password_file" ]; then
        wrong "$conf names no password_file." "write there: password_file $inside/passwords"
    elif [ ! -e "$password_file" ]; then
        wrong "$password_file is missing, so Mosquitto does not start." 'broker setup'
    elif [ -n "$(find "$password_file" -perm -004)" ]; then
        wrong "everybody on this machine may read $password_file." "chmod 600 $password_file"
    elif ! readable_to_broker "$password_file"; then
        wrong "Mosquitto may not read $password_file again; at the next reload nobody could log in." \
            "chown mosquitto: $password_file"
    else
        ok 'Only those with a password enter, and the passwords are kept from others.'
    fi

    if [ -z "$acl_file" ]; then
        wrong "$conf names no acl_file, so every user may do everything." "write there: acl_file $inside/acl"
    elif [ ! -r "$acl_file" ]; then
        wrong "$acl_file is not there, or not for me to read." 'broker setup, with sudo'
    else
        value=$(too_wide_rules)
        if [ -n "$value" ]; then
            wrong "$acl_file, $value: mobile_app, or everybody, may write anything." \
                'take the line out; the shipped acl names what people command'
        else
            ok 'The rules let mobile_app write to chosen topics only.'
        fi
    fi

    value=$(setting max_queued_messages)
    if [ "${value:-1000}" -gt 0 ] && [ "${value:-1000}" -lt 10000 ]; then
        wrong "max_queued_messages is ${value:-1000}: of more retained topics than that, the rest never arrive." \
            "write in $conf: max_queued_messages 250000"
    else
        ok 'The queue is long enough for a large home.'
    fi
    check_listener_lines
}

readable_to_broker() {
    own_ids
    if [ -z "$own" ] || [ "$(id -u)" != 0 ] || [ "$(setting user)" = root ]; then return; fi
    [ -n "$(find "$1" \( -user "${own%:*}" -perm -400 \) -o \( -group "${own#*:}" -perm -040 \) -o -perm -004)" ]
}

# The first line of the acl by which mobile_app, or everybody, may write everything.
too_wide_rules() {
    awk '$1 == "user" { user = $2; next }
        { rule = $1; access = "readwrite"; filter = $2 }
        $2 ~ /^(read|write|readwrite|deny)$/ && NF > 2 { access = $2; filter = $3 }
        rule != "pattern" && (rule != "topic" || user != "" && user != "mobile_app") { next }
        access ~ /write/ && filter ~ /^(\+\/)*#$/ { print "line " NR " (" $0 ")"; exit }' "$acl_file"
}

check_listener_lines() {
    local number address protocol certificate domain
    if ! has_listener; then
        wrong "$conf has no listener; since Mosquitto 2.0 that means this machine only, and no browser." \
            'broker setup --replace'
    fi
    while read -r number address protocol certificate domain; do
        if [ "$protocol" != websockets ]; then continue; fi
        if [ "$address" != '*' ] && [ "$domain" = - ]; then
            note "Port $number: Mosquitto 2.0.11 ignores the address $address unless \"socket_domain ipv4\" follows."
            address='*'
        fi
        if [ "$address" = '*' ] && is_proxied "$number"; then
            note "nginx passes browsers on to port $number, which the network reaches without nginx too. To close it," \
                "write \"listener $number 127.0.0.1\" and below it \"socket_domain ipv4\"."
        fi
    done < <(listeners)
}

is_proxied() { grep -Eqrs "^[^#]*(proxy_pass|server)[[:space:]].*:$1\\b" "${NGINX_FILES:-/etc/nginx}"; }
