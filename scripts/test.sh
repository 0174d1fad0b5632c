#!/usr/bin/env bash
# The checks, in the order in which they fail cheapest.
#   test.sh all    everything (`make test`, CI)
#   test.sh fast   the suite on SQLite without browser
#   test.sh lint   style, types, layers
# Arguments after the level go to pytest.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

level="${1:-all}"
shift || true
if [ "$level" = all ]; then "$ROOT/scripts/setup.sh" test; else "$ROOT/scripts/setup.sh" dev; fi
PYTHON_BIN="$VENV/bin/python"
PATH="$VENV/bin:$PATH"

# Everything a run leaves behind lies here and goes with it. PostgreSQL's user must be able to pass through.
SERVICES_DIR="$(mktemp -d "${TMPDIR:-/tmp}/wenshui-test.XXXXXX")"
chmod 711 "$SERVICES_DIR"
mkdir "$SERVICES_DIR/tmp" "$SERVICES_DIR/var"
unset PYTHONDONTWRITEBYTECODE # every step would compile the whole tree again
export TMPDIR="$SERVICES_DIR/tmp" WENSHUI_VAR_DIR="$SERVICES_DIR/var" HYPOTHESIS_STORAGE_DIRECTORY="$SERVICES_DIR/hypothesis"
export DJANGO_SETTINGS_MODULE=wenshui_training.settings.test DATABASE_URL= REDIS_URL= WENSHUI_CLOCK=
. "$ROOT/scripts/services.sh"

current=
clean_up() {
    trap '' INT TERM HUP
    [ -z "$current" ] || stop_group "$current" 20 INT
    stop_services
    rm -rf "$SERVICES_DIR"
}
trap clean_up EXIT
trap 'printf "\n!! 测试被中断 / interrupted\n" >&2; exit 130' INT TERM HUP

# step TITLE PROGRAM…: each in a process group of its own, so that an interruption reaches all it started.
step() {
    local title="$1" began=$SECONDS status=0
    shift
    say "$title"
    start_group "$@"
    current=$!
    wait "$current" || status=$?
    current=
    [ "$status" -eq 0 ] || fail "没有通过 / failed: $title (status $status)"
    printf '   %s s\n' "$((SECONDS - began))"
}

style() {
    step "ruff" ruff check .
    step "ruff format" ruff format --check .
    step "import-linter" lint-imports
}

check_deployment() {
    step "check --deploy (production)" "${on_servers[@]}" \
        DJANGO_SETTINGS_MODULE=wenshui_training.settings.production \
        CLAMD_ADDRESS=tcp://virus_scanner:3310 ALLOWED_HOSTS=peixun.example.cn CSRF_TRUSTED_ORIGINS=https://peixun.example.cn \
        python manage.py check --deploy --fail-level WARNING
}

# A file stays in one worker: what it has told once, it tells once.
two_workers=(-n 2 --dist loadscope --no-loadscope-reorder)

suite_on_sqlite() {
    step "SQLite" python -m pytest "${two_workers[@]}" -m "not browser and not postgres" "$@"
}

case "$level" in
lint)
    style
    step "mypy --strict" mypy
    ;;
fast)
    suite_on_sqlite "$@"
    ;;
all)
    python scripts/make_keys.py "$WENSHUI_VAR_DIR"
    start_postgresql
    start_redis
    on_servers=(env DATABASE_URL="$TEST_DATABASE_URL" REDIS_URL="$TEST_REDIS_URL")
    style
    step "mypy --strict, 规则 / rules: 100 %" scripts/side_by_side.sh mypy scripts/rules.sh
    step "makemigrations --check" python manage.py makemigrations --check --dry-run
    check_deployment
    suite_on_sqlite "$@"
    # One run for both, so that the browser's waiting is the other worker's time.
    step "PostgreSQL + Redis, 浏览器 / browser" "${on_servers[@]}" python -m pytest "${two_workers[@]}" --database-only "$@"
    ;;
*)
    fail "test.sh all | fast | lint"
    ;;
esac
say "全部通过 / passed: $level, ${SECONDS} s"
