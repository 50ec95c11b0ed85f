"""The list of notices, one notice, its printed sheet, its photographs and its end."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.cases.models import Case
from core.permissions import VIEW_CASE
from core.web.answers import answer_form, answer_reason
from core.web.pages import page
from core.web.paging import keyset_page
from publicity import services
from publicity.filters import NoticeFilter
from publicity.forms import SheetForm, WithdrawForm
from publicity.lookups import notice_to_change, visible_notice
from publicity.models import Notice
from publicity.permissions import PUBLISH_NOTICE, VIEW_NOTICE
from publicity.presenters import notices as presenter


@require_GET
@permission_required(VIEW_NOTICE, raise_exception=True)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices of one's places: on the board, over, withdrawn."""
    visible = Notice.objects.visible_to(request.user).for_list()
    found = NoticeFilter(request.GET, queryset=visible, user=request.user)
    rows = keyset_page(found.qs, request.GET, order=("-starts_at", "-id"))
    context = {"page": rows, "filter": found, "places": presenter.place_names(rows)}
    template = "publicity/notice_list.html"
    return page(request, template, context, part="rows", status=found.status)


@require_GET
@permission_required(VIEW_NOTICE, raise_exception=True)
def notice_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One notice as it hangs, its objections, and what the reader may do."""
    context = presenter.detail_context(visible_notice(request, pk), request.user)
    return page(request, "publicity/notice_detail.html", context)


@require_GET
@permission_required(VIEW_NOTICE, raise_exception=True)
def notice_print(request: HttpRequest, pk: Any) -> HttpResponse:
    """The sheet for the board, A4."""
    context = presenter.print_context(visible_notice(request, pk))
    return page(request, "publicity/notice_print.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(PUBLISH_NOTICE, raise_exception=True)
def notice_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a wrong notice off the board, with the reason."""
    notice = notice_to_change(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    return answer_reason(
        request,
        form,
        lambda: services.withdraw_notice(
            notice=notice, by=request.user, reason=form.cleaned_data["reason"]
        ),
        action=presenter.withdraw_action(notice),
        message=_(
            "Withdrawn. Correct the cases if needed, then post a new notice for them."
        ),
    )


@require_POST
@permission_required(PUBLISH_NOTICE, raise_exception=True)
def sheet_add(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep a dated photograph of the sheet on the board."""
    notice = notice_to_change(request, pk)
    form = SheetForm(request.POST, request.FILES, user=request.user)
    return answer_form(
        request,
        "publicity/notice_detail.html",
        form,
        lambda: services.attach_sheet(
            notice=notice, by=request.user, **form.cleaned_data
        ),
        context=lambda: {
            **presenter.detail_context(notice, request.user),
            "sheet_form": form,
        },
        message=_("The photograph is kept with the notice."),
        to=notice,
        opened_at=notice.get_absolute_url(),
    )


@require_GET
@permission_required(VIEW_CASE, raise_exception=True)
def case_notices(request: HttpRequest, pk: Any) -> HttpResponse:
    """Panel on the page of a case: its notices, and the way to the next one."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    context = presenter.case_context(case, request.user)
    return page(request, "publicity/_case_notices.html", context)
