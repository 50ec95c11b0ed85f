"""Two questions a machine asks: is the process alive, and may it be sent work?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from .tasks import HEARTBEAT

PATIENCE = timedelta(minutes=3)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "away"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return "pending" if pending else "ok"


def _broker() -> str:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except RedisError:
        return "away"
    return "ok"


def _ticks(now: datetime) -> str:
    mark = cache.get(HEARTBEAT)
    if mark is None:
        return "none yet"
    return "ok" if now - datetime.fromisoformat(mark) < PATIENCE else "late"


@login_not_required  # asked by the load balancer, which has no account
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process serves requests."""
    return JsonResponse({"status": "ok"})


@login_not_required  # asked by the load balancer, which has no account
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served: the database is there and has today's tables.

    Broker and ticks are told but do not take the site down: reading goes on without them.
    """
    needed = {"database": _database(), "migrations": _migrations()}
    told = {"broker": _broker(), "ticks": _ticks(timezone.now())}
    ready = all(state == "ok" for state in needed.values())
    status = "ok" if ready and told["broker"] == "ok" else "degraded" if ready else "not ready"
    return JsonResponse({"status": status, **needed, **told}, status=200 if ready else 503)
