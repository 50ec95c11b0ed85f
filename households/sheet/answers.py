"""Answer a sheet that was handed in: saved, or shown again with what is to be said.

The sheet is shown again with its mistakes (422), with what is doubtful (200: asked once
before saving), or with what somebody else has changed meanwhile (409).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.forms.idempotency import SentOtherwise
from core.refusals import Refused
from core.web import kept
from core.web.pages import page
from households import services
from households.models import Household
from households.periods import open_periods
from households.sheet import drafts
from households.sheet.form import SheetForm
from households.sheet.merging import (
    tied_to_people,
    with_one_more_row,
    with_people_added,
    with_theirs,
)
from households.sheet.requested import MOST_VILLAGES_IN_A_LIST, villages_of
from households.sheet.stored import read_sheet
from households.sheet.values import HouseholdData
from households.taken_numbers import taken_numbers
from villages.models import Region

TEMPLATE = "households/household_form.html"
MOST_PERIODS_IN_A_LIST = 5
Judge = Callable[[SheetForm], HouseholdData]


class _NotYet(Exception):
    """The sheet is not to be saved as it is: how it is shown again."""

    def __init__(self, sheet: SheetForm, **how: Any) -> None:
        super().__init__()
        self.sheet, self.how = sheet, how


def answer_sheet(
    request: HttpRequest, save: Callable[[Judge], Household]
) -> HttpResponse:
    """Save and lead to the household; or show the sheet again, and why."""
    judged: list[SheetForm] = []

    def judge(sheet: SheetForm) -> HouseholdData:
        judged.append(sheet)
        return _handed_in(request, sheet)

    try:
        household = save(judge)
    except _NotYet as answer:
        return sheet_page(request, answer.sheet, **answer.how)
    except SentOtherwise as other:
        return _kept_as_change(request, judged[0], other)
    except services.SheetStale as stale:
        return _stale(request, judged[0], stale)
    except Refused as refusal:
        return _refused(request, judged[0], refusal)
    kept.forget(request)
    words = _("Saved: %(name)s, %(number)s.")
    messages.success(
        request, words % {"name": household.head_name, "number": household.hh_no}
    )
    return redirect(household)


def _handed_in(request: HttpRequest, sheet: SheetForm) -> HouseholdData:
    """Judge the sheet; its values when it is complete and its hints have been seen."""
    if kept.is_resumed(request):
        messages.info(request, _("This is what you had typed; it is not sent yet."))
        raise _NotYet(sheet.unjudged())
    if "add_row" in request.POST:
        raise _NotYet(with_one_more_row(sheet).unjudged())
    if not sheet.is_valid():
        raise _mistaken(request, sheet)
    if sheet.mark_of_hints() != request.POST.get("seen", ""):
        raise _NotYet(sheet, ask=True)
    return sheet.data(request.user.name)


def _mistaken(request: HttpRequest, sheet: SheetForm) -> _NotYet:
    """Everything at once: also the document numbers that other people have."""
    taken = taken_numbers(sheet.lines_so_far(), request.user)
    if taken is None:
        return _NotYet(sheet, status=422)
    sheet.blame_numbers(taken.member_ids)
    return _NotYet(sheet, status=422, reasons=taken.reasons, ways=taken.ways)


def _refused(request: HttpRequest, sheet: SheetForm, refusal: Refused) -> HttpResponse:
    """The sheet with the reasons, and a word beside each document number they are of."""
    sheet.blame_numbers(getattr(refusal, "member_ids", []))
    return sheet_page(
        request,
        sheet,
        status=refusal.status,
        reasons=refusal.reasons,
        ways=getattr(refusal, "ways", []),
    )


def _kept_as_change(
    request: HttpRequest, sheet: SheetForm, other: SentOtherwise
) -> HttpResponse:
    """Keep what was typed as a draft of the household that the sheet has registered.

    Somebody went back, corrected and saved: the sheet of the household shows it.
    """
    household, period = other.made, sheet.period.code
    drafts.keep_draft(
        owner=request.user,
        key=drafts.form_key(period, registered=True),
        entity_id=household.pk,
        base_version=household.version,
        post=tied_to_people(sheet, read_sheet(household.pk, period)),
    )
    words = _(
        "This sheet has already registered the household %(number)s. What you have "
        "changed since stands below and is kept as a draft; save it to apply it."
    )
    messages.warning(request, words % {"number": household.hh_no})
    address = reverse("households:update", args=[household.pk])
    return redirect(f"{address}?period={period}")


def _stale(
    request: HttpRequest, sheet: SheetForm, stale: services.SheetStale
) -> HttpResponse:
    """Both versions side by side.

    What was typed stays; what only the other person has changed joins the sheet.
    """
    if stale.is_sent_again:
        return redirect(sheet.household_row)
    fresh = with_people_added(with_theirs(sheet, stale.differences))
    fresh.version = stale.version
    return sheet_page(
        request,
        fresh.unjudged(),
        status=stale.status,
        reasons=stale.reasons,
        differences=stale.differences,
    )


def sheet_page(
    request: HttpRequest,
    sheet: SheetForm,
    *,
    status: int = 200,
    ask: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page with the sheet; `ask` puts the hints above it before it is saved."""
    sheet.recall_last_year()
    context = _where(request, sheet) | {
        "sheet": sheet,
        "problems": sheet.problems() if status != 200 else [],
        "ask": ask,
        "hints": sheet.hints() if ask else [],
        "mark": sheet.mark_of_hints() if ask else "",
    }
    return page(request, TEMPLATE, context | more, status=status)


def _where(request: HttpRequest, sheet: SheetForm) -> dict[str, Any]:
    """The village and period of the sheet, the others to choose from, the way back."""
    household, code = sheet.household_row, sheet.region_code
    context = {
        "place": Region.objects.names([code]).get(code, ""),
        "villages": [],
        "many_villages": False,
        "periods": [],
    }
    if household:
        periods = open_periods(sheet.today)[:MOST_PERIODS_IN_A_LIST]
        return context | {"periods": periods, "back": household.get_absolute_url()}
    villages = villages_of(request.user)
    return context | {
        "villages": villages[:MOST_VILLAGES_IN_A_LIST],
        "many_villages": len(villages) > MOST_VILLAGES_IN_A_LIST,
        "back": reverse("households:list"),
    }
