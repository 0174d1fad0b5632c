#!/usr/bin/env bash
# The clock of the background work. Exactly one may run.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

exec python -m celery --quiet -A wenshui_training beat -l "${CELERY_LOG_LEVEL:-INFO}" -s "$WENSHUI_VAR_DIR/celerybeat-schedule" --pidfile=
