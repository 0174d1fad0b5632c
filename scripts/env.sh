# The environment in which web, worker and scheduler start (sourced): the same in a checkout, in a container
# and in the tests. Fills in only what the caller has left open.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ ! -x "$VENV/bin/python" ] || export PATH="$VENV/bin:$PATH"
export PYTHONUNBUFFERED=1
export WENSHUI_VAR_DIR="${WENSHUI_VAR_DIR:-$ROOT/var}"

# In containers the database password is a secret file; the address is put together here so that no password
# stands in the compose file or in the image. Passwords are hex (make_secrets.sh), so nothing needs quoting.
if [ -z "${DATABASE_URL:-}" ] && [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
    DATABASE_PASSWORD="$(<"$DATABASE_PASSWORD_FILE")"
    export DATABASE_URL="postgresql://$DATABASE_USER:$DATABASE_PASSWORD@$DATABASE_HOST:${DATABASE_PORT:-5432}/$DATABASE_NAME"
    unset DATABASE_PASSWORD
fi

umask 027
