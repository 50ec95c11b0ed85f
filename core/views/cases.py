"""The pages of one case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.cases import engine, presenters
from core.cases.evidence import posted_evidence
from core.cases.models import Case
from core.permissions import MOVE_CASE, VIEW_CASE
from core.templatetags.casework import outcome
from core.web.answers import answer_form
from core.web.pages import page

CASE = "core/case_detail.html"


@require_GET
@permission_required(VIEW_CASE, raise_exception=True)
def case_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The walk of one case, what was said at each step, and what the reader may do now."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return page(request, CASE, presenters.context_of(case, request.user))


@require_GET
@permission_required(VIEW_CASE, raise_exception=True)
def case_print(request: HttpRequest, pk: Any) -> HttpResponse:
    """The case on paper: facts, steps, signatures."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    # An official paper is Chinese, whatever the language of the screen.
    with translation.override("zh-hans"):
        return page(
            request, "core/case_print.html", presenters.context_of(case, request.user)
        )


@require_POST
@permission_required(MOVE_CASE, raise_exception=True)
def case_move(request: HttpRequest, pk: Any, action: str) -> HttpResponse:
    """Take one action; a refusal comes back on the same page with what was typed."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    version = _whole(request.POST.get("version"))

    def act() -> None:
        moved = _moved(request, case, action, version)
        messages.success(
            request,
            _("Recorded. The case now stands at: %(step)s.")
            % {"step": _standing(moved)},
        )

    return answer_form(
        request,
        CASE,
        forms.Form(request.POST),  # the fields are those of the step: the engine judges
        act,
        context=lambda: presenters.context_after(case, request, action),
        to=reverse("core:case", args=[case.pk]),
    )


def _moved(request: HttpRequest, case: Case, action: str, version: int) -> Case:
    """Keep the files that were sent and move the case."""
    engine.refuse_stale(case, version)
    engine.check_move(case, action, request.user)  # before any file is kept
    return engine.move(
        case_id=case.pk,
        action=action,
        by=request.user,
        version=version,
        to_step=request.POST.get("to_step", ""),
        comment=request.POST.get("comment", ""),
        evidence=posted_evidence(request.POST, request.FILES, case, request.user),
    )


def _standing(case: Case) -> str:
    return case.step["name"] if case.step else outcome(case.state)


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        raise BadRequest("version")
    return int(text[:9])
