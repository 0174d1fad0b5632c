#!/usr/bin/env bash
# Ratios of the product's ways against their limits, on SQLite and on PostgreSQL; writes docs/benchmarks.md.
# Arguments go to the measurement: --classes 20000 --heads 50 --pairs 7. Run it alone: a busy machine tells nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/setup.sh" bench
PYTHON_BIN="$VENV/bin/python"

# The two databases lie here and go with the run. PostgreSQL's user must be able to pass through.
SERVICES_DIR="$(mktemp -d "${TMPDIR:-/tmp}/wenshui-bench.XXXXXX")"
chmod 711 "$SERVICES_DIR"
mkdir "$SERVICES_DIR/tmp" "$SERVICES_DIR/var" "$SERVICES_DIR/found"
export TMPDIR="$SERVICES_DIR/tmp" WENSHUI_VAR_DIR="$SERVICES_DIR/var"
export DJANGO_SETTINGS_MODULE=wenshui_training.settings.test REDIS_URL= WENSHUI_CLOCK=
. "$ROOT/scripts/services.sh"

current=
clean_up() {
    trap '' INT TERM HUP
    [ -z "$current" ] || stop_group "$current" 20 INT
    stop_services
    rm -rf "$SERVICES_DIR"
}
trap clean_up EXIT
trap 'printf "\n!! 测量被中断 / interrupted\n" >&2; exit 130' INT TERM HUP

# measure TITLE DATABASE_URL ARGUMENT…
measure() {
    local title="$1" status=0
    say "$title"
    start_group env DATABASE_URL="$2" "$PYTHON_BIN" -m tests.bench measure "$SERVICES_DIR/found" "${@:3}"
    current=$!
    wait "$current" || status=$?
    current=
    [ "$status" -eq 0 ] || fail "没有量成 / failed: $title (status $status)"
}

measure SQLite "" "$@"
start_postgresql
measure PostgreSQL "$TEST_DATABASE_URL" "$@"
DATABASE_URL= "$PYTHON_BIN" -m tests.bench report "$SERVICES_DIR/found" "$@"
