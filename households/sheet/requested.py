"""Find the sheet that a request is about: whose, of which period, in which village.

404 for a household or village the person may not see, 403 where they may only look,
400 for what no form of ours sends.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from core.actors import Actor
from core.scope import VILLAGE
from households.models import Household
from households.periods import Period, current_period, open_periods, period_named
from households.permissions import ADD, CHANGE, VIEW
from households.sheet.form import SheetForm
from households.sheet.stored import StoredSheet, read_sheet
from villages.models import Region
from villages.picker import code_of

MOST_VILLAGES_IN_A_LIST = 60
LONGEST_VERSION = 9


def sheet_of(request: HttpRequest) -> SheetForm:
    """The sheet a POST is about, whether its household is registered yet or not."""
    sheet_id = sheet_number(request.POST.get("id"))
    if Household.objects.filter(pk=sheet_id).exists():
        refuse_unwritable(request, sheet_id)
        period = period_asked(request.POST)
        return sheet_over(read_sheet(sheet_id, period.code), period, request.POST)
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    return new_sheet(request, sheet_id, request.POST)


def refuse_unwritable(request: HttpRequest, pk: UUID) -> None:
    """404 where the person may not even look, 403 where they may only look."""
    place = (
        Household.objects.visible_to(request.user)
        .filter(pk=pk)
        .values_list("region_code", flat=True)
        .first()
    )
    if place is None:
        raise Http404
    if not request.user.can(CHANGE, place):
        raise PermissionDenied


def new_sheet(
    request: HttpRequest, sheet_id: UUID, typed: QueryDict | None
) -> SheetForm:
    """A sheet of a household that is not registered yet."""
    source = typed if typed is not None else request.GET
    return SheetForm(
        period=period_asked(source),
        today=timezone.localdate(),
        region_code=_village(request, source.get("region_code", "")),
        sheet_id=sheet_id,
        post=typed,
    )


def sheet_over(
    stored: StoredSheet, period: Period, typed: QueryDict | None
) -> SheetForm:
    """The sheet of a registered household, over what is stored of it."""
    return SheetForm(
        period=period,
        today=timezone.localdate(),
        region_code=stored.household.region_code,
        sheet_id=stored.household.pk,
        stored=stored,
        post=typed,
    )


def period_asked(source: QueryDict) -> Period:
    """The period asked for, if it has begun; the current one when none is named."""
    today = timezone.localdate()
    code = source.get("period", "")
    if not code:
        return current_period(today)
    period = period_named(code)
    if period is None or period not in open_periods(today):
        raise BadRequest("there is no such period")
    return period


def villages_of(user: Actor) -> list[Region]:
    """The villages in which the person may register households, one more than listed."""
    places = Region.objects.current().at_level(VILLAGE).in_scope_of(user, ADD)
    return list(places.order_by("code")[: MOST_VILLAGES_IN_A_LIST + 1])


def _village(request: HttpRequest, code: str) -> str:
    """A village the person may register in; empty while none is chosen."""
    if not code:
        own = villages_of(request.user)[:2]
        return own[0].code if len(own) == 1 else ""
    if not code.isascii():  # a name, typed without the search box
        code, _unknown = code_of(
            request.user, code, {"scope": "1", "level": str(VILLAGE), "permission": ADD}
        )
        if not code:
            return ""
    if not request.user.can(ADD, code):
        if request.user.can(VIEW, code):
            raise PermissionDenied
        raise Http404
    if not Region.objects.current().at_level(VILLAGE).filter(code=code).exists():
        raise Http404
    return code


def sheet_number(text: str | None) -> UUID:
    """The id that every sheet carries from the first page on."""
    try:
        return UUID(text or "")
    except ValueError as error:
        raise BadRequest("the sheet has no number") from error


def version_number(text: str | None) -> int:
    """The version of the household that the person looked at."""
    text = text or ""
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_VERSION:
        raise BadRequest("the sheet has no version")
    return int(text)
