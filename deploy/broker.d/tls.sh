# shellcheck shell=bash
# Certificates: an authority for the home, what it signs, and the listener that shows it.

# Browsers and phones refuse more than 825 days.
server_days=820
authority_days=3650

set_up_tls() {
    local tls=$dir/tls names news='' renewed=no listener=no number=${tls_port:-8883} address domain
    command -v openssl >/dev/null || fail 'openssl is not installed: apt-get install openssl'
    has_listener ||
        fail "$conf has no listener, and one with TLS would close the port it has by default. See: broker setup"
    find_broker
    (umask 022 && mkdir -p "$tls")
    if [ -f "$tls/server.crt" ] && ! is_ours "$tls/server.crt"; then
        # Somebody else's certificate may have been copied with any owner.
        [ -f "$tls/server.key" ] || fail "$tls/server.crt was not made here, and its server.key is missing."
        settle "$tls/server.key" "$tls/server.key"
        say "$tls/server.crt was not made here and stays: $(days_left <"$tls/server.crt") days left."
    else
        wanted_names "$@"
        if [ ! -f "$tls/ca.crt" ]; then
            make_authority
            news="$tls/ca.crt is the new authority of this home, for ten years."
        fi
        if needs_certificate; then
            [ -f "$tls/ca.key" ] || fail "$tls/ca.key is missing, without which nothing can be certified. Put it back."
            make_certificate server "$(tr '\n' ' ' <<<"$names")"
            new_draft "$tls/names" && printf '%s\n' "$names" >"$draft" && put "$tls/names" "$draft" || true
            renewed=yes
        fi
        say "$tls/server.crt $(if [ $renewed = yes ]; then printf 'is new'; else printf 'is there already'; fi), for" \
            "$(tail -n +2 <<<"$names" | tr '\n' ' ')with $(days_left <"$tls/server.crt") days left."
    fi
    if [ -z "$(listeners | awk '$4 != "-"')" ]; then
        [ -n "$container" ] || [ -z "$(stranger_on "$number")" ] ||
            fail "Port $number is taken by $(stranger_on "$number"). Stop it, or choose another port with --tls-port."
        read -r address domain < <(listeners | awk '$3 == "mqtt" { print $2, $5; exit }')
        new_draft "$conf"
        { awk 1 "$conf" && tls_listener; } >"$draft"
        put "$conf" "$draft"
        listener=yes
    fi
    if [ $renewed = yes ] || [ $listener = yes ]; then rehearse_or_take_back; fi
    use_certificate
    if [ -n "$news" ]; then tell_of_authority; fi
}

# --- What is wanted, and whether it is there -------------------------------------------------------------------------

# Sets `names`: how they were found, then one a line. Names once chosen are kept until others are.
wanted_names() {
    local name
    for name; do
        case $name in -* | *[!A-Za-z0-9.:*-]*) misuse "$name is neither a name nor an address." ;; esac
    done
    if [ $# -gt 0 ]; then
        names=$(printf '%s\n' chosen "$@")
    elif [ "$(head -n 1 "$dir/tls/names" 2>/dev/null)" = chosen ]; then
        names=$(cat "$dir/tls/names")
    else
        name=$(hostname)
        names=$(printf '%s\n' found "$name" "${name%%.*}.local" localhost 127.0.0.1 && addresses)
        names=$(awk '!seen[$0]++' <<<"$names")
    fi
}

# Those that last: IPv6 addresses of a home change from day to day.
addresses() {
    { hostname -I 2>/dev/null || ifconfig | sed -n 's/^.*inet \([0-9.]*\) .*/\1/p'; } | tr ' ' '\n' |
        grep '^[0-9.][0-9.]*$' || true
}

is_ours() {
    [ -f "$dir/tls/ca.crt" ] && openssl verify -no_check_time -CAfile "$dir/tls/ca.crt" "$1" >/dev/null 2>&1
}

needs_certificate() {
    [ "$renew" = yes ] || [ ! -f "$dir/tls/server.crt" ] || [ ! -f "$dir/tls/server.key" ] ||
        [ "$(cat "$dir/tls/names" 2>/dev/null)" != "$names" ] || [ "$(days_left <"$dir/tls/server.crt")" -lt 30 ]
}

# Of a certificate on standard input; openssl answers yes or no only.
days_left() {
    local certificate low=0 high=8192 middle
    certificate=$(cat)
    while ((high - low > 1)); do
        middle=$(((low + high) / 2))
        if openssl x509 -noout -checkend $((middle * 86400)) <<<"$certificate" >/dev/null 2>&1; then
            low=$middle
        else
            high=$middle
        fi
    done
    printf '%s' "$low"
}

# --- Making them -----------------------------------------------------------------------------------------------------

make_authority() {
    new_key "$dir/tls/ca.key"
    new_draft "$dir/tls/ca.crt" && local certificate=$draft
    openssl_settings "CN = Home of $(hostname)" 'basicConstraints = critical, CA:true, pathlen:0' \
        'keyUsage = critical, keyCertSign, cRLSign'
    openssl req -new -x509 -sha256 -days "$authority_days" -key "$dir/tls/ca.key" -config "$draft" \
        -out "$certificate" || fail 'openssl could not make the authority.'
    put "$dir/tls/ca.crt" "$certificate"
}

