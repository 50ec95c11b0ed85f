"""The pages on which a household's sheet is filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.ids import uuid7
from core.models import Draft
from core.refusals import Refused
from core.scope import VILLAGE
from core.web.pages import page
from households import services
from households.models import Household
from households.periods import Period, current_period, open_periods, period_named
from households.sheet import drafts
from households.sheet.form import SheetForm, refuse_forged
from households.sheet.stored import StoredSheet, read_sheet
from households.sheet.values import HouseholdData
from villages.models import Region
from villages.picker import code_of

ADD = "households.add_household"
CHANGE = "households.change_household"
TEMPLATE = "households/household_form.html"
MOST_VILLAGES_IN_A_LIST = 60
Judge = Callable[[SheetForm], HouseholdData]


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def household_create(request: HttpRequest) -> HttpResponse:
    """An empty sheet, or the draft of one; saving registers the household."""
    if request.method == "POST":
        refuse_forged(request.POST)
        sheet_id = _uuid(request.POST.get("id"))
        if already := Household.objects.filter(
            pk=sheet_id, created_by=request.user
        ).first():
            return redirect(already)
        sheet = _new_sheet(request, sheet_id, request.POST)

        def save(judge: Judge) -> Household:
            return services.register_household(
                form=judge(sheet), by=request.user, on=sheet.today
            )

        return _submitted(request, save)
    draft = _draft_asked(request)
    typed = drafts.typed_in(draft) if draft else None
    sheet = _new_sheet(
        request, draft.entity_id if typed is not None else uuid7(), typed
    )
    return _shown(
        request,
        sheet.unjudged() if typed is not None else sheet,
        draft=draft if typed is not None else None,
    )


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def household_update(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet of one period of a registered household; `?period=` chooses an earlier one."""
    refuse_unwritable(request, pk)
    if request.method == "POST":
        refuse_forged(request.POST)
        return _updated(
            request,
            pk,
            _period(request, request.POST),
            _number(request.POST.get("version")),
        )
    period = _period(request, request.GET)
    draft = drafts.draft_of(
        request.user, drafts.form_key(period.code, registered=True), pk
    )
    typed = drafts.typed_in(draft) if draft else None
    sheet = _sheet_over(read_sheet(pk, period.code), period, typed)
    if typed is None:
        return _shown(request, sheet)
    sheet.version = draft.base_version
    return _shown(request, sheet.unjudged(), draft=draft)


def _updated(
    request: HttpRequest, pk: UUID, period: Period, version: int
) -> HttpResponse:
    def save(judge: Judge) -> Household:
        def fill(stored: StoredSheet) -> HouseholdData:
            sheet = _sheet_over(stored, period, request.POST)
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

    return _submitted(request, save)


@require_POST
@permission_required("households.change_household", raise_exception=True)
def household_draft(request: HttpRequest) -> HttpResponse:
    """Keep what stands in the form; 409 once the person has handed the sheet in, from here or another window.

    Where somebody else has saved meanwhile the draft is kept: its writer will see both versions.
    """
    refuse_forged(request.POST)
    sheet, version = sheet_of(request), _number(request.POST.get("version"))
    stored = sheet.household_row
    if stored and stored.version != version and stored.updated_by_id == request.user.pk:
        return HttpResponse(status=409)
    drafts.keep_draft(
        owner=request.user,
        key=drafts.form_key(sheet.period.code, registered=stored is not None),
        entity_id=sheet.id,
        base_version=version,
        post=request.POST,
    )
    return HttpResponse(status=204)


