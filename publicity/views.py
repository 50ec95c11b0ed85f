"""The pages of notices for those who post them and answer for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.cases.models import Case
from core.refusals import Refused
from core.web.pages import page, status_of
from core.web.paging import keyset_page
from publicity import display, objections, services, worklist
from publicity.display import SEE_OBJECTION
from publicity.filters import NoticeFilter
from publicity.forms import AnswerForm, PublishForm, RecordForm, SheetForm, WithdrawForm
from publicity.models import Notice, Objection
from publicity.objections import ANSWER
from publicity.services import PUBLISH, VIEW

require_form = require_http_methods(["GET", "POST"])


@require_GET
@permission_required(VIEW, raise_exception=True)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices of one's places: on the board, over, withdrawn."""
    found = NoticeFilter(
        request.GET, queryset=Notice.objects.visible_to(request.user).for_list()
    )
    rows = keyset_page(found.qs, request.GET, order=("-starts_at", "-id"))
    context = {"page": rows, "filter": found, "places": display.place_names(rows)}
    return page(request, "publicity/notice_list.html", context, part="rows")


@require_GET
@permission_required(VIEW, raise_exception=True)
def notice_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One notice as it hangs, its objections, and what the reader may do."""
    notice = _visible(request, pk)
    return page(
        request,
        "publicity/notice_detail.html",
        display.detail_context(notice, request.user),
    )


@require_GET
@permission_required(VIEW, raise_exception=True)
def notice_print(request: HttpRequest, pk: Any) -> HttpResponse:
    """The sheet for the board, A4."""
    notice = _visible(request, pk)
    return page(request, "publicity/notice_print.html", display.print_context(notice))


@require_GET
@permission_required(PUBLISH, raise_exception=True)
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Cases that wait for a notice, put together as one sheet holds them."""
    return page(
        request,
        "publicity/waiting_list.html",
        {"groups": worklist.waiting_groups(request.user)},
    )


@require_form
@permission_required(PUBLISH, raise_exception=True)
def notice_publish(request: HttpRequest) -> HttpResponse:
    """Look at the proposed sheet, untick, change the words, post it."""
    group = worklist.group_asked(request.user, request.GET)
    if group is None:
        return page(request, "publicity/notice_publish.html", {"group": None})
    reasons, draft = display.drafted(group, request.user)
    form = PublishForm(request.POST or None, initial=display.words_of(draft))
    ticked = (
        request.POST.getlist("cases")
        if request.method == "POST"
        else [str(case.pk) for case in group.cases]
    )
    if request.method == "POST" and draft is not None and form.is_valid():
        try:
            notice = _posted(request, group, ticked, form.cleaned_data)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request,
                _("Posted. Now print the sheet, have it stamped and hang it up."),
            )
            return redirect(notice)
    context = display.publish_context(group, draft, ticked) | {
        "form": form,
        "reasons": reasons,
    }
    return page(
        request,
        "publicity/notice_publish.html",
        context,
        status=409 if reasons and request.POST else 200,
    )


@require_form
@permission_required(PUBLISH, raise_exception=True)
def notice_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a wrong notice off the board, with the reason."""
    notice = _writable(request, pk)
    form, reasons = WithdrawForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_notice(
                notice=notice, by=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request,
                _(
                    "Withdrawn. Correct the cases if needed, then post a new notice for them."
                ),
            )
            return redirect(notice)
    action = display.withdraw_action(notice)
    context = {"action": action, "form": form, "reasons": reasons}
    return page(request, "base_action.html", context, status=status_of(form, reasons))


@require_POST
@permission_required(PUBLISH, raise_exception=True)
def sheet_add(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep a dated photograph of the sheet on the board."""
    notice = _writable(request, pk)
    form = SheetForm(request.POST, request.FILES)
    reasons: list[str] = []
    if form.is_valid():
        try:
            services.attach_sheet(notice=notice, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, _("The photograph is kept with the notice."))
            return redirect(notice)
    context = display.detail_context(notice, request.user) | {
        "sheet_form": form,
        "reasons": reasons,
    }
    return page(
        request,
        "publicity/notice_detail.html",
        context,
        status=status_of(form, reasons),
    )


