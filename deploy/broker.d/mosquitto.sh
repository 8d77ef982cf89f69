# shellcheck shell=bash
# What mosquitto.conf says, and the Mosquitto that reads it, here or in a container; knows no user and no topic.

# --- Its configuration -----------------------------------------------------------------------------------------------

read_conf() {
    password_file=$(here "$(setting password_file "$1")") acl_file=$(here "$(setting acl_file "$1")")
}

setting() {
    conf_text "${2:-$conf}" | awk -v name="$1" '$1 == name { sub(/^[^ ]+ /, ""); value = $0 } END { print value }'
}

# The file with those of its include_dir in their place, as Mosquitto reads it, without comments.
conf_text() {
    local word rest file
    while read -r word rest || [ -n "$word" ]; do
        case $word in
            '' | '#'*) ;;
            include_dir)
                for file in "$(here "${rest%/}")"/*.conf; do
                    if [ -f "$file" ]; then conf_text "$file"; fi
                done
                ;;
            *) printf '%s %s\n' "$word" "$rest" ;;
        esac
    done < <(tr -d '\r' <"$1")
}

has_listener() { [ -n "$(conf_text "$conf" | awk '$1 == "listener" || $1 == "port"')" ]; }

# One line each: port, address (* is every one), protocol, certificate (- is none), socket_domain (-).
listeners() {
    conf_text "${1:-$conf}" | awk '
        # 0 is a socket of this machine, no port.
        function tell() { if (port > 0) print port, address, protocol, certificate, domain }
        $1 == "listener" || $1 == "port" {
            tell(); found = 1; port = $2; address = $3 ? $3 : "*"; protocol = "mqtt"; certificate = domain = "-"
        }
        $1 == "protocol" { protocol = $2 } $1 == "certfile" { certificate = $2 } $1 == "socket_domain" { domain = $2 }
        END {
            if (!found) { port = 1883; address = "localhost"; protocol = "mqtt"; certificate = domain = "-" }
            tell()
        }'
}

# --- Its container ---------------------------------------------------------------------------------------------------

look_into_container() {
    docker=$(command -v docker || command -v podman) || fail 'Neither docker nor podman is installed.'
    local state source target
    state=$("$docker" inspect -f '{{.State.Running}} {{.Config.Image}}' "$container" </dev/null 2>/dev/null) ||
        fail "There is no container $container, or I may not ask about it. See: docker ps --all"
    container_runs=${state%% *} image=${state#* } inside='' data=/mosquitto/data
    mounts='{{range .Mounts}}{{.Source}}|{{.Destination}}{{println}}{{end}}'
    mounts=$("$docker" inspect -f "$mounts" "$container" </dev/null)
    while IFS='|' read -r source target; do
        if [ "${source#"$dir"/}" != "$source" ] && [ -f "$source" ]; then
            fail "The container $container mounts the single file $source, and would not see a new one in its place." \
                "Let it mount the folder: $dir:/mosquitto/config"
        fi
        case $dir/ in "${source:-?}"/*) inside=$target${dir#"$source"} ;; esac
        if [ "$target" = /var/lib/mosquitto ]; then data=$target; fi
    done <<<"$mounts"
    [ -n "$inside" ] || fail "The container $container does not see $dir. Let it mount: $dir:/mosquitto/config"
}

# A path of Mosquitto's as we see it.
here() {
    local source target
    while IFS='|' read -r source target; do
        case $1/ in "${target:-?}"/*) printf '%s' "$source${1#"$target"}" && return ;; esac
    done <<<"$mounts"
    printf '%s' "$1"
}

# Runs a program where Mosquitto is. Whoever calls says what it reads.
at_broker() {
    if [ -z "$container" ]; then
        "$@"
    elif [ "$container_runs" = true ]; then
        "$docker" exec -i "$container" "$@"
    else
        "$docker" run --rm -i --volumes-from "$container" --entrypoint "$1" "$image" "${@:2}"
    fi
}

# --- Its process -----------------------------------------------------------------------------------------------------

# Sets `runs` to how it was started (container, systemd, process, no), `pid`, and `it_runs` in words.
find_broker() {
    runs=no pid='' it_runs='does not run'
    if [ -n "$container" ]; then
        if [ "$container_runs" = true ]; then runs=container it_runs="runs in the container $container"; fi
    elif of_systemd && systemctl is-active --quiet mosquitto; then
        pid=$(systemctl show -p MainPID mosquitto)
        runs=systemd pid=${pid#*=} it_runs="runs as a service (process ${pid#*=})"
    else
        pid=$(broker_process)
        if [ -n "$pid" ]; then runs=process it_runs="runs (process $pid)"; fi
    fi
}

# A service is only ours if it reads our mosquitto.conf.
of_systemd() {
    case $(systemctl show -p ExecStart mosquitto 2>/dev/null) in *" -c $conf "*) ;; *) return 1 ;; esac
}

of_init() {
    [ ! -d /run/systemd/system ] && grep -Eqs "(-c |=)$conf([^A-Za-z0-9._-]|\$)" /etc/init.d/mosquitto
}

# By the pid_file it was told to write, or as the one whose command line names our mosquitto.conf.
broker_process() {
    local process file=''
    if [ -f "$conf" ]; then file=$(setting pid_file); fi
    if [ -n "$file" ] && process=$(cat "$file" 2>/dev/null) && is_mosquitto "$process"; then
        printf '%s' "$process"
        return
    fi
    if [ ! -e /proc/self/comm ]; then
        pgrep -f "mosquitto .*-c $conf" | head -n 1 || true
        return
    fi
    for process in /proc/[0-9]*; do
        process=${process#/proc/}
        is_mosquitto "$process" || continue
        file=$(tr '\0' '\n' 2>/dev/null <"/proc/$process/cmdline" | sed -n '/^-c$/{n;p;}') || continue
        case $file in /*) ;; *) file=$(readlink "/proc/$process/cwd" || true)/$file ;; esac
        if [ "$file" -ef "$conf" ]; then printf '%s' "$process" && return; fi
    done
}

is_mosquitto() {
    local comm=''
    { read -r comm <"/proc/$1/comm"; } 2>/dev/null || true
    # One that has ended, but that nobody has buried, has no command line.
    [ "$comm" = mosquitto ] && [ -n "$(head -c 1 "/proc/$1/cmdline" 2>/dev/null)" ]
}

# Lets it read passwords, acl and certificates again, and says so. $1 is what that does to connections.
reload() {
    find_broker
    case $runs in
        container) "$docker" kill -s HUP "$container" </dev/null >/dev/null ;;
        systemd) systemctl reload mosquitto ;;
        process) kill -HUP "$pid" 2>/dev/null ;;
        no) say "Mosquitto does not run now and reads this when it starts: $(start_words)" && return ;;
    esac || fail "Mosquitto $it_runs, but I may not tell it to read its files again. $with_sudo"
    say "Mosquitto reads its files again. ${1:-Every connection stays up.}"
}

start_words() {
    if [ -n "$container" ]; then
        printf 'docker restart %s' "$container"
    elif of_systemd; then
        printf 'systemctl restart mosquitto'
    elif of_init; then
        # Debian 13's script does not stop what wrote no pid_file.
        if [ "$runs" = process ] && [ ! -e /run/mosquitto/mosquitto.pid ]; then printf 'kill %s; sleep 1; ' "$pid"; fi
        printf 'service mosquitto restart'
    elif [ "$runs" = process ]; then
        printf 'kill %s; mosquitto -d -c %s' "$pid" "$conf"
    else
        printf 'mosquitto -d -c %s' "$conf"
    fi
}

can_start() { [ -n "$container" ] || of_systemd || of_init; }

# Starts it, or starts it again, and sees that it came.
start() {
    local before=$pid tries
    if [ -n "$container" ]; then
        "$docker" restart "$container" </dev/null >/dev/null || return 1
        container_runs=true
    elif of_systemd; then
        systemctl restart mosquitto || return 1
    else
        # Debian's script of 12 forgets to make this folder, that of 13 to stop a Mosquitto that wrote no pid_file.
        mkdir -p /run/mosquitto && chown mosquitto /run/mosquitto
        if [ -n "$pid" ]; then end "$pid"; fi
        # The lock (9) is not for the service to keep.
        service mosquitto restart >/dev/null 2>&1 </dev/null 9<&- || return 1
    fi
    for ((tries = 0; tries < 100; tries++)); do
        find_broker
        if [ "$runs" = container ] || { [ -n "$pid" ] && [ "$pid" != "$before" ]; }; then
            if all_answer; then return 0; fi
        fi
        sleep 0.1
    done
    return 1
}

end() {
    local tries
    kill "$1" 2>/dev/null || return 0
    for ((tries = 0; tries < 100; tries++)); do
        if ! is_mosquitto "$1"; then return; fi
        sleep 0.1
    done
}

all_answer() {
    local number address rest
    while read -r number address rest; do
        reach "$number" "$address"
        answers "$reached_host" "$reached_port" || return 1
    done < <(listeners)
}

# Sets `reached_host` and `reached_port`: where a listener of ours is to be found, its own address or the container's.
reach() {
    reached_host=$2 reached_port=$1
    case $2 in '*' | 0.0.0.0 | :: | localhost) reached_host=127.0.0.1 ;; esac
    if [ -n "$container" ]; then
        reached_host=127.0.0.1
        reached_port=$("$docker" port "$container" "$1/tcp" </dev/null 2>/dev/null | head -n 1) || true
        reached_port=${reached_port##*:}
        reached_port=${reached_port:-$1}
    fi
}

# Whether anything listens there; a machine that does not answer at all is given three seconds.
answers() {
    local attempt tries
    { (exec 3<>"/dev/tcp/$1/$2") & } 2>/dev/null
    attempt=$!
    for ((tries = 0; tries < 150; tries++)); do
        kill -0 "$attempt" 2>/dev/null || break
        sleep 0.02
    done
    if [ $tries = 150 ]; then kill "$attempt" 2>/dev/null || true; fi
    wait "$attempt" 2>/dev/null
}

# Who listens on a port of this machine, other than our Mosquitto: "mosquitto, process 12", or nothing.
stranger_on() {
    local who
    if command -v ss >/dev/null; then
        who=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1)
        [ -n "$who" ] || return 0
        who=$(sed -n 's/.*(("\([^"]*\)",pid=\([0-9]*\).*/\1, process \2/p' <<<"$who")
        if [ -z "$who" ]; then
            printf 'a program of another user'
        elif [ "${who##* }" != "$pid" ]; then
            printf '%s' "$who"
        fi
    elif [ "$runs" = no ] && answers 127.0.0.1 "$1"; then
        printf 'another program'
    fi
}

