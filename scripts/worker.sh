#!/usr/bin/env bash
# A background worker; any number may run. What is to be done stands in the job table, not in the broker.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

exec python -m celery -A wenshui_training worker -l "${CELERY_LOG_LEVEL:-INFO}" --concurrency "${WORKER_CONCURRENCY:-2}" \
    --without-gossip --without-mingle
