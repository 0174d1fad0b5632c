# Shared by the other scripts (sourced): where things are, how to speak, how to stop.
# Needs nothing but bash and coreutils, because it runs before anything is installed.

set -euo pipefail

ROOT="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
cd "$ROOT"

say() { printf '== %s\n' "$*"; }

fail() {
    printf '\n!! %s\n' "$@" >&2
    exit 1
}

# as_root COMMAND…: as root, or through sudo when it asks no password; status 126 when neither is possible.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 126
    fi
}

# find_python: prints the first interpreter of at least 3.11; PYTHON=… overrides.
find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# start_group COMMAND…: in the background as a process group and session of its own, so that a Ctrl-C reaches it
# once and through us; $! is its leader. A background process would ignore SIGINT, this one does not.
start_group() {
    setsid env --default-signal=INT "$@" </dev/null &
}

# stop_group LEADER GRACE SIGNAL: signals a whole process group, and kills what is left after GRACE seconds.
# stop_leader does the same, but signals the first process alone, which sees to the others itself.
stop_group() { signal_and_wait "-$1" "$@"; }
stop_leader() { signal_and_wait "$1" "$@"; }

signal_and_wait() {
    local whom="$1" leader="$2" grace="$3" signal="$4" waited=0
    kill -"$signal" -- "$whom" 2>/dev/null || return 0
    while kill -0 -- "-$leader" 2>/dev/null; do
        if [ "$waited" -ge "$((grace * 10))" ]; then
            kill -KILL -- "-$leader" 2>/dev/null || true
            return 0
        fi
        sleep 0.1
        waited=$((waited + 1))
    done
}
