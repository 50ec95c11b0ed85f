"""Pages that belong to no subject of their own: cases, files, background work, audit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import attachments, audit, casework, jobs, process, traces
from core.filters import AuditFilter
from core.models import Attachment, AuditEntry, Case, Job
from core.pages import page
from core.paging import keyset_page
from core.refusals import Refused
from core.templatetags.casework import outcome

CASE = "core/case_detail.html"


@require_GET
@permission_required("core.view_case", raise_exception=True)
def case_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The walk of one case, what was said at each step, and what the reader may do now."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return page(request, CASE, casework.context_of(case, request.user))


@require_GET
@permission_required("core.view_case", raise_exception=True)
def case_print(request: HttpRequest, pk: Any) -> HttpResponse:
    """The case on paper: facts, steps, signatures."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    with translation.override("zh-hans"):  # an official paper, whatever the language of the screen
        return page(request, "core/case_print.html", casework.context_of(case, request.user))


@require_POST
@permission_required("core.move_case", raise_exception=True)
def case_move(request: HttpRequest, pk: Any, action: str) -> HttpResponse:
    """Take one deed; a refusal comes back on the same page with what was typed."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    version = _whole(request.POST.get("version"))
    try:
        process.refuse_stale(case, version)
        process.check_move(case, action, request.user)  # before any file is kept
        evidence = casework.posted_evidence(request, case, request.user)
        case = process.move(
            case_id=case.pk,
            action=action,
            by=request.user,
            version=version,
            to_step=request.POST.get("to_step", ""),
            comment=request.POST.get("comment", ""),
            evidence=evidence,
        )
    except Refused as refusal:
        case.refresh_from_db()
        context = casework.context_after(case, request, action) | {"reasons": refusal.reasons}
        return page(request, CASE, context, status=409)
    messages.success(request, _("Recorded. The case now stands at: %(step)s.") % {"step": _standing(case)})
    return redirect("core:case", pk=case.pk)


@require_GET
@never_cache
def attachment(request: HttpRequest, pk: Any) -> HttpResponse:
    """A stored file, for those who may see what it belongs to; always as a download, never run."""
    row = get_object_or_404(Attachment, pk=pk)
    if not request.user.can(row.permission, row.region_code):
        raise Http404
    try:
        stream = attachments.open_file(row)
    except FileNotFoundError as error:
        raise Http404(_("The file has expired; make it anew.")) from error
    audit.record(by=request.user, verb="attachment.open", target=row, after={"purpose": row.purpose})
    response = FileResponse(stream, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """One's own background work, newest first."""
    found = keyset_page(Job.objects.filter(owner=request.user), request.GET, order=("-created_at", "-id"), size=20)
    return page(request, "core/job_list.html", {"page": found}, part="rows")


@require_GET
def job(request: HttpRequest, pk: Any) -> HttpResponse:
    """Progress of one job; asks again by itself while it runs."""
    row = get_object_or_404(Job, pk=pk, owner=request.user)
    return page(request, "core/job_detail.html", {"job": row, **_job_links(row)}, part="progress")


@require_POST
def job_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Stop a job of one's own."""
    row = get_object_or_404(Job, pk=pk, owner=request.user)
    jobs.cancel(job=row, by=request.user)
    return redirect("core:job", pk=row.pk)


@require_GET
@permission_required("core.view_auditentry", raise_exception=True)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what in the regions one watches over."""
    form = AuditFilter(request.GET)
    entries = AuditEntry.objects.none()
    if form.is_valid():
        asked = form.cleaned_data
        entries = AuditEntry.objects.visible_to(request.user).of_verb(asked["verb"]).by_person(asked["person"])
    found = keyset_page(entries, request.GET, order=("-id",), size=50)
    context = {"form": form, "page": found, "lines": traces.lines(found, request.user)}
    return page(request, "core/audit_list.html", context, part="rows")


def _job_links(row: Job) -> dict[str, Any]:
    """Where the page goes on: what a job made is fetched where its handler says, and asked for anew on its page."""
    links = {"url": reverse("core:job", args=[row.pk]), "cancel_url": reverse("core:job-cancel", args=[row.pk])}
    until = parse_datetime(row.result.get("until", ""))
    if not until or until > timezone.now():
        links |= {"result_url": row.result.get("url", ""), "until": until}
    if not row.is_open:
        links["again_url"] = row.params.get("page", "")
    return links


def _standing(case: Case) -> str:
    return case.step["name"] if case.step else outcome(case.state)


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        raise BadRequest("version")
    return int(text[:9])