@require_form
@permission_required(PUBLISH, raise_exception=True)
def objection_record(request: HttpRequest, pk: Any) -> HttpResponse:
    """Enter an objection that came by telephone, letter or visit."""
    notice = _writable(request, pk)
    named = objections.name_required(notice.region_code, timezone.localdate())
    form, reasons = RecordForm(request.POST or None, notice=notice, named=named), []
    if request.method == "POST" and form.is_valid():
        values = {
            key: form.cleaned_data[key] for key in ("text", "name", "phone", "via")
        }
        try:
            filed = objections.file_objection(
                notice=notice, row=form.row, by=request.user, **values
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            words = _("Recorded. Give the objector the receipt number: %(receipt)s")
            messages.success(request, words % {"receipt": filed.receipt})
            return redirect(notice)
    context = {"notice": notice, "form": form, "reasons": reasons}
    return page(
        request,
        "publicity/objection_record.html",
        context,
        status=status_of(form, reasons),
    )


@require_form
@permission_required(ANSWER, raise_exception=True)
def objection_answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """Read an objection, look into it, answer it."""
    objection = get_object_or_404(
        Objection.objects.visible_to(request.user, SEE_OBJECTION).for_list(), pk=pk
    )
    if not request.user.can(ANSWER, objection.region_code):
        raise PermissionDenied
    form, reasons = (
        AnswerForm(request.POST or None),
        display.unanswerable(objection, request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            objections.answer_objection(
                objection=objection, by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request,
                _("Answered. The objector can read it with the receipt number."),
            )
            return redirect(objection.notice)
    context = display.objection_context(objection, request.user) | {
        "form": form,
        "reasons": reasons,
    }
    return page(
        request,
        "publicity/objection_answer.html",
        context,
        status=409 if reasons and request.POST else 200,
    )


@require_POST
@never_cache
@permission_required(ANSWER, raise_exception=True)
def objection_reveal(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who objected, for one who asks back; recorded with its purpose."""
    objection = get_object_or_404(
        Objection.objects.visible_to(request.user, SEE_OBJECTION), pk=pk
    )
    if not request.user.can(ANSWER, objection.region_code):
        raise PermissionDenied
    value = objections.reveal_objector(
        objection=objection, by=request.user, purpose=request.POST.get("purpose", "")
    )
    if request.htmx:
        return page(
            request, "components/revealed.html", {"value": value, "masked": "***"}
        )
    context = display.objection_context(objection, request.user) | {
        "form": AnswerForm(),
        "revealed": value,
    }
    return page(request, "publicity/objection_answer.html", context)


@require_GET
@permission_required("core.view_case", raise_exception=True)
def case_notices(request: HttpRequest, pk: Any) -> HttpResponse:
    """Panel on the page of a case: its notices, and the way to the next one."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    return page(
        request,
        "publicity/_case_notices.html",
        display.case_context(case, request.user),
    )


def _visible(request: HttpRequest, pk: Any) -> Notice:
    return get_object_or_404(
        Notice.objects.visible_to(request.user).with_state(), pk=pk
    )


def _writable(request: HttpRequest, pk: Any) -> Notice:
    """A notice one may read; 403 where one may read but not post."""
    notice = _visible(request, pk)
    if not request.user.can(PUBLISH, notice.region_code):
        raise PermissionDenied
    return notice


def _posted(
    request: HttpRequest,
    group: worklist.Group,
    ticked: list[str],
    words: dict[str, Any],
) -> Notice:
    """Post or announce the ticked cases of the group."""
    chosen = [case for case in group.cases if str(case.pk) in ticked]
    today = timezone.localdate()
    if group.is_announcement:
        return services.announce_cases(
            cases=chosen, by=request.user, today=today, **words
        )
    return services.publish_notice(cases=chosen, by=request.user, today=today, **words)
