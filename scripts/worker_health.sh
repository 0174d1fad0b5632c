#!/usr/bin/env bash
# Container health of this worker: does it answer through the broker?
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

exec python -m celery -A wenshui_training inspect ping --timeout 5 -d "celery@$(hostname)"
