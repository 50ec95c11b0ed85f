"""A person's own background work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from core.jobs import queue
from core.jobs.models import Job
from core.web.pages import page
from core.web.paging import keyset_page


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """One's own background work, newest first."""
    found = keyset_page(
        Job.objects.filter(owner=request.user),
        request.GET,
        order=("-created_at", "-id"),
        size=20,
    )
    return page(request, "core/job_list.html", {"page": found}, part="rows")


@require_GET
def job(request: HttpRequest, pk: Any) -> HttpResponse:
    """Progress of one job; asks again by itself while it runs."""
    row = get_object_or_404(Job, pk=pk, owner=request.user)
    return page(
        request,
        "core/job_detail.html",
        {"job": row, **_job_links(row)},
        part="progress",
    )


@require_POST
def job_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Stop a job of one's own."""
    row = get_object_or_404(Job, pk=pk, owner=request.user)
    queue.cancel(job=row, by=request.user)
    return redirect("core:job", pk=row.pk)


def _job_links(row: Job) -> dict[str, Any]:
    """The addresses of the page: progress, cancel, the result, and to ask anew."""
    links = {
        "url": reverse("core:job", args=[row.pk]),
        "cancel_url": reverse("core:job-cancel", args=[row.pk]),
    }
    until = parse_datetime(row.result.get("until", ""))
    if not until or until > timezone.now():
        links |= {"result_url": row.result.get("url", ""), "until": until}
    if not row.is_open:
        links["again_url"] = row.params.get("page", "")
    return links
