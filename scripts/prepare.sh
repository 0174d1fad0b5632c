#!/usr/bin/env bash
# The data of `make run`: var/ with its keys, the tables, and once the demo county.
#   prepare.sh         keeps what is there
#   prepare.sh --anew  deletes the content of var/ first
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-wenshui_training.settings.dev}"

marker="$WENSHUI_VAR_DIR/.wenshui-var"
loading="$WENSHUI_VAR_DIR/.demo-is-loading"

# Emptied is only our own var/, or a directory elsewhere that this script has made itself.
empty_var() {
    [ -d "$WENSHUI_VAR_DIR" ] || return 0
    [ "$WENSHUI_VAR_DIR" = "$ROOT/var" ] || [ -f "$marker" ] || [ "$(ls -A "$WENSHUI_VAR_DIR")" = run.lock ] || fail \
        "$WENSHUI_VAR_DIR 不是本系统建立的数据目录，没有删除任何文件。" \
        "That directory was not made by this system; nothing was deleted."
    find "$WENSHUI_VAR_DIR" -mindepth 1 ! -name run.lock -delete
}

make_var() {
    mkdir -p "$WENSHUI_VAR_DIR"/{private,broker,broker-control,static}
    chmod 750 "$WENSHUI_VAR_DIR"
    : >"$marker"
    python scripts/make_keys.py "$WENSHUI_VAR_DIR"
}

# Is this an installation in use? Then parameters that this version brings along begin with their defaults.
has_users() {
    python - <<'PYTHON'
import sys
import django
django.setup()
from django.contrib.auth import get_user_model
from foundation.policy.operations import load_documents
sys.exit(0 if get_user_model()._default_manager.exists() and load_documents() >= 0 else 1)
PYTHON
}

load_demo() {
    say "装入演示县数据，需要一会儿 / loading the demo county, this takes a moment"
    : >"$loading"
    python manage.py seed_demo
    rm "$loading"
}

if [ "${1:-}" = --anew ]; then
    empty_var
elif [ -f "$loading" ]; then
    say "上次演示数据没有装完，重新开始 / the demo data were interrupted last time, starting anew"
    empty_var
fi
make_var
python manage.py migrate --noinput --verbosity 0
has_users || load_demo
