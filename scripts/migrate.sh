#!/usr/bin/env bash
# One-shot before web, worker and scheduler start in containers: tables, then the static files for nginx.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

python manage.py migrate --noinput
python manage.py collectstatic --noinput
