"""The pages of one case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.cases import engine, presenters
from core.cases.evidence import EvidenceForm, filed, form_of
from core.cases.models import Case, CaseEvent
from core.permissions import MOVE_CASE, VIEW_CASE
from core.templatetags.casework import outcome
from core.web.answers import answer_form
from core.web.pages import page

CASE = "core/case_detail.html"
Action = CaseEvent.Action


class OpinionForm(forms.Form):
    """The words to an action: a reason for all but the way forward."""

    comment = forms.CharField(
        label=gettext_lazy("Reason"), max_length=engine.COMMENT_LIMIT
    )

    def __init__(self, *args: Any, action: str) -> None:
        # Each action has its own box on the page.
        super().__init__(*args, auto_id=f"{action}-%s")
        if action == CaseEvent.Action.FORWARD:
            self.fields["comment"].required = False
            self.fields["comment"].label = _("Opinion")


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
    page_of_case = reverse("core:case", args=[case.pk])

    form = _step_form(request, case, action, version)

    def act() -> None:
        moved = _moved(request, case, action, version, form)
        messages.success(request, said_of(action) % {"step": _standing(moved)})

    return answer_form(
        request,
        CASE,
        form,
        act,
        also=(OpinionForm(request.POST, action=action),),
        context=lambda: presenters.context_after(case, request, action, form),
        to=page_of_case,
        opened_at=page_of_case,
    )


def _step_form(
    request: HttpRequest, case: Case, action: str, version: int
) -> forms.Form:
    """The fields of the step; none where the step is not theirs to do any more."""
    step = case.step
    if action != CaseEvent.Action.FORWARD or case.version != version or step is None:
        return forms.Form(request.POST)
    if not engine.may_act(case, step, request.user):
        return forms.Form(request.POST)
    return form_of(case, step, request.POST, request.FILES, by=request.user)


@transaction.atomic
def _moved(
    request: HttpRequest, case: Case, action: str, version: int, form: forms.Form
) -> Case:
    """Put the files into the dossier and move the case, both or neither."""
    engine.refuse_stale(case, version)
    engine.check_move(case, action, request.user)  # before any file is filed
    has_evidence = isinstance(form, EvidenceForm)
    return engine.move(
        case_id=case.pk,
        action=action,
        by=request.user,
        version=version,
        to_step=request.POST.get("to_step", ""),
        comment=request.POST.get("comment", ""),
        evidence=filed(form, case, request.user) if has_evidence else {},
    )


def said_of(action: str) -> str:
    """What was done, and where the case stands now (`step`)."""
    words: dict[str, str] = {
        Action.RETURN: _("Returned. The case now stands at: %(step)s."),
        Action.REJECT: _("Not approved. The case is closed: %(step)s."),
        Action.WITHDRAW: _("Withdrawn. The case is closed."),
    }
    return words.get(action, _("Recorded. The case now stands at: %(step)s."))


def _standing(case: Case) -> str:
    return case.step["name"] if case.step else outcome(case.state)


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        raise BadRequest("version")
    return int(text[:9])
