"""The check of the night, as a job: its row says what was found."""

from __future__ import annotations

from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs import queue
from core.jobs.models import Job
from core.refusals import Refused
from core.seals import checks

KIND = "core.verify"
EVERYWHERE = "000000000000"  # no place: the job belongs to the installation
MOST_NAMED = 100  # in the row of the job; the log has them all
log = structlog.get_logger(__name__)


def start() -> Job:
    """Enqueue the check of today, once."""
    day = timezone.localdate().isoformat()
    return queue.enqueue(
        kind=KIND,
        by=None,
        region_code=EVERYWHERE,
        title=_("Check of everything kept, %(day)s") % {"day": day},
        params={},
        key=f"{KIND}:{day}",
    )


def run(job: Job, progress: queue.Progress) -> dict[str, Any]:
    """Run every check; what was altered fails the job and is in the log by its id."""
    names = checks.names()
    progress.total(len(names))
    found = []
    for done, name in enumerate(names, 1):
        for finding in checks.findings(name):
            log.error("altered", check=name, finding=str(finding))
            found.append(str(finding))
        progress.tick(done)
    if found:
        _keep(job, found)
        raise Refused(
            _("%(count)d rows or files were altered or lost; the first is %(first)s.")
            % {"count": len(found), "first": found[0]}
        )
    return {"altered": 0}


def _keep(job: Job, found: list[str]) -> None:
    named = {"altered": len(found), "rows": found[:MOST_NAMED]}
    Job.objects.filter(pk=job.pk, token=job.token).update(params=named)


def last() -> Job | None:
    """The last check that came to an end."""
    ended = Job.objects.filter(kind=KIND).exclude(state__in=Job.OPEN)
    return ended.order_by("-created_at").first()


def register() -> None:
    queue.register_handler(KIND, run)
