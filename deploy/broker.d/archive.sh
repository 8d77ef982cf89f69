# shellcheck shell=bash
# Everything into one archive, and back.

back_up() {
    local file=$1
    [ ! -e "$file" ] || fail "$file is there already and is not overwritten. Choose another name."
    find_broker
    save_database
    archive "$file"
    say "Written: $file, with everything that opens this home in it. Keep it where only you can read it."
}

archive() {
    local database members=() name
    while read -r name; do members+=("$name"); done < <(cd "$dir" && ours)
    database=$(database_file)
    if [ -r "$database" ] && [ "${database##*/}" = mosquitto.db ]; then
        members+=(-C "${database%/*}" mosquitto.db)
    elif [ -n "$database" ]; then
        say "What Mosquitto retains is not in it: I found no $database to read."
    fi
    case $1 in "$dir/backups"/*) mkdir -p "$dir/backups" ;; esac
    new_draft "$1"
    tar -czf "$draft" -C "$dir" "${members[@]}" || fail "tar could not write $1."
    mv "$draft" "$1"
}

# The files of this folder that are worth keeping.
ours() {
    local name
    for name in mosquitto.conf acl passwords "${acl_file#"$dir"/}" "${password_file#"$dir"/}" conf.d/*.conf \
        tls/* tls/clients/* healthcheck/mosquitto_sub; do
        if is_expected "$name" && [ -f "$name" ] && [ ! -L "$name" ]; then printf '%s\n' "$name"; fi
    done | sort -u
}

is_expected() {
    local file='[A-Za-z0-9_][A-Za-z0-9_.@-]*'
    local pattern="^(mosquitto\\.(conf|db)|acl|passwords|conf\\.d/$file\\.conf|tls/(clients/)?$file)\$"
    [[ $1 =~ $pattern ]] || [ "$1" = healthcheck/mosquitto_sub ] ||
        [ "$dir/$1" = "$acl_file" ] || [ "$dir/$1" = "$password_file" ]
}

database_file() {
    local folder name
    if [ ! -f "$conf" ] || [ "$(setting persistence)" != true ]; then return; fi
    folder=$(setting persistence_location) name=$(setting persistence_file)
    printf '%s' "$(here "${folder%/}")/${name:-mosquitto.db}"
}

# Mosquitto writes what it retains when it is told to; it is given ten seconds.
save_database() {
    local database tries
    database=$(database_file)
    if [ -z "$database" ] || [ "$runs" = no ]; then return; fi
    new_draft "$conf"
    if [ "$runs" = container ]; then
        "$docker" kill -s USR1 "$container" </dev/null >/dev/null || true
    else
        kill -USR1 "$pid" 2>/dev/null || true
    fi
    for ((tries = 0; tries < 100; tries++)); do
        if [ "$database" -nt "$draft" ]; then return; fi
        sleep 0.1
    done
}

# --- Back ------------------------------------------------------------------------------------------------------------

restore() {
    local file=$1 staging names name changed=() before='' database
    [ -f "$file" ] && [ -r "$file" ] || fail "There is no file $file that I may read."
    inspect_archive "$file"
    staging=$(mktemp -d "$dir/.restore.XXXXXX") && litter+=("$staging")
    tar -xozf "$file" -C "$staging" || fail "$file could not be unpacked; nothing was changed."
    find_broker
    while read -r name; do
        case $name in *.db) continue ;; esac
        if ! cmp -s "$dir/$name" "$staging/$name"; then changed+=("$name"); fi
    done <<<"$names"
    if [ ${#changed[@]} = 0 ]; then
        say "Everything is as in $file already."
    else
        if [ -f "$conf" ]; then
            before=$(listeners)
            archive "$dir/backups/before-restore-$(stamp).tar.gz"
            say "What was there is in $(newest "$dir"/backups/before-restore-*)."
        fi
        for name in "${changed[@]}"; do
            (umask 022 && mkdir -p "$(dirname "$dir/$name")")
            put "$dir/$name" "$staging/$name"
        done
        rehearse_or_take_back
        say "Restored: ${changed[*]}."
        read_conf "$conf"
        reload 'Every connection stays up but those of users who have another password now.'
        if [ "$runs" != no ] && [ "$(listeners)" != "$before" ]; then
            say "Other ports are wanted now, which Mosquitto opens when it is started anew: $(start_words)"
        fi
    fi
    restore_database
}

# A running Mosquitto would write its own over it.
restore_database() {
    local database
    database=$(database_file)
    [ -f "$staging/mosquitto.db" ] && [ -n "$database" ] || return 0
    if [ "$runs" != no ]; then
        say 'What Mosquitto retains is as it was; to restore that too, stop Mosquitto and do the same again.'
    elif put "$database" "$staging/mosquitto.db"; then
        say "Restored: $database."
    fi
}

# Sets `names`. An archive may come from anywhere: only plain files of names that backup would have put there.
inspect_archive() {
    local strange
    gzip -t "$1" 2>/dev/null && names=$(tar -tzf "$1" 2>/dev/null) ||
        fail "$1 is damaged, or no backup. Nothing was changed."
    strange=$(while read -r name; do is_expected "$name" || printf '%s ' "$name"; done <<<"$names")
    [ -z "$strange" ] || fail "$1 is no backup of a broker; it holds ${strange% }. Nothing was changed."
    tar -tvzf "$1" | awk '!/^-/ { strange = 1 } END { exit strange }' ||
        fail "$1 holds links or folders, as no backup does. Nothing was changed."
    case $'\n'$names$'\n' in
        *$'\n'mosquitto.conf$'\n'*) ;;
        *) fail "$1 holds no mosquitto.conf. Nothing was changed." ;;
    esac
}

newest() { printf '%s' "${!#}"; }
