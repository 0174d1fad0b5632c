# Private PostgreSQL and Redis for a test run (sourced). Each listens on a free port of the loopback only and
# keeps everything under $SERVICES_DIR; stop_services ends them by their own process ids.

find_postgresql_bin() {
    local found
    found="$(command -v pg_ctl)" && dirname "$(readlink -f "$found")" && return 0
    found="$(compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' | sort -V | tail -n 1)"
    [ -n "$found" ] && dirname "$found"
}

# PostgreSQL refuses to run as root; its package brings a user for that.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/ "$@")
    else
        "$@"
    fi
}

# Sets TEST_DATABASE_URL. Same two roles as in production: the owner migrates, wenshui_app works.
start_postgresql() {
    local port password log="$SERVICES_DIR/postgresql/log"
    POSTGRESQL_BIN="$(find_postgresql_bin)" || fail "找不到 PostgreSQL / PostgreSQL not found"
    port="$("$PYTHON_BIN" scripts/ports.py free)"
    password="$("$PYTHON_BIN" -c 'import secrets; print(secrets.token_hex(16))')"
    mkdir -p "$SERVICES_DIR/postgresql"
    printf '%s\n' "$password" >"$SERVICES_DIR/postgresql/password"
    [ "$(id -u)" -ne 0 ] || chown -R postgres "$SERVICES_DIR/postgresql"
    as_postgres "$POSTGRESQL_BIN/initdb" -D "$SERVICES_DIR/postgresql/data" -U wenshui_owner -E UTF8 --locale=C.UTF-8 \
        --auth=scram-sha-256 --pwfile="$SERVICES_DIR/postgresql/password" --no-sync >/dev/null
    # Nothing here has to survive a power cut.
    as_postgres "$POSTGRESQL_BIN/pg_ctl" -D "$SERVICES_DIR/postgresql/data" -l "$log" -s -w start -o \
        "-p $port -c listen_addresses=127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" ||
        fail "PostgreSQL 没有启动 / PostgreSQL did not start" "$(tail -n 5 "$log")"
    PGPASSWORD="$password" PGHOST=127.0.0.1 PGPORT="$port" POSTGRES_USER=wenshui_owner POSTGRES_DB=template1 \
        APP_PASSWORD_FILE="$SERVICES_DIR/postgresql/password" PATH="$POSTGRESQL_BIN:$PATH" \
        bash deploy/postgres/roles.sh
    TEST_DATABASE_URL="postgresql://wenshui_owner:$password@127.0.0.1:$port/postgres"
}

# Sets TEST_REDIS_URL.
start_redis() {
    local port
    port="$("$PYTHON_BIN" scripts/ports.py free)"
    mkdir -p "$SERVICES_DIR/redis"
    redis-server --bind 127.0.0.1 --port "$port" --dir "$SERVICES_DIR/redis" --save '' --appendonly no \
        --daemonize yes --pidfile "$SERVICES_DIR/redis/pid" --logfile "$SERVICES_DIR/redis/log" >/dev/null
    local tries=0
    until redis-cli -p "$port" ping >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || fail "Redis 没有启动 / Redis did not start" "$(tail -n 5 "$SERVICES_DIR/redis/log")"
        sleep 0.1
    done
    TEST_REDIS_URL="redis://127.0.0.1:$port/0"
}

stop_services() {
    local data="$SERVICES_DIR/postgresql/data" pidfile="$SERVICES_DIR/redis/pid"
    [ ! -f "$data/postmaster.pid" ] || as_postgres "$POSTGRESQL_BIN/pg_ctl" -D "$data" -s -m immediate stop || true
    [ -f "$pidfile" ] || return 0
    kill "$(cat "$pidfile")" 2>/dev/null || return 0
    # It removes its pid file when it is through.
    while [ -f "$pidfile" ]; do sleep 0.05; done
}
