#!/usr/bin/env bash
# A background worker; any number may run. What is to be done stands in the job table, not in the broker.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

worker=(python -m celery --quiet -A wenshui_training worker -l "${CELERY_LOG_LEVEL:-INFO}" --concurrency "${WORKER_CONCURRENCY:-2}"
    --without-gossip --without-mingle)

# In a container the worker is told to stop by its id, and has a minute to finish what it is doing.
[ -n "${GRACEFUL_SECONDS:-}" ] || exec "${worker[@]}"

# The supervisor of `make run` signals whole process groups. A pool process that dies of that while it waits for
# work takes the queue's lock with it, and the worker then waits for the lock for ever. So it gets a group of its
# own; the signal is passed on to its first process alone, and what is left after the grace is killed. A job that
# was running is taken up again: its lease in the job table runs out.
start_group "${worker[@]}"
leader=$!
trap 'stop_leader "$leader" "$GRACEFUL_SECONDS" TERM' INT TERM HUP
status=0
wait "$leader" || status=$?
exit "$status"
