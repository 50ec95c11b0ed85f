"""The pages on which a household's sheet is filled in."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.ids import uuid7
from core.models import Draft
from core.web.pages import page
from households import services
from households.models import Household
from households.permissions import ADD, CHANGE
from households.sheet import drafts
from households.sheet.answers import Judge, answer_sheet, sheet_page
from households.sheet.checking import checked_number
from households.sheet.forged import refuse_forged
from households.sheet.requested import (
    new_sheet,
    period_asked,
    refuse_unwritable,
    sheet_number,
    sheet_of,
    sheet_over,
    version_number,
)
from households.sheet.stored import StoredSheet, read_sheet
from households.sheet.values import HouseholdData


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def household_create(request: HttpRequest) -> HttpResponse:
    """An empty sheet, or the draft of one; saving registers the household."""
    if request.method == "POST":
        refuse_forged(request.POST)
        return _created(request)
    draft = _draft_asked(request)
    typed = drafts.typed_in(draft) if draft else None
    if draft is None or typed is None:
        return sheet_page(request, new_sheet(request, uuid7(), None))
    sheet = new_sheet(request, draft.entity_id, typed)
    return sheet_page(request, sheet.unjudged(), draft=draft)


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def household_update(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet of a registered household; `?period=` chooses an earlier period."""
    refuse_unwritable(request, pk)
    if request.method == "POST":
        refuse_forged(request.POST)
        return _updated(request, pk)
    period = period_asked(request.GET)
    key = drafts.form_key(period.code, registered=True)
    draft = drafts.draft_of(request.user, key, pk)
    typed = drafts.typed_in(draft) if draft else None
    sheet = sheet_over(read_sheet(pk, period.code), period, typed)
    if draft is None or typed is None:
        return sheet_page(request, sheet)
    sheet.version = draft.base_version
    return sheet_page(request, sheet.unjudged(), draft=draft)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def household_hints(request: HttpRequest) -> HttpResponse:
    """What is doubtful so far and the income that follows: a fragment beside the form."""
    refuse_forged(request.POST)
    sheet = sheet_of(request)
    row = sheet.period_row()
    context = {"row": row, "hints": sheet.hints(), "mark": sheet.mark_of_hints()}
    return page(request, "households/sheet_hints.html", context)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def number_check(request: HttpRequest) -> HttpResponse:
    """What is wrong with the document number that was just typed: a fragment below it.

    htmx names the box; the whole sheet comes along, since the kind of document stands
    beside it and the same number may stand in another row.
    """
    refuse_forged(request.POST)
    sheet = sheet_of(request)
    context = checked_number(sheet, request.htmx.trigger_name or "", request.user)
    answer = page(request, "households/number_check.html", context)
    answer.content = answer.content.strip()  # an empty place takes no room
    return answer


def _created(request: HttpRequest) -> HttpResponse:
    sheet_id = sheet_number(request.POST.get("id"))
    sheet = new_sheet(request, sheet_id, request.POST)

    def save(judge: Judge) -> Household:
        return services.register_household(
            form=judge(sheet), by=request.user, on=sheet.today
        )

    return answer_sheet(request, save)


def _updated(request: HttpRequest, pk: UUID) -> HttpResponse:
    period = period_asked(request.POST)
    version = version_number(request.POST.get("version"))

    def save(judge: Judge) -> Household:
        def fill(stored: StoredSheet) -> HouseholdData:
            sheet = sheet_over(stored, period, request.POST)
            sheet.version = version
            return judge(sheet)

        return services.update_household(
            household_id=pk,
            period=period.code,
            version=version,
            fill=fill,
            by=request.user,
            on=timezone.localdate(),
        )

    return answer_sheet(request, save)


def _draft_asked(request: HttpRequest) -> Draft | None:
    """The draft of `?sheet=`; none for `?sheet=new`; else the last one begun."""
    asked = request.GET.get("sheet", "")
    if asked == "new":
        return None
    sheet_id = sheet_number(asked) if asked else None
    return drafts.draft_of(request.user, drafts.NEW, sheet_id)
