"""Write a ledger to a workbook in the background, and hand out the finished file.

Permissions are checked when the export is ordered, again in the worker, and once more
at the download: they may have ended meanwhile.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import attachments, audit
from core.actors import Actor
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from core.refusals import Refused, refuse_if
from ledgers.declaration import (
    WAN,
    YUAN,
    Ledger,
    LedgerQuery,
    ledger_named,
    raw_values,
    render_row,
)
from ledgers.layout import frame
from ledgers.permissions import EXPORT_LEDGER, OWNER_ONLY
from ledgers.stream import ROWS_PER_SHEET, write_workbook

KIND = "ledgers.export"
KEPT = dt.timedelta(hours=24)
CHUNK = 500  # rows fetched at a time, and between two reports of progress


def register() -> None:
    """Tell the job queue who writes ledgers."""
    queue.register_handler(KIND, export)


@transaction.atomic
def order_export(*, ledger: Ledger, query: LedgerQuery, purpose: str) -> Job:
    """Enqueue a workbook of the rows this person may see.

    Refused without the permission, or without a purpose for full numbers.
    """
    _check_permissions(ledger, query)
    _check_filters(ledger, query)
    if query.full and not purpose.strip():
        raise Refused(_("Say what the full numbers are needed for; it is recorded."))
    params = _params(ledger, query)
    job = queue.enqueue(
        kind=KIND,
        by=query.user,
        region_code=query.region_code,
        title=ledger.title(query),
        params=params | {"page": _page_address(ledger, query)},
    )
    audit.record(
        by=query.user,
        verb="ledger.export",
        target=job,
        region_code=query.region_code,
        after=params,
        purpose=purpose.strip(),
    )
    return job


def _params(ledger: Ledger, query: LedgerQuery) -> dict[str, Any]:
    """What a job keeps of a query; `query_of` reads it back."""
    return {
        "ledger": ledger.slug,
        "filters": dict(query.filters),
        "on": query.on.isoformat(),
        "full": query.full,
    }


def _page_address(ledger: Ledger, query: LedgerQuery) -> str:
    """The page that shows the same rows, to order the file again when it is gone."""
    address = reverse("ledgers:detail", args=[ledger.slug])
    chosen = urlencode({"region": query.region_code, **query.filters}, doseq=True)
    return f"{address}?{chosen}"


def export(job: Job, progress: queue.Progress) -> dict[str, Any]:
    """Write the workbook and keep it for a day; safe to run twice."""
    ledger = ledger_named(job.params["ledger"])
    if ledger is None:
        raise Refused(_("This ledger no longer exists."))
    query = query_of(job)
    _check_permissions(ledger, query, error=queue.Denied)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        written = write_file(ledger, query, path, progress)
        kept = _keep(job, ledger, query, path)
    return {
        "attachment": str(kept.pk),
        "rows": written,
        "url": reverse("ledgers:download", args=[job.pk]),
        "until": kept.expires_at.isoformat(),
    }


def _keep(job: Job, ledger: Ledger, query: LedgerQuery, path: Path) -> Attachment:
    return attachments.keep(
        content=path,
        content_type=attachments.XLSX,
        name=f"{ledger.title(query)}_{query.on:%Y%m%d}.xlsx",
        by=query.user,
        region_code=query.region_code,
        subject=f"core.job:{job.pk}",
        purpose=ledger.slug,
        permission=OWNER_ONLY,
        expires_at=timezone.now() + KEPT,
    )


def write_file(
    ledger: Ledger,
    query: LedgerQuery,
    path: Path,
    progress: queue.Progress | None = None,
) -> int:
    """Write heads, totals and rows of one moment; returns the number of rows.

    One snapshot of the database from the first query to the last: the totals are those
    of the rows below them.
    """
    with transaction.atomic():
        _one_snapshot()
        queryset = ledger.rows(query).order_by(*ledger.order)
        # By the database, not while writing: the totals stand above the rows.
        count, totals = _totals(ledger, query, queryset)
        if progress:
            progress.total(count)
        sheets = max(1, -(-count // ROWS_PER_SHEET))
        rows = _rows(ledger, query, queryset, progress)
        written = write_workbook(frame(ledger, query, totals, sheets), rows, path)
        if progress:
            # A worker whose lease was taken by another stops here and keeps no file.
            progress.tick(count)
        return written


def query_of(job: Job) -> LedgerQuery:
    """The query a job was ordered with, with its owner's permissions of now."""
    params = job.params
    return LedgerQuery(
        user=job.owner,
        region_code=job.region_code,
        filters=params["filters"],
        on=dt.date.fromisoformat(params["on"]),
        full=params["full"],
    )


