"""Settings of gunicorn, for the one-command run and production alike."""

import os

import environ

os.environ.setdefault("LIKA_ROLE", "web")

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
if "LISTEN_FD" in os.environ:  # `manage.py up` listens already and hands its socket on
    bind = f"fd://{os.environ['LISTEN_FD']}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
accesslog = None  # one structured line a request is written by the application
forwarded_allow_ips = (
    "*" if environ.Env().bool("BEHIND_PROXY", default=False) else "127.0.0.1"
)
