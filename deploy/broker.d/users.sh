# shellcheck shell=bash
# Who may enter, and the topics of single devices.

home_users='alicia esp32_device voice_assistant mobile_app'

# --- Passwords -------------------------------------------------------------------------------------------------------

# Leaves the answer in `password`, and adds what was made to `made`.
made=''
ask() {
    local first
    if [ "$random" = yes ]; then
        password=''
    elif [ -t 0 ]; then
        hide_typing
        while :; do
            prompt "Password for $1 (empty: make one)" && first=$password
            if [ -n "$password" ]; then prompt 'Once more'; fi
            if [ "$password" = "$first" ]; then break; fi
            printf 'These were two different passwords.\n' >&2
        done
        show_typing
    else
        IFS= read -r password || [ -n "$password" ] ||
            fail "Standard input ended before the password for $1. With --random I make one."
    fi
    if [ -z "$password" ]; then
        password=$(tr -dc 'A-HJ-NP-Za-km-z2-9' < <(head -c 1000 /dev/urandom))
        password=${password:0:20}
        made=$made$(printf '  %-16s %s' "$1" "$password")$'\n'
    fi
    case $password in
        *:* | ' '* | *' ' | *[[:cntrl:]]*)
            fail 'A password may have no colon in it and no space at its ends; mosquitto_passwd would cut it.'
            ;;
    esac
}

# Before the question is seen, for some type fast.
hide_typing() { terminal=$(stty -g) && stty -echo; }

show_typing() { stty "$terminal" && terminal=''; }

prompt() {
    printf '%s: ' "$1" >&2
    if ! IFS= read -r password; then
        printf '\n' >&2
        fail 'No answer; nothing was changed.'
    fi
    printf '\n' >&2
}

prompt_hidden() {
    hide_typing
    prompt "$1"
    show_typing
}

show_made() {
    if [ -n "$made" ]; then printf 'Made at random, shown only this once:\n%s' "$made"; fi
}

# Sets `line`, what the password file says of the user; Mosquitto's own tool hashes a draft that nobody else can read.
hash_password() {
    # shellcheck disable=SC2016
    line=$(printf '%s:%s\n' "$1" "$password" | at_broker sh -c 'umask 077 && file=$(mktemp) || exit 1
        trap "rm -f \"$file\"" EXIT; trap "exit 1" HUP INT TERM
        cat >"$file" && mosquitto_passwd -U "$file" >&2 && cat "$file"') ||
        fail 'mosquitto_passwd could not hash the password; it comes with the package mosquitto.'
}

# --- The password file -----------------------------------------------------------------------------------------------

users() {
    if [ -f "$password_file" ]; then sed -n 's/^\([^#:][^:]*\):.*/\1/p' "$password_file"; fi
}

is_user() {
    case $'\n'$(users)$'\n' in *$'\n'"$1"$'\n'*) ;; *) return 1 ;; esac
}

# Writes the password file without the user, or with these lines instead.
write_user() {
    new_draft "$password_file"
    if [ -f "$password_file" ]; then awk -F: -v user="$1" '$1 != user' "$password_file" >"$draft"; fi
    if [ -n "${2-}" ]; then printf '%s\n' "$2" >>"$draft"; fi
    put "$password_file" "$draft"
}

need_passwords() {
    [ -n "$password_file" ] || fail "$conf names no password_file, so no password counts. See: broker setup --replace"
    [ ! -e "$password_file" ] || [ -r "$password_file" ] ||
        fail "I may not read $password_file. $with_sudo"
}

need_user() {
    need_passwords
    is_user "$1" || fail "There is no user $1. There are: $(users | tr '\n' ' ')"
}

# $2: what a name may have beside letters, digits, _ and -.
need_name() {
    case $1 in
        '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_"$2"-]*)
            misuse "'$1' is no good name: begin with a letter, a digit or _, and use no others${2:+ but $2} and -."
            ;;
    esac
    [ ${#1} -le 60 ] || misuse "$1 is too long."
}

# --- The commands ----------------------------------------------------------------------------------------------------

show_users() {
    local user
    need_passwords
    while read -r user; do printf '%-16s %s\n' "$user" "$(purpose "$user")"; done < <(users)
}

purpose() {
    case $1 in
        alicia) printf "the home's brain: Home Assistant, automations" ;;
        esp32_device) printf 'whatever is bolted to a wall and has no user of its own' ;;
        voice_assistant) printf 'hears and speaks' ;;
        mobile_app) printf 'people, through the dashboard' ;;
        healthcheck) printf 'the health check of the container' ;;
        *)
            if [ -n "$(device_rules_of "$1")" ]; then
                printf 'one device'
            elif has_rules "$1"; then
                printf 'your own, with rules in acl'
            else
                printf 'your own, without rules in acl'
            fi
            ;;
    esac
}

has_rules() {
    [ -r "$acl_file" ] && [ -n "$(awk -v user="$1" '$1 == "user" && $2 == user' "$acl_file")" ]
}