# --- Will it start? --------------------------------------------------------------------------------------------------

rehearse_or_take_back() {
    if rehearse; then return; fi
    take_back
    fail "Mosquitto would not start with this; it says: $complaint. Everything is as it was."
}

# Starts one for a moment with the same settings on other ports of this machine alone, without what it keeps, its log
# and its bridges. 2.0 has no other way to tell, and --test-config of 2.1 does not open the files. Leaves `complaint`.
rehearse() {
    local said='' tries
    for tries in 1 2 3; do
        # What is in single quotes is for the shell beside Mosquitto.
        # shellcheck disable=SC2016
        said=$(conf_text "$conf" | awk -v port=$((20000 + RANDOM % 10000)) '
            $1 == "connection" { bridge = 1 } $1 == "listener" || $1 == "port" { bridge = 0 }
            bridge || $1 ~ /^(pid_file|log_|persistence|autosave|socket_domain$|bind_)/ { next }
            $1 == "listener" || $1 == "port" { print "listener", port++, "127.0.0.1"; print "socket_domain ipv4"; next }
            { print } END { print "log_dest stderr" }' |
            at_broker sh -c 'file=$(mktemp) && cat >"$file" && cd / || exit 1
                trap "kill \$process 2>/dev/null; wait; rm -f \"$file\" \"$file.log\"" EXIT; trap "exit 1" HUP INT TERM
                mosquitto -c "$file" >"$file.log" 2>&1 9<&- & process=$!
                left=150
                until grep -q "version .* running\$" "$file.log" || ! kill -0 $process 2>/dev/null || [ $left = 0 ]; do
                    sleep 0.1; left=$((left - 1))
                done
                if grep -q "version .* running\$" "$file.log"; then echo It runs.; else cat "$file.log"; fi' 2>&1) ||
            true
        case $said in *'It runs.') return 0 ;; *'already in use'* | *'websockets listener'*) ;; *) break ;; esac
    done
    complaint=$(awk '/Error found at|OpenSSL/ || !/[Ee]rror|nable to/ || ++n > 2 { next }
        { sub(/^[0-9]+: /, ""); sub(/\.$/, ""); printf "%s%s", (n > 1) ? "; " : "", $0 }' <<<"$said")
    complaint=${complaint:-nothing}
    return 1
}
