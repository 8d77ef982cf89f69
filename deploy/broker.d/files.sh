# shellcheck shell=bash
# Writes files so that nothing is lost; knows what they are for only by their names.

litter=() undo=() terminal=''

# However the script ends: the terminal shows what is typed, and no draft is left.
tidy_up() {
    if [ -n "$terminal" ]; then stty "$terminal" 2>/dev/null || true; fi
    if [ ${#litter[@]} -gt 0 ]; then rm -rf "${litter[@]}"; fi
}

one_at_a_time() {
    if command -v flock >/dev/null; then
        exec 9<"$dir"
        flock -w 10 9 || fail "Another broker command is at work in $dir. Try again when it has ended."
    fi
}

stamp() { date +%Y%m%d-%H%M%S; }

# Sets `draft`, a new file beside FILE.
new_draft() {
    draft=$(mktemp "$1.XXXXXX" 2>/dev/null) || fail "I may not write beside $1. $with_sudo"
    litter+=("$draft")
}

# Puts DRAFT in the place of FILE; take_back can undo it. Says no if they are the same.
put() {
    local copy=''
    if cmp -s "$1" "$2"; then return 1; fi
    if [ -e "$1" ]; then keep "$1" && copy=$kept; fi
    undo+=("$1" "$copy")
    settle "$2" "$1"
    mv -f "$2" "$1"
}

# Sets `kept`, a copy of FILE with the time in its name. Thirty of each are enough.
keep() {
    local name=${1#"$dir"/} number=0 now copies
    name=$dir/backups/${name//\//-} now=$(stamp)
    mkdir -p "$dir/backups"
    kept=$name.$now
    while [ -e "$kept" ]; do kept=$name.$now.$((++number)); done
    cp "$1" "$kept"
    chmod 600 "$kept"
    copies=("$name".2*)
    if [ ${#copies[@]} -gt 30 ]; then rm -f "${copies[@]:0:${#copies[@]}-30}"; fi
}

take_back() {
    local at
    for ((at = ${#undo[@]} - 2; at >= 0; at -= 2)); do
        if [ -z "${undo[at + 1]}" ]; then rm -f "${undo[at]}"; else cat "${undo[at + 1]}" >"${undo[at]}"; fi
    done
    undo=()
}

# Owner and mode, by the name the file will have. Mosquitto reads most as its own user, and again at every reload; newer
# ones warn of secrets that others may read or own.
settle() {
    local owner='' mode=600
    own_ids
    case ${2#"$dir"/} in
        *.crt) mode=644 ;;
        tls/ca.key | tls/clients/* | tls/names) ;;
        *.conf) mode=640 owner=${own:+0:${own#*:}} ;;
        *) owner=$own ;;
    esac
    chmod "$mode" "$1"
    if [ -z "$owner" ]; then
        return
    elif [ "$(id -u)" = 0 ]; then
        chown "$owner" "$1"
    elif [ -n "$container" ]; then
        at_broker chown "$owner" "$inside${1#"$dir"}" </dev/null
    fi || fail "$2 cannot be given to Mosquitto's user. $with_sudo"
}

# Sets `own`, the numbers of Mosquitto's user and group; nothing if there is no such user.
own_ids() {
    # shellcheck disable=SC2016
    own=${own-$(at_broker sh -c 'echo "$(id -u mosquitto):$(id -g mosquitto)"' </dev/null 2>/dev/null || true)}
    case $own in [0-9]*:[0-9]*) ;; *) own='' ;; esac
}

# --- Marked blocks: what broker wrote into a file of the person's ----------------------------------------------------

# Of FILE, the lines between the marks of NAME ("" is any), or all but them.
block() { marked 1 "$1" "$2"; }
without_block() { marked 0 "$1" "$2"; }
marked() {
    awk -v wanted="$1" -v name="$2" '
        index($0 " ", "# >>> " (name == "" ? "" : name " ")) == 1 { within = 1 }
        within + 0 == wanted
        index($0, "# <<<") == 1 { within = 0 }' "$3"
}
