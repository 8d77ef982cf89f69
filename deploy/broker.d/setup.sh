# shellcheck shell=bash
# Puts the files of mosquitto/ in place; tells what is there.

set_up() {
    local shipped=$beside/mosquitto conf_draft conf_choice acl_draft acl_choice chosen
    local user lines='' changed=no restart=no
    [ -f "$shipped/mosquitto.conf" ] && [ -f "$shipped/acl" ] ||
        fail "$shipped with mosquitto.conf and acl is missing. Unpack the whole folder, not this script alone."
    at_broker sh -c 'command -v mosquitto && command -v mosquitto_passwd' </dev/null >/dev/null 2>&1 ||
        fail 'Mosquitto is not installed. On Debian, Ubuntu, Raspberry Pi OS: apt-get install mosquitto'
    find_broker

    new_draft "$conf" && conf_draft=$draft
    sed "s|/etc/mosquitto/|$inside/|; s|/var/lib/mosquitto|$data|" "$shipped/mosquitto.conf" >"$conf_draft"
    choose "$conf" "$conf_draft" "$(is_default_conf && echo yes)"
    conf_choice=$choice chosen=$conf
    case $choice in made | replaced) chosen=$conf_draft ;; esac
    no_strangers "$chosen"
    read_conf "$chosen"
    password_file=${password_file:-$dir/passwords} acl_file=${acl_file:-$dir/acl}
    new_draft "$acl_file" && acl_draft=$draft
    cat "$shipped/acl" >"$acl_draft"
    choose "$acl_file" "$acl_draft" ''
    acl_choice=$choice

    # Everything is asked before anything is written.
    for user in $home_users; do
        if is_user "$user"; then continue; fi
        ask "$user"
        hash_password "$user"
        lines=$lines${lines:+$'\n'}$line
    done
    if [ -n "$container" ] && is_watched && ! is_user healthcheck; then
        let_in_watch
        lines=$lines${lines:+$'\n'}$line
    fi
    if carry_out "$conf_choice" "$conf" "$conf_draft"; then changed=yes restart=yes; fi
    if carry_out "$acl_choice" "$acl_file" "$acl_draft"; then changed=yes; fi
    if [ -z "$lines" ]; then
        say "The four users of the home are in $password_file already."
    else
        write_user '' "$lines"
        say "Written: $password_file."
        changed=yes
    fi
    bring_up "$changed" "$restart"
    show_made
    [ -n "$(setting password_file)" ] && [ -n "$(setting acl_file)" ] ||
        warn "your $conf names no password_file or no acl_file, so these do not count. See: broker setup --replace"
}

# The health check of compose.yaml logs in, as a user who may do nothing else.
is_watched() {
    case $("$docker" inspect -f '{{json .Config.Healthcheck}}' "$container" </dev/null) in
        *"XDG_CONFIG_HOME=$inside/healthcheck"*) ;;
        *) return 1 ;;
    esac
}

# Nobody needs to see its password, which mosquitto_sub finds in a file.
let_in_watch() {
    local shown=$made
    random=yes
    ask healthcheck
    made=$shown
    hash_password healthcheck
    (umask 022 && mkdir -p "$dir/healthcheck")
    new_draft "$dir/healthcheck/mosquitto_sub"
    printf '%s\n' '-u healthcheck' "-P $password" >"$draft"
    put "$dir/healthcheck/mosquitto_sub" "$draft"
}

# Sets `choice`, what becomes of FILE when DRAFT is what we ship: made, same, replaced, kept. $3: whether it may go.
choose() {
    if [ ! -e "$1" ]; then
        choice='made'
    elif without_block '' "$1" | cmp -s - "$2"; then
        choice=same
    elif [ "$3" = yes ] || [ "$replace" = yes ]; then
        choice=replaced
        block '' "$1" >>"$2"
    else
        choice=kept
    fi
}

carry_out() {
    case $1 in
        same) say "$2 is there already." && return 1 ;;
        kept)
            say "$2 is not the shipped one and stays as it is; --replace replaces it and keeps a copy." && return 1
            ;;
    esac
    put "$2" "$3" || return 1
    if [ "$1" = replaced ]; then say "Replaced: $2. The old one is $kept."; else say "Written: $2."; fi
}

# What a distribution installs: nothing that decides who enters and where.
is_default_conf() {
    [ -f "$conf" ] || return 1
    conf_text "$conf" | awk '
        $1 ~ /^(listener|port|allow_anonymous|password_file|acl_file|plugin|auth_plugin|connection)$/ { own = 1 }
        END { exit own }'
}

