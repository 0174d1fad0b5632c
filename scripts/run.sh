#!/usr/bin/env bash
# `make run` and `make reset`: prepares, then web + worker + scheduler under one supervisor until Ctrl-C.
#   run.sh           starts
#   run.sh --reset   begins anew (deletes the data of var/) and stops there
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/setup.sh" run
. "$ROOT/scripts/env.sh"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-wenshui_training.settings.dev}"
export LISTEN="${LISTEN:-127.0.0.1}" PORT="${PORT:-8000}"
export GRACEFUL_SECONDS=3 # the supervisor gives five
# Celery's word about running as root: in a container of one's own that is usual, and it accepts JSON only.
export PYTHONWARNINGS="${PYTHONWARNINGS:+$PYTHONWARNINGS,}ignore:You're running the worker with superuser privileges"
export CELERY_LOG_LEVEL="${CELERY_LOG_LEVEL:-WARNING}" # or the address above is scrolled away by the scheduler

# One owner of var/ at a time. The lock goes with the last process that holds it, however that ends.
mkdir -p "$WENSHUI_VAR_DIR"
exec 9>"$WENSHUI_VAR_DIR/run.lock"
flock -n 9 || fail \
    "系统正在运行（或上次的进程还没有结束），请先在那个窗口按 Ctrl-C 停止。" \
    "It is already running; stop it there with Ctrl-C first."

if [ "${1:-}" = --reset ]; then
    "$ROOT/scripts/prepare.sh" --anew
    say "已重新开始；执行 make run 启动 / begun anew; make run starts it"
    exit 0
fi

python scripts/ports.py check "$LISTEN" "$PORT" || fail \
    "端口 $PORT 不能用（多半被别的程序占用）。换一个端口： make run PORT=8001" \
    "Port $PORT cannot be used, another program probably holds it. Choose another: make run PORT=8001"
"$ROOT/scripts/prepare.sh"

export WENSHUI_RUN="$$-$RANDOM$RANDOM"
start_group python -m honcho start -f Procfile
supervisor=$!

# Whatever carries our mark and is left after the supervisor (killed hard, for instance) is ended by its id.
end_leftovers() {
    local environment process
    for environment in $(grep -lsa "WENSHUI_RUN=$WENSHUI_RUN" /proc/[0-9]*/environ); do
        process="${environment//[!0-9]/}"
        [ "$process" = "$$" ] || kill -KILL "$process" 2>/dev/null || true
    done
}

stopping=
stop() {
    stopping=yes
    stop_group "$supervisor" 10 TERM
}
trap stop INT TERM HUP
trap end_leftovers EXIT

announce() {
    local accounts
    accounts="$(python manage.py demo_accounts --json)" || accounts='[]'
    python scripts/banner.py "http://${LISTEN/#0.0.0.0/127.0.0.1}:$PORT/" <<<"$accounts"
}

until python scripts/health.py || ! kill -0 "$supervisor" 2>/dev/null || [ -n "$stopping" ]; do
    sleep 0.3 || true
done
[ -n "$stopping" ] || ! kill -0 "$supervisor" 2>/dev/null || announce

status=0
wait "$supervisor" || status=$?
if [ -n "$stopping" ]; then
    say "已停止 / stopped"
    exit 0
fi
fail "有一个进程意外结束，其余的已全部停止（原因见上面的输出）。" \
    "One process ended unexpectedly, the others were stopped; the reason is in the output above (status $status)."
