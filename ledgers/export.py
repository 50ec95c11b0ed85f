"""Exports as background jobs: the scope is found anew in the worker, and once more at the download."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import attachments, audit
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from core.refusals import Refused
from ledgers.declaration import (
    WAN,
    YUAN,
    Ledger,
    Request,
    ledger_named,
    shown_row,
    values,
)
from ledgers.layout import frame
from ledgers.stream import ROWS_PER_SHEET, write_workbook

KIND = "ledgers.export"
EXPORT = "ledgers.export_ledger"
KEPT = dt.timedelta(hours=24)
# No role holds this: an export is fetched by its owner through `ledgers:download`, by nobody else.
OWNER_ONLY = "ledgers.owner_only"
CHUNK = 500


def order_export(
    *,
    ledger: Ledger,
    by: Any,
    region_code: str,
    filters: dict[str, Any],
    on: dt.date,
    full: bool,
    purpose: str,
) -> Job:
    """Ask for a workbook of the rows this person may see; refused where the right is missing."""
    _check_rights(ledger, by, region_code, full)
    if full and not purpose.strip():
        raise Refused(_("Say what the full numbers are needed for; it is recorded."))
    with transaction.atomic():
        params = {
            "ledger": ledger.slug,
            "filters": filters,
            "on": on.isoformat(),
            "full": full,
        }
        title = ledger.title(Request(by, region_code, filters, on, full))
        page = f"{reverse('ledgers:detail', args=[ledger.slug])}?{urlencode({'region': region_code, **filters}, True)}"
        job = queue.enqueue(
            kind=KIND,
            by=by,
            region_code=region_code,
            title=title,
            params=params | {"page": page},
        )
        audit.record(
            by=by,
            verb="ledger.export",
            target=job,
            region_code=region_code,
            after=params,
            purpose=purpose.strip(),
        )
    return job


@queue.handler(KIND)
def export(job: Job, progress: queue.Progress) -> dict[str, Any]:
    """Write the workbook and keep it for a day; runs to the same result when run again."""
    ledger = ledger_named(job.params["ledger"])
    if ledger is None:
        raise Refused(_("This ledger no longer exists."))
    request = request_of(job)
    _check_rights(
        ledger, request.user, request.region_code, request.full, error=queue.Denied
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        written = write_file(ledger, request, path, progress)
        kept = attachments.keep(
            content=path,
            content_type=attachments.XLSX,
            name=f"{ledger.title(request)}_{request.on:%Y%m%d}.xlsx",
            by=request.user,
            region_code=request.region_code,
            subject=f"core.job:{job.pk}",
            purpose=ledger.slug,
            permission=OWNER_ONLY,
            expires_at=timezone.now() + KEPT,
        )
    url = reverse("ledgers:download", args=[job.pk])
    return {
        "attachment": str(kept.pk),
        "rows": written,
        "url": url,
        "until": kept.expires_at.isoformat(),
    }


def write_file(
    ledger: Ledger, request: Request, path: Path, progress: queue.Progress | None = None
) -> int:
    """Heads, total and rows of one moment: one snapshot of the database from first to last."""
    with transaction.atomic():
        _one_snapshot()
        queryset = ledger.rows(request).order_by(*ledger.order)
        totals = _totals(ledger, request, queryset)
        count = totals.pop("rows")
        if progress:
            progress.total(count)
        sheets = max(1, -(-count // ROWS_PER_SHEET))
        rows = _rows(ledger, request, queryset, progress)
        written = write_workbook(frame(ledger, request, totals, sheets), rows, path)
        if progress:
            progress.tick(
                count
            )  # the last look: a worker that was overtaken stops here and keeps no file
        return written


def request_of(job: Job) -> Request:
    """The request a job was made from, with its owner's rights of now."""
    params = job.params
    return Request(
        user=job.owner,
        region_code=job.region_code,
        filters=params["filters"],
        on=dt.date.fromisoformat(params["on"]),
        full=params["full"],
    )


def open_download(*, job: Job, by: Any) -> Attachment:
    """The finished file, if its owner may still see those rows; the fetch is recorded."""
    ledger = ledger_named(job.params["ledger"])
    if job.is_open:
        raise Refused(_("The file is still being made; come back a little later."))
    if ledger is None or "attachment" not in job.result:
        raise Refused(_("There is no file here; export again."))
    _check_rights(ledger, by, job.region_code, job.params["full"])
    kept = Attachment.objects.get(pk=job.result["attachment"])
    if kept.expires_at and kept.expires_at < timezone.now():
        raise Refused(_("The file was kept for 24 hours and is gone; export again."))
    audit.record(
        by=by, verb="ledger.download", target=kept, after={"ledger": ledger.slug}
    )
    return kept


def response(*, job: Job, by: Any) -> FileResponse:
    """The finished file as an answer, for the page and for programs."""
    kept = open_download(job=job, by=by)
    return FileResponse(
        attachments.open_file(kept),
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type,
    )


def _check_rights(
    ledger: Ledger,
    user: Any,
    region_code: str,
    full: bool,
    error: type[Refused] = Refused,
) -> None:
    may = user.can(EXPORT, region_code) and user.can(ledger.permission, region_code)
    if not may or not user.is_active:
        raise error(_("You may not export this ledger for this region."))
    if full and not (
        ledger.full_permission and user.can(ledger.full_permission, region_code)
    ):
        raise error(_("You may export this ledger only with masked numbers."))


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        if (
            not connection.savepoint_ids
        ):  # inside a larger transaction the snapshot is the caller's
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")


def _totals(ledger: Ledger, request: Request, queryset: Any) -> dict[str, Any]:
    """Number of rows and the sum of each column that has a total, by the database."""
    wanted = {c.key: c.source for c in ledger.shown(request) if c.total}
    found = queryset.order_by().aggregate(
        rows=Count("pk"),
        **{f"sum_{key}": Sum(source) for key, source in wanted.items()},
    )
    totals = {key: found[f"sum_{key}"] for key in wanted}
    scale = {c.key: c.kind for c in ledger.shown(request)}
    shown = {key: _shown_total(scale[key], total or 0) for key, total in totals.items()}
    return {"rows": found["rows"], **shown}


def _shown_total(kind: str, total: int) -> Any:
    return (
        Decimal(total) / {YUAN: 100, WAN: 1_000_000}[kind]
        if kind in (YUAN, WAN)
        else total
    )


def _rows(
    ledger: Ledger, request: Request, queryset: Any, progress: queue.Progress | None
) -> Iterator[list[Any]]:
    columns = ledger.shown(request)
    context = ledger.context(request)
    raw = values(ledger, request, queryset).iterator(chunk_size=CHUNK)
    for serial, row in enumerate(raw, start=1):
        if progress and serial % CHUNK == 0:
            progress.tick(serial)
        yield shown_row(columns, row, serial, context)
