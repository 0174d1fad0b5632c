#!/usr/bin/env bash
# One-shot before web, worker and scheduler start in containers: tables, the printed documents with the defaults
# of their parameters (what is in force already stays), then the static files for nginx.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

python manage.py migrate --noinput
python manage.py load_policy
python manage.py collectstatic --noinput
