#!/usr/bin/env bash
# The secret files of a container installation, in deploy/secrets (never in git); existing ones are kept.
# The certificate is self-signed, for a first trial: put the bureau's own in its place.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

secrets="$ROOT/deploy/secrets"
PYTHON_BIN="$(find_python)" || fail "需要 Python 3.11 或以上版本 / Python 3.11 or newer is required"
command -v openssl >/dev/null || fail "缺少 openssl，请先安装： apt-get install openssl / openssl is missing"

mkdir -p "$secrets"
chmod 700 "$secrets"
"$PYTHON_BIN" scripts/make_keys.py "$secrets"
umask 077
for name in database_owner_password database_app_password; do
    [ -s "$secrets/$name" ] || "$PYTHON_BIN" -c 'import secrets; print(secrets.token_hex(24))' >"$secrets/$name"
done
[ -s "$secrets/tls_certificate.pem" ] || openssl req -x509 -newkey rsa:3072 -nodes -days 90 -subj "/CN=${1:-localhost}" \
    -addext "subjectAltName=DNS:${1:-localhost}" \
    -keyout "$secrets/tls_key.pem" -out "$secrets/tls_certificate.pem" 2>/dev/null
# The containers read these files as their own users, not as the one who made them.
chmod 644 "$secrets"/*
say "密钥文件在 deploy/secrets，请另行备份 / the secrets are in deploy/secrets; keep a copy elsewhere"
