#!/usr/bin/env bash
# Container health of the scheduler: it writes its schedule every three minutes; ten without are a standstill.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

find "$WENSHUI_VAR_DIR" -maxdepth 1 -name 'celerybeat-schedule*' -mmin -10 | grep -q .
