"""The check of the night, as a job: its row says what was found."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs import queue
from core.jobs.models import Job
from core.refusals import Refused
from core.seals import checks, sealing

KIND, SEAL = "core.verify", "core.seal"
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


def last() -> str:
    """What the check of last night said: "ok", "altered", "failed" or "none yet"."""
    today = timezone.localdate()
    days = today, today - dt.timedelta(days=1)
    # By the key, which has an index; the health page asks often.
    jobs = Job.objects.filter(key__in=[f"{KIND}:{day.isoformat()}" for day in days])
    ended = jobs.exclude(state__in=Job.OPEN).order_by("-created_at")
    said = ended.values_list("state", "params").first()
    if said is None:
        return "none yet"
    if said[0] == Job.State.DONE:
        return "ok"
    return "altered" if said[1].get("altered") else "failed"


def start_sealing() -> Job:
    """Enqueue the sealing of what was written, once each half hour."""
    now = timezone.localtime()
    half = f"{now:%Y-%m-%dT%H}:{now.minute // 30 * 30:02}"
    return queue.enqueue(
        kind=SEAL,
        by=None,
        region_code=EVERYWHERE,
        title=_("Sealing of what was written, %(time)s") % {"time": half},
        params={},
        key=f"{SEAL}:{half}",
    )


def seal(job: Job, progress: queue.Progress) -> dict[str, Any]:
    """Seal what was lawfully written; safe to run twice."""
    return {"rows": sealing.seal_all()}


def register() -> None:
    queue.register_handler(KIND, run)
    queue.register_handler(SEAL, seal)
