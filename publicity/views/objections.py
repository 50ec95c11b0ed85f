"""Record, answer and look into objections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.web.answers import answer_form
from core.web.pages import page, set_address
from publicity import services
from publicity.forms import AnswerForm, RecordForm
from publicity.lookups import notice_to_change, objection_to_answer
from publicity.models import Notice
from publicity.parameters import name_required
from publicity.permissions import ANSWER_OBJECTION, PUBLISH_NOTICE
from publicity.presenters import objections as presenter
from publicity.separation import reasons_against_answering

ANSWER = "publicity/objection_answer.html"


@require_http_methods(["GET", "POST"])
@permission_required(PUBLISH_NOTICE, raise_exception=True)
def objection_record(request: HttpRequest, pk: Any) -> HttpResponse:
    """Enter an objection that came by telephone, letter or visit."""
    notice = notice_to_change(request, pk)
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        notice=notice,
        named=name_required(notice.region_code, timezone.localdate()),
    )
    return answer_form(
        request,
        "publicity/objection_record.html",
        form,
        lambda: _record(request, notice, form),
        context={"notice": notice, **_taking_none(notice)},
    )


@require_http_methods(["GET", "POST"])
@permission_required(ANSWER_OBJECTION, raise_exception=True)
def objection_answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """Read an objection, look into it, answer it."""
    objection = objection_to_answer(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = presenter.objection_context(objection, request.user)
    # Said before they write in vain; the verb asks again.
    if reasons := reasons_against_answering(objection, request.user):
        context["reasons"] = reasons
    return answer_form(
        request,
        ANSWER,
        form,
        lambda: services.answer_objection(
            objection=objection, by=request.user, **form.cleaned_data
        ),
        context=context,
        message=_("Answered. The objector can read it with the receipt number."),
        to=objection.notice,
    )


@require_POST
@never_cache
@permission_required(ANSWER_OBJECTION, raise_exception=True)
def objection_reveal(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who objected, for one who asks back; recorded with its purpose."""
    objection = objection_to_answer(request, pk)
    value = services.reveal_objector(
        objection=objection, by=request.user, purpose=request.POST.get("purpose", "")
    )
    if request.htmx:
        context = {"value": value, "masked": "***"}
        return page(request, "components/revealed.html", context)
    # The address of the reveal takes a POST only.
    set_address(request, reverse("publicity:objection-answer", args=[objection.pk]))
    context = presenter.objection_context(objection, request.user)
    return page(request, ANSWER, {**context, "form": AnswerForm(), "revealed": value})


def _taking_none(notice: Notice) -> dict[str, list[str]]:
    """What is said before anything is typed, where none can be taken."""
    reasons = services.reasons_against_objecting(notice)
    return {"reasons": reasons} if reasons else {}


def _record(request: HttpRequest, notice: Notice, form: RecordForm) -> Notice:
    """Record what was typed and say the receipt number, which the objector needs."""
    values = {key: form.cleaned_data[key] for key in ("text", "name", "phone", "via")}
    filed = services.file_objection(
        notice=notice, row=form.row, by=request.user, **values
    )
    words = _("Recorded. Give the objector the receipt number: %(receipt)s")
    messages.success(request, words % {"receipt": filed.receipt})
    if filed.due_on is not None:
        words = _("It is to be answered by %(day)s.")
        messages.info(request, words % {"day": filed.due_on})
    return notice