@require_POST
@permission_required("households.change_household", raise_exception=True)
def household_draft_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw the draft away and begin again from what is stored."""
    drafts.discard(request.user, pk)
    stored = Household.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect(
        reverse("households:update", args=[pk])
        if stored
        else reverse("households:create")
    )


@require_POST
@permission_required("households.change_household", raise_exception=True)
def household_hints(request: HttpRequest) -> HttpResponse:
    """What is doubtful so far and what income follows, as a fragment beside the form."""
    refuse_forged(request.POST)
    sheet = sheet_of(request)
    row = sheet.period_row()
    context = {"row": row, "hints": sheet.hints(), "mark": sheet.mark_of_hints()}
    return page(request, "households/sheet_hints.html", context)


# --- finding the sheet -------------------------------------------------------------------------


def sheet_of(request: HttpRequest) -> SheetForm:
    """The sheet that a POST of this form is about, whether its household is registered yet or not."""
    sheet_id = _uuid(request.POST.get("id"))
    if Household.objects.filter(pk=sheet_id).exists():
        refuse_unwritable(request, sheet_id)
        period = _period(request, request.POST)
        return _sheet_over(read_sheet(sheet_id, period.code), period, request.POST)
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    return _new_sheet(request, sheet_id, request.POST)


def refuse_unwritable(request: HttpRequest, pk: UUID) -> None:
    """404 where the person may not even look, 403 where looking is all."""
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


def _draft_asked(request: HttpRequest) -> Draft | None:
    """The draft of `?sheet=`; none for `?sheet=new`; else the last one begun."""
    asked = request.GET.get("sheet", "")
    if asked == "new":
        return None
    return drafts.draft_of(request.user, drafts.NEW, _uuid(asked) if asked else None)


def _new_sheet(
    request: HttpRequest, sheet_id: UUID, typed: QueryDict | None
) -> SheetForm:
    today = timezone.localdate()
    source = typed if typed is not None else request.GET
    return SheetForm(
        period=_period(request, source),
        today=today,
        region_code=_village(request, source.get("region_code", "")),
        sheet_id=sheet_id,
        post=typed,
    )


def _sheet_over(
    stored: StoredSheet, period: Period, typed: QueryDict | None
) -> SheetForm:
    return SheetForm(
        period=period,
        today=timezone.localdate(),
        region_code=stored.household.region_code,
        sheet_id=stored.household.pk,
        stored=stored,
        post=typed,
    )


def _period(request: HttpRequest, source: QueryDict) -> Period:
    """The period asked for, if it has begun; else the current one."""
    today = timezone.localdate()
    code = source.get("period", "")
    if not code:
        return current_period(today)
    period = period_named(code)
    if period not in open_periods(today):
        raise BadRequest("there is no such period")
    return period


def _village(request: HttpRequest, code: str) -> str:
    """A village in which the person may register households; empty while none is chosen."""
    if not code:
        own = _villages(request)[:2]
        return own[0].code if len(own) == 1 else ""
    if not code.isascii():  # a name, typed without the search box
        code, _unknown = code_of(
            request.user, code, {"scope": "1", "level": str(VILLAGE), "permission": ADD}
        )
        if not code:
            return ""
    if not request.user.can(ADD, code):
        if request.user.can("households.view_household", code):
            raise PermissionDenied
        raise Http404
    if not Region.objects.current().at_level(VILLAGE).filter(code=code).exists():
        raise Http404
    return code


def _villages(request: HttpRequest) -> list[Region]:
    places = Region.objects.current().at_level(VILLAGE).in_scope_of(request.user, ADD)
    return list(places.order_by("code")[: MOST_VILLAGES_IN_A_LIST + 1])


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise BadRequest("the sheet has no number") from error


def _number(text: str | None) -> int:
    if not (text or "").isascii() or not (text or "").isdigit() or len(text or "") > 9:
        raise BadRequest("the sheet has no version")
    return int(text or "")


# --- answering ---------------------------------------------------------------------------------


class _NotYet(Exception):
    """The sheet is not to be saved as it is: how it is shown again."""

    def __init__(self, sheet: SheetForm, **how: Any) -> None:
        super().__init__()
        self.sheet, self.how = sheet, how


def _handed_in(request: HttpRequest, sheet: SheetForm) -> HouseholdData:
    """Judge the sheet and ask about what is doubtful once; its values when there is nothing more to say."""
    if "add_row" in request.POST:
        raise _NotYet(sheet.with_one_more_row().unjudged())
    if not sheet.region_code:
        raise _NotYet(sheet, status=422, reasons=[_("Choose the village.")])
    if not sheet.is_valid():
        raise _NotYet(sheet, status=422)
    if sheet.mark_of_hints() != request.POST.get("seen", ""):
        raise _NotYet(sheet, ask=True)
    return sheet.data(request.user.name)


def _submitted(
    request: HttpRequest, save: Callable[[Judge], Household]
) -> HttpResponse:
    """Save; or show the sheet once more, with what is wrong, doubtful, or changed by somebody else."""
    judged: list[SheetForm] = []

    def judge(sheet: SheetForm) -> HouseholdData:
        judged.append(sheet)
        return _handed_in(request, sheet)

    try:
        household = save(judge)
    except _NotYet as answer:
        return _shown(request, answer.sheet, **answer.how)
    except services.SheetStale as stale:
        return (
            redirect(judged[0].household_row)
            if stale.is_sent_again
            else _stale(request, judged[0], stale)
        )
    except Refused as refusal:
        sheet = judged[0]
        sheet.blame_numbers(getattr(refusal, "member_ids", []))
        return _shown(request, sheet, status=409, reasons=refusal.reasons)
    words = _("Saved: %(name)s, %(number)s.")
    messages.success(
        request, words % {"name": household.head_name, "number": household.hh_no}
    )
    return redirect(household)


def _stale(
    request: HttpRequest, sheet: SheetForm, stale: services.SheetStale
) -> HttpResponse:
    """Both versions side by side: what was typed stays, what only the other one has changed joins the sheet."""
    fresh = sheet.with_theirs(stale.differences).with_people_added_meanwhile()
    fresh.version = stale.version
    return _shown(
        request,
        fresh.unjudged(),
        status=409,
        reasons=stale.reasons,
        differences=stale.differences,
    )


def _shown(
    request: HttpRequest,
    sheet: SheetForm,
    *,
    status: int = 200,
    ask: bool = False,
    **more: Any,
) -> HttpResponse:
    registered = sheet.household_row is not None
    sheet.recall_last_year()
    villages = [] if registered else _villages(request)
    context = {
        "sheet": sheet,
        "villages": villages[:MOST_VILLAGES_IN_A_LIST],
        "many_villages": len(villages) > MOST_VILLAGES_IN_A_LIST,
        "place": Region.objects.names([sheet.region_code]).get(sheet.region_code, ""),
        "problems": sheet.problems() if status != 200 else [],
        "ask": ask,
        "hints": sheet.hints() if ask else [],
        "mark": sheet.mark_of_hints() if ask else "",
        "periods": open_periods(sheet.today)[:5] if registered else [],
        "back": sheet.household_row.get_absolute_url()
        if registered
        else reverse("households:list"),
    }
    return page(request, TEMPLATE, context | more, status=status)
