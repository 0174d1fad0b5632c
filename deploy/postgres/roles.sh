#!/usr/bin/env bash
# The role the application works as. It owns nothing: tables belong to the role that migrates, which alone
# can change their shape, switch triggers off or take rights away (the audit migration leaves wenshui_app with
# SELECT and INSERT on the chain). Runs once, when the cluster is made: by the postgres image and by make test.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set app_password="$(<"$APP_PASSWORD_FILE")" <<'SQL'
CREATE ROLE wenshui_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wenshui_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wenshui_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO wenshui_app;
SQL
