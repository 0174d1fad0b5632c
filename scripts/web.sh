#!/usr/bin/env bash
# The web process. LISTEN and PORT say where it listens, WEB_CONCURRENCY how many processes answer.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

exec python -m gunicorn wenshui_training.wsgi:application --config deploy/gunicorn.conf.py
