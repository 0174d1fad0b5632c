# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS packages
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/runtime.txt

FROM python:3.11-slim-bookworm
WORKDIR /app
# The same list of libraries and fonts as `make run`.
COPY scripts/lib.sh scripts/system_packages.sh scripts/
RUN scripts/system_packages.sh run && rm -rf /var/lib/apt/lists/* && fc-cache -f \
    && groupadd --gid 10001 wenshui && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin wenshui \
    && install -d -o 10001 -g 10001 -m 750 /srv/wenshui /srv/wenshui/private /srv/wenshui/static
COPY --from=packages /opt/venv /opt/venv
COPY . .
RUN python -m compileall -q .
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=wenshui_training.settings.production \
    WENSHUI_VAR_DIR=/srv/wenshui \
    XDG_CACHE_HOME=/tmp/cache \
    LISTEN=0.0.0.0 \
    PORT=8000
USER 10001:10001
CMD ["scripts/web.sh"]
