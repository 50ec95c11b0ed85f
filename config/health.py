"""Health endpoints: is the process alive (healthz), can it serve pages (readyz)?"""

from datetime import datetime, timedelta
from functools import cache

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from core.seals import nightly

from . import roles
from .tasks import HEARTBEAT

log = structlog.get_logger(__name__)
PATIENCE = timedelta(minutes=3)


def _database() -> tuple[str, str]:
    """Whether it answers, and as whom it knows us."""
    try:
        return "ok", roles.in_use()
    except DatabaseError:
        return "away", "unknown"


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this release; they do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _migrations() -> str:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "unknown"
    return "ok" if _wanted() <= set(applied) else "pending"


def _broker() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except RedisError:
        return "away"
    return "ok"


def _ticks(now: datetime) -> str:
    mark = shared_cache.get(HEARTBEAT)
    if mark is None:
        return "none yet"
    return "ok" if now - datetime.fromisoformat(mark) < PATIENCE else "late"


def _kept() -> str:
    try:
        return nightly.last()
    except DatabaseError:
        return "unknown"


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
    """Answer 200 when pages can be served: the database is there, with all migrations.

    Broker and periodic tasks are reported but do not take the site down: reading goes on
    without them. `role` says whether the application signs in without ownership ("own"),
    takes its role because one address is given ("one address"), or is the owner; `kept`
    is what the nightly check of everything kept has said.
    """
    database, role = _database()
    needed = {"database": database, "migrations": _migrations()}
    told = {"broker": _broker(), "ticks": _ticks(timezone.now()), "role": role}
    told["kept"] = _kept()
    ready = all(state == "ok" for state in needed.values())
    status = (
        "ok"
        if ready
        and told["broker"] == "ok"
        and role != roles.OWNER
        and told["kept"] in ("ok", "none yet")
        else "degraded"
        if ready
        else "not ready"
    )
    if not ready:
        log.warning("not ready", **needed, **told)
    return JsonResponse(
        {"status": status, **needed, **told}, status=200 if ready else 503
    )