no_strangers() {
    local number rest stranger
    if [ -n "$container" ]; then return; fi
    while read -r number rest; do
        stranger=$(stranger_on "$number")
        [ -z "$stranger" ] || fail "Port $number is taken by $stranger. Stop that program, or give Mosquitto another" \
            "port in the line \"listener $number\" of $beside/mosquitto/mosquitto.conf. Nothing was changed."
    done < <(listeners "$1")
}

# Lets Mosquitto use what was written, unless it could not.
bring_up() {
    if [ "$1" = no ] && [ "$runs" != no ]; then
        if all_answer; then
            say "Mosquitto $it_runs. Nothing was changed."
        else
            say "Mosquitto $it_runs, but does not listen where $conf says. Start it anew: $(start_words)"
        fi
        return
    fi
    rehearse_or_take_back
    if [ "$runs" != no ] && [ "$2" = no ]; then
        reload
    elif ! can_start; then
        say "Start Mosquitto$([ "$runs" = no ] || printf ' anew'): $(start_words)"
    elif start; then
        say "Mosquitto $it_runs and answers on every listener."
    else
        take_back
        # The first time there is nothing to go back to.
        [ ! -f "$conf" ] || start || true
        fail "Mosquitto did not come up with this, so everything is as it was. What it said: broker logs"
    fi
}

# --- status ----------------------------------------------------------------------------------------------------------

show_status() {
    local number address protocol certificate rest file backups sound=0 said
    find_broker
    said=$(at_broker mosquitto -h </dev/null 2>/dev/null | sed -n 's/^mosquitto version //p') || true
    row Mosquitto "${said:-of unknown version}, $it_runs"
    if [ "$runs" = no ]; then sound=1 && row '' "start it: $(start_words)"; fi
    while read -r number address protocol certificate rest; do
        reach "$number" "$address"
        if answers "$reached_host" "$reached_port"; then said=answers; else said='is silent' sound=1; fi
        if [ "$certificate" != - ]; then protocol="$protocol with TLS"; fi
        if [ "$address" = '*' ]; then address='the whole network'; fi
        row "Port $number" "$said ($protocol, for $address)"
    done < <(listeners)
    has_listener || row '' 'mosquitto.conf has no listener: since 2.0 that means this machine only'
    row Users "$(users | tr '\n' ' ')"
    for file in "$conf" "$acl_file" "$password_file" "$dir/tls/server.key" "$dir/tls/ca.key"; do
        # Their names are our own.
        # shellcheck disable=SC2012
        if [ -e "$file" ]; then row "${file#"$dir"/}" "$(ls -l "$file" | awk '{ print $1, $3, $4 }')"; fi
    done
    if [ -f "$dir/tls/server.crt" ]; then row Certificate "$(days_left <"$dir/tls/server.crt") days left"; fi
    backups=("$dir"/backups/home-*.tar.gz)
    file=${backups[${#backups[@]} - 1]}
    if [ -e "$file" ]; then row 'Last backup' "$file"; else row 'Last backup' 'none; make one with: broker backup'; fi
    return "$sound"
}

row() { printf '%-16s %s\n' "$1" "$2"; }

# --- logs ------------------------------------------------------------------------------------------------------------

show_logs() {
    local file follow_words=()
    if [ "$follow" = yes ]; then follow_words=(-f); fi
    find_broker
    file=$(conf_text "$conf" | awk '$1 == "log_dest" && $2 == "file" { print $3 }' | tail -n 1)
    file=$(here "$file")
    if [ -n "$container" ]; then
        exec "$docker" logs --tail 100 ${follow_words[@]+"${follow_words[@]}"} "$container"
    elif [ -n "$file" ]; then
        [ -r "$file" ] || fail "Mosquitto's log goes to $file, which is not there or not for me to read. Try with sudo."
        exec tail -n 100 ${follow_words[@]+"${follow_words[@]}"} "$file"
    elif of_systemd; then
        exec journalctl -u mosquitto -n 100 --no-pager ${follow_words[@]+"${follow_words[@]}"}
    fi
    fail "Mosquitto's log is kept nowhere: systemd does not run it, and $conf sends it to no file." \
        'To keep it, write there "log_dest file /var/log/mosquitto/mosquitto.log", and start Mosquitto anew.'
}
