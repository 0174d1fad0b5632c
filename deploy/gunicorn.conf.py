"""gunicorn, the same in a checkout and in a container; the environment says where and how many."""

import os

bind = f"{os.environ.get('LISTEN', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# A process is replaced now and then, so that memory a large export took does not stay.
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = int(os.environ.get("GRACEFUL_SECONDS", "20"))
keepalive = 5
# Heartbeats in memory: on a disk they stall whenever the disk does.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the directory is the point, no file of ours is named in it
control_socket_disable = True
# The path without its query: searches carry names.
accesslog = "-"
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