# What stops when one of the four is shut out.
warn_of() {
    case $1 in
        alicia) warn "Home Assistant and every automation are shut out$2." ;;
        esp32_device) warn "every device that has no user of its own is shut out$2." ;;
        voice_assistant) warn "nothing hears and nothing speaks$2." ;;
        mobile_app) warn "every open dashboard is logged out$2." ;;
    esac
}

add_user() {
    need_name "$1" '.@'
    need_passwords
    if is_user "$1"; then
        say "$1 is there already. To change the password: broker password $1"
        return
    fi
    ask "$1"
    hash_password "$1"
    write_user "$1" "$line"
    say "Added: $1."
    show_made
    has_rules "$1" ||
        say "It may log in and do nothing, until ${acl_file:-an acl_file} has rules for it: user $1, topic readwrite …"
    reload
}

change_password() {
    need_user "$1"
    warn_of "$1" ' until it has the new password'
    ask "$1"
    hash_password "$1"
    write_user "$1" "$line"
    say "Changed: the password of $1."
    show_made
    reload "Every connection stays up but those of $1, which need the new password."
}

remove_user() {
    need_user "$1"
    warn_of "$1" ''
    write_user "$1"
    if [ -n "$(device_rules_of "$1")" ]; then
        new_draft "$acl_file"
        without_block "device $1" "$acl_file" >"$draft"
        put "$acl_file" "$draft"
    fi
    say "Removed: $1."
    if has_rules "$1"; then say "$acl_file still has rules for $1; without a password they let nobody in."; fi
    reload "Every connection stays up but those of $1."
}

add_device() {
    local name=$1 before rules id
    for id; do need_name "$id" ''; done
    case " $home_users " in *" $name "*) misuse "$name is one of the four users of the home, no single device." ;; esac
    need_passwords
    [ -f "$acl_file" ] ||
        fail "$conf names no acl_file that is there, so no rules would hold. See: broker setup --replace"
    before=$(device_rules_of "$name")
    # The ids it has are kept unless others are given.
    if [ -n "$before" ] && [ $# = 1 ]; then
        read -r -a words < <(sed -n '1s/^# >>> device //p' <<<"$before")
        set -- "${words[@]}"
    fi
    rules=$(device_rules "$@")
    if [ "$rules" = "$before" ] && is_user "$name"; then
        say "$name is there already. To change the password: broker password $name"
        return
    fi
    if [ "$rules" != "$before" ]; then
        new_draft "$acl_file"
        { without_block "device $name" "$acl_file" && printf '%s\n' "$rules"; } >"$draft"
        put "$acl_file" "$draft"
        say "Rules for $name are at the end of $acl_file: its own topics and no others."
    fi
    if is_user "$name"; then
        say "$name is a user already and keeps its password."
    else
        random=yes
        ask "$name"
        hash_password "$name"
        write_user "$name" "$line"
        show_made
    fi
    reload
}

# --- What a device may -----------------------------------------------------------------------------------------------

device_rules_of() {
    if [ -r "$acl_file" ]; then block "device $1" "$acl_file"; fi
}

# What mosquitto/acl lets esp32_device do, with the device's own ids for the wildcards. Not what has no id in it: the
# status of a group, the solar controller's heartbeat, the Zigbee bridge's tree.
device_rules() {
    local id
    printf '# >>> device %s\n# Made by broker; "broker remove-user %s" takes it out.\nuser %s\n' "$*" "$1" "$1"
    printf 'topic read %s\n' homeassistant/status iotflow/fleet/commands/+
    for id; do
        printf 'topic write %s\n' "alicia/sensors/$id/#" "alicia/devices/$id/#" "home/$id/#" \
            "smarthome/+/$id/telemetry" "smarthome/+/$id/status" "smarthome/+/$id/heartbeat" \
            "iotflow/devices/$id/telemetry/#" "iotflow/devices/$id/status/#" "iotflow/devices/$id/heartbeat" \
            "iotflow/discovery/register/$id" "lwt/$id" "lwt/devices/$id" \
            "devices/$id/telemetry/#" "devices/$id/status/#" "devices/$id/heartbeat" \
            "homeassistant/+/$id/config" "homeassistant/+/$id/+/config" \
            "homeassistant/+/$id/state" "homeassistant/+/$id/+/state" \
            "tasmota/discovery/$id/#" "tele/$id/#" "stat/$id/#" "homie/5/$id/#" \
            "$id/online" "$id/status/+" "$id/events/rpc"
        printf 'topic read %s\n' "alicia/commands/$id/#" "home/$id/set" "home/$id/+/set" \
            "smarthome/+/$id/commands" "smarthome/+/$id/config" \
            "iotflow/devices/$id/commands/#" "iotflow/discovery/response/$id" "devices/$id/commands/#" \
            "homeassistant/+/$id/set" "homeassistant/+/$id/+/set" "cmnd/$id/#" "homie/5/$id/+/+/set" \
            "$id/command/+" "$id/rpc"
        printf 'topic readwrite %s\n' "smarthome/+/$id/ota" "iotflow/devices/$id/config" "devices/$id/config"
    done
    printf '# <<< device %s\n' "$1"
}