def open_download(*, job: Job, by: Actor) -> Attachment:
    """The finished file, if its owner may still see those rows; recorded in the audit."""
    ledger = ledger_named(job.params["ledger"])
    if job.is_open:
        raise Refused(_("The file is still being made; come back a little later."))
    if ledger is None or "attachment" not in job.result:
        raise Refused(_("There is no file here; export again."))
    _check_permissions(ledger, replace(query_of(job), user=by))
    kept = Attachment.objects.get(pk=job.result["attachment"])
    if kept.expires_at and kept.expires_at < timezone.now():
        raise Refused(_("The file was kept for 24 hours and is gone; export again."))
    audit.record(
        by=by, verb="ledger.download", target=kept, after={"ledger": ledger.slug}
    )
    return kept


def response(*, job: Job, by: Actor) -> FileResponse:
    """The finished file as an answer, for the page and for the API."""
    kept = open_download(job=job, by=by)
    return FileResponse(
        attachments.open_file(kept),
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type,
    )


def _check_permissions(
    ledger: Ledger, query: LedgerQuery, error: type[Refused] = Refused
) -> None:
    """Raise `error` unless the person may export these rows in this form."""
    user, place = query.user, query.region_code
    may = user.can(EXPORT_LEDGER, place) and user.can(ledger.permission, place)
    if not may or not user.is_active:
        raise error(_("You may not export this ledger for this region."))
    full = ledger.full_permission
    if query.full and not (full and user.can(full, place)):
        raise error(_("You may export this ledger only with masked numbers."))


def _check_filters(ledger: Ledger, query: LedgerQuery) -> None:
    """Refuse a year that is not there, or any other condition that says nothing."""
    if ledger.filter_form is None:
        return
    form = ledger.filter_form(query.filters, query.user)
    refuse_if([reason for reasons in form.errors.values() for reason in reasons])


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        # Inside a larger transaction the snapshot is the caller's.
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")


def _totals(
    ledger: Ledger, query: LedgerQuery, queryset: QuerySet
) -> tuple[int, dict[str, Any]]:
    """The number of rows, and what the row of totals says of each column."""
    summed = [column for column in ledger.columns_of(query) if column.total]
    found = queryset.order_by().aggregate(
        rows=Count("pk"),
        **{f"sum_{column.key}": Sum(column.source) for column in summed},
    )
    totals = {
        column.key: _in_unit(column.kind, found[f"sum_{column.key}"] or 0)
        for column in summed
    }
    counted = (column for column in ledger.columns_of(query) if column.counted)
    return found["rows"], totals | dict.fromkeys(
        (column.key for column in counted), found["rows"]
    )


def _in_unit(kind: str, total: int) -> Any:
    """A sum of fen in yuan or in ten thousand yuan; any other sum as it is."""
    fen = {YUAN: 100, WAN: 1_000_000}.get(kind)
    return Decimal(total) / fen if fen else total


def _rows(
    ledger: Ledger,
    query: LedgerQuery,
    queryset: QuerySet,
    progress: queue.Progress | None,
) -> Iterator[list[Any]]:
    columns = ledger.columns_of(query)
    context = ledger.context(query)
    # A server-side cursor: only a chunk of the rows is in memory.
    raw = raw_values(ledger, query, queryset).iterator(chunk_size=CHUNK)
    for serial, row in enumerate(raw, start=1):
        if progress and serial % CHUNK == 0:
            progress.tick(serial)
        yield render_row(columns, row, serial, context)
