"""Write the audit: one entry for each action, in the action's own transaction."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from structlog.contextvars import get_contextvars

from core.actors import Actor
from core.audit.models import AuditEntry


def record(
    *,
    by: Actor | None,
    verb: str,
    target: object,
    region_code: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    purpose: str = "",
) -> AuditEntry:
    """Write who did what; values of personal numbers never go in, only that they were touched."""
    return AuditEntry.objects.create(
        actor_id=getattr(by, "pk", None),
        actor_name=getattr(by, "name", ""),
        verb=verb,
        target=_target(target),
        region_code=region_code or getattr(target, "region_code", ""),
        before=before or {},
        after=after or {},
        purpose=purpose,
        # Joins the entry with the lines of the log of the same request.
        request_id=str(get_contextvars().get("request_id", ""))[:64],
    )


def _target(target: object) -> str:
    if isinstance(target, Model):
        return f"{target._meta.label_lower}:{target.pk}"
    return str(target)
