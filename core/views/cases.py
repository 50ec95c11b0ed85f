"""The pages of one case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.cases import engine, presenters
from core.cases.models import Case
from core.refusals import Refused
from core.templatetags.casework import outcome
from core.web.pages import page

CASE = "core/case_detail.html"


@require_GET
@permission_required("core.view_case", raise_exception=True)
def case_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The walk of one case, what was said at each step, and what the reader may do now."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return page(request, CASE, presenters.context_of(case, request.user))


@require_GET
@permission_required("core.view_case", raise_exception=True)
def case_print(request: HttpRequest, pk: Any) -> HttpResponse:
    """The case on paper: facts, steps, signatures."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    with translation.override(
        "zh-hans"
    ):  # an official paper, whatever the language of the screen
        return page(
            request, "core/case_print.html", presenters.context_of(case, request.user)
        )


@require_POST
@permission_required("core.move_case", raise_exception=True)
def case_move(request: HttpRequest, pk: Any, action: str) -> HttpResponse:
    """Take one deed; a refusal comes back on the same page with what was typed."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    version = _whole(request.POST.get("version"))
    try:
        engine.refuse_stale(case, version)
        engine.check_move(case, action, request.user)  # before any file is kept
        evidence = presenters.posted_evidence(request, case, request.user)
        case = engine.move(
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
        context = presenters.context_after(case, request, action) | {
            "reasons": refusal.reasons
        }
        return page(request, CASE, context, status=409)
    messages.success(
        request,
        _("Recorded. The case now stands at: %(step)s.") % {"step": _standing(case)},
    )
    return redirect("core:case", pk=case.pk)


def _standing(case: Case) -> str:
    return case.step["name"] if case.step else outcome(case.state)


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        raise BadRequest("version")
    return int(text[:9])