# $1 is the file's name without its ending, $2 what is certified: names of a server, or nothing for a client.
make_certificate() {
    local file=$dir/tls/$1 certificate request alternatives='' name usage=serverAuth
    for name in ${2#* }; do
        case $name in
            *:*) name=IP:$name ;;
            *[!0-9.]*) name=DNS:$name ;;
            *) name=IP:$name ;;
        esac
        alternatives=$alternatives${alternatives:+, }$name
    done
    [ -n "$2" ] || usage=clientAuth
    name=${1##*/}
    if [ -n "$2" ]; then name=${2#* } && name=${name%% *}; fi
    new_draft "$file.csr" && request=$draft
    new_draft "$file.crt" && certificate=$draft
    new_key "$file.key"
    openssl_settings "CN = $name" 'basicConstraints = critical, CA:false' 'keyUsage = critical, digitalSignature' \
        'authorityKeyIdentifier = keyid' "extendedKeyUsage = $usage" ${alternatives:+"subjectAltName = $alternatives"}
    openssl req -new -sha256 -key "$file.key" -config "$draft" -out "$request" &&
        openssl x509 -req -sha256 -days "$server_days" -in "$request" -CA "$dir/tls/ca.crt" -CAkey "$dir/tls/ca.key" \
            -set_serial "0x$(openssl rand -hex 15)" -extfile "$draft" -extensions extensions \
            -out "$certificate" 2>/dev/null ||
        fail 'openssl could not make the certificate.'
    put "$file.crt" "$certificate"
}

new_key() {
    new_draft "$1"
    openssl ecparam -name prime256v1 -genkey -noout -out "$draft" || fail 'openssl could not make a key.'
    put "$1" "$draft"
}

# Sets `draft` to a file of them; LibreSSL and old OpenSSL take them no other way.
openssl_settings() {
    new_draft "$dir/tls/settings"
    {
        printf '%s\n' '[req]' 'distinguished_name = name' 'prompt = no' 'x509_extensions = extensions' '[name]' "$1"
        printf '%s\n' '[extensions]' 'subjectKeyIdentifier = hash' "${@:2}"
    } >"$draft"
}

# It listens where the first one does.
tls_listener() {
    if [ "$address" = '*' ]; then address=''; fi
    printf '%s\n' '# >>> tls, made by broker' "listener $number${address:+ $address}"
    if [ "$domain" != - ]; then printf 'socket_domain %s\n' "$domain"; fi
    printf '%s\n' 'protocol mqtt' "certfile $inside/tls/server.crt" "keyfile $inside/tls/server.key" \
        'max_connections 1000' '# <<< tls'
}

# --- Using them ------------------------------------------------------------------------------------------------------

# A reload is enough for a certificate, a listener needs a restart, which is for the person to choose the time of.
use_certificate() {
    local number address protocol certificate rest
    read -r number address protocol certificate rest < <(listeners | awk '$4 != "-"')
    reach "$number" "$address"
    if [ "$runs" = no ]; then
        say "Port $number opens when Mosquitto starts: $(start_words)"
    elif ! answers "$reached_host" "$reached_port"; then
        say "Port $number opens when Mosquitto is started anew; everybody is disconnected for a moment: $(start_words)"
    elif [ "$(shown_certificate "$reached_host" "$reached_port")" != "$(openssl x509 <"$(here "$certificate")")" ]; then
        reload 'Every connection stays up; new ones see the new certificate.'
        say 'If nginx uses it too: systemctl reload nginx'
    else
        say "Port $number shows it. Nothing was changed."
    fi
}

shown_certificate() {
    openssl s_client -connect "$1:$2" </dev/null 2>/dev/null | openssl x509 2>/dev/null || true
}

tell_of_authority() {
    cat <<END
$news
Install it once on every phone and computer, as a trusted authority:
  Android   Settings, Security, More, Install a certificate, CA certificate
  iPhone    open the file, install the profile, then Settings, General, About, Certificate Trust Settings
  Debian    copy it to /usr/local/share/ca-certificates/home.crt and run update-ca-certificates (browsers import it)
nginx shows browsers the same certificate; its https.conf finds it by these links, and a renewed one after a reload:
  mkdir -p /etc/nginx/alicia/tls
  ln -sf $dir/tls/server.crt /etc/nginx/alicia/tls/fullchain.pem
  ln -sf $dir/tls/server.key /etc/nginx/alicia/tls/privkey.pem
END
}

certify_client() {
    need_name "$1" .
    command -v openssl >/dev/null || fail 'openssl is not installed: apt-get install openssl'
    [ -f "$dir/tls/ca.key" ] || fail 'There is no authority to sign it yet. Make one with: broker tls'
    if [ -f "$dir/tls/clients/$1.crt" ] && [ "$renew" = no ]; then
        say "$dir/tls/clients/$1.crt is there already, with $(days_left <"$dir/tls/clients/$1.crt") days left."
        return
    fi
    mkdir -p "$dir/tls/clients"
    make_certificate "clients/$1" ''
    say "Give $1 these two, and ca.crt: $dir/tls/clients/$1.crt, $dir/tls/clients/$1.key"
}
