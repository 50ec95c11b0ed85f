"""Reading households: the list, search, one family, its history, its numbers, its card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from core import audit
from core.crypto import SealBroken, seal, unseal
from core.refusals import Refused
from core.web.pages import page
from households import charts, revealing, search, timeline
from households.dossier import dossier_of
from households.history import changes_of
from households.ledgers import STATE_WORDS
from households.listing import VIEW, households_page
from households.models import Household
from villages.models import Region
from villages.picker import with_code

KEPT = ("region", "state", "attr", "cause", "exit_year", "recorded", "sort")
# A search text that may be a personal number waits sealed in the session, not in an address.
SEARCH, SEARCH_CONTEXT = "household_search", "households.search"
CHANGES_A_PAGE = 30


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_list(request: HttpRequest) -> HttpResponse:
    """The households of one's regions, filtered, sorted, searched, a page at a time."""
    text, reasons = _search_text(request)
    asked, unknown = with_code(request.user, request.GET)
    found = search.find(request.user, text, asked.get("region", "")) if text else None
    listing = households_page(
        request.user, asked, found=found.households if found else None
    )
    rows = listing.page.rows
    matched = search.matched_members(found, [row.pk for row in rows]) if found else {}
    for row in rows:
        row.matched = matched.get(row.pk, [])
    codes = {row.region_code for row in rows} | (
        {listing.filters.place} if listing.filters.place else set()
    )
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    context = {
        "listing": listing,
        "page": listing.page,
        "filter": listing.filters,
        "names": Region.objects.names_up(codes) if codes else {},
        "text": text,
        "reasons": reasons + unknown + (found.reasons if found else []),
        "kept": kept.items(),
        "unsearched": f"{reverse('households:list')}?{urlencode(kept)}",
        "may_add": request.user.has_perm("households.add_household"),
    }
    return page(request, "households/household_list.html", context, part="rows")


@require_POST
@permission_required(VIEW, raise_exception=True)
def household_search(request: HttpRequest) -> HttpResponse:
    """Take what was typed into the search box; what may be a personal number goes on in the session."""
    text = request.POST.get("q", "").strip()[:60]
    asked = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    request.session.pop(SEARCH, None)
    if text and search.is_private(text):
        request.session[SEARCH] = seal(text, SEARCH_CONTEXT)
        asked["found"] = "1"
    elif text:
        asked["q"] = text
    return redirect(f"{reverse('households:list')}?{urlencode(asked)}")


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One family on one page, with what was done and what later apps know of it."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user).for_detail(), pk=pk
    )
    entries, older = timeline.entries(household, request.user)
    context = {
        "household": household,
        "dossier": dossier_of(household),
        "path": Region.objects.path(household.region_code),
        "entries": entries,
        "older": older,
        "may_reveal": request.user.can(revealing.PERMISSION, household.region_code),
        "may_change": request.user.can(
            "households.change_household", household.region_code
        ),
        "purposes": list(revealing.PURPOSES.items()),
    }
    return page(request, "households/household_detail.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_timeline(request: HttpRequest, pk: Any) -> HttpResponse:
    """An older page of who did what."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    entries, older = timeline.entries(
        household, request.user, request.GET.get("before", "")
    )
    context = {"household": household, "entries": entries, "older": older}
    return page(request, "households/household_timeline.html", context, part="entries")


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_history(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every change of every field: who, when, from what to what."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    changes = changes_of(household)
    start = _whole(request.GET.get("from"))
    shown = changes[start : start + CHANGES_A_PAGE]
    more = start + CHANGES_A_PAGE if len(changes) > start + CHANGES_A_PAGE else 0
    context = {
        "household": household,
        "changes": shown,
        "more": more,
        "start": start,
        "count": len(changes),
    }
    return page(request, "households/household_history.html", context)


@require_POST
@never_cache
@permission_required(revealing.PERMISSION, raise_exception=True)
def household_reveal(request: HttpRequest, pk: Any, field: str) -> HttpResponse:
    """The family's telephone or bank account in full, once."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    purpose = request.POST.get("purpose", "")
    return _revealed(
        request,
        household,
        lambda: revealing.reveal_household_number(
            household=household, field=field, purpose=purpose, by=request.user
        ),
    )


@require_POST
@never_cache
@permission_required(revealing.PERMISSION, raise_exception=True)
def member_reveal(request: HttpRequest, pk: Any, member_pk: Any) -> HttpResponse:
    """A person's document number in full, once."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    member = get_object_or_404(
        household.members.select_related("household"), pk=member_pk
    )
    purpose = request.POST.get("purpose", "")
    return _revealed(
        request,
        household,
        lambda: revealing.reveal_member_number(
            member=member, purpose=purpose, by=request.user
        ),
    )


@require_GET
@cache_control(private=True, no_store=True)
@permission_required(VIEW, raise_exception=True)
def household_card(request: HttpRequest, pk: Any) -> HttpResponse:
    """The household card on paper, of the data as they stand, with their version."""
    household = get_object_or_404(
        Household.objects.visible_to(request.user).for_detail(), pk=pk
    )
    audit.record(
        by=request.user,
        verb="household.print_card",
        target=household,
        after={"version": household.version},
    )
    with translation.override(
        "zh-hans"
    ):  # an official paper, whatever the language of the screen
        dossier = dossier_of(household)
        context = {
            "household": household,
            "dossier": dossier,
            "conditions": [
                dossier.conditions[n : n + 4]
                for n in range(0, len(dossier.conditions), 4)
            ],
            "blank_cells": 2 * (-len(dossier.conditions) % 4),
            "state_words": STATE_WORDS[household.state],
            "path": Region.objects.path(household.region_code),
            "printed_at": timezone.now(),
        }
        return page(request, "households/household_card.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_panel(request: HttpRequest, code: str) -> HttpResponse:
    """How many households of each state one sees in a place; every figure opens its list."""
    rows = Household.objects.visible_to(request.user).in_region(code)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    url = f"{reverse('households:list')}?region={code}"
    tiles = [
        {
            "label": label,
            "value": f"{counts[state]:,}",
            "unit": _("households"),
            "url": f"{url}&state={state}",
        }
        for state, label in Household.State.choices
        if counts.get(state)
    ]
    total = sum(counts.get(state, 0) for state in Household.ACTIVE)
    return page(
        request,
        "households/region_panel.html",
        {"tiles": tiles, "total": total, "url": url},
    )


@require_GET
@permission_required(VIEW, raise_exception=True)
def region_charts(request: HttpRequest, code: str = "") -> HttpResponse:
    """A place in figures; without a code one's own, and nothing for those who see a village only."""
    code = code or charts.widest_place(request.user)
    context = {"charts": charts.charts_of(request.user, code) if code else []}
    return page(
        request,
        "households/charts.html",
        context | {"place": Region.objects.names([code]).get(code, "")},
    )


def _search_text(request: HttpRequest) -> tuple[str, list[str]]:
    """What to search for; a personal number that stands in the address is not used."""
    if request.GET.get("found"):
        try:
            return unseal(request.session.get(SEARCH, ""), SEARCH_CONTEXT), []
        except SealBroken:
            return "", []
    text = request.GET.get("q", "").strip()[:60]
    if text and search.is_private(text):
        return "", [str(search.NOT_IN_ADDRESS)]
    return text, []


def _revealed(request: HttpRequest, household: Household, deed: Any) -> HttpResponse:
    """The answer to a reveal: never stored by browser or proxy, whatever it says."""
    status, context = 200, {"household": household, "revealed": None, "reasons": []}
    try:
        context["revealed"] = deed()
    except revealing.QuotaSpent as refusal:
        status, context["reasons"] = 429, refusal.reasons
    except Refused as refusal:
        status, context["reasons"] = 409, refusal.reasons
    response = page(
        request,
        "households/household_revealed.html",
        context,
        part="answer",
        status=status,
    )
    response["Cache-Control"] = "no-store, private"
    if status == 429:
        now = timezone.localtime()
        response["Retry-After"] = str(
            24 * 3600 - now.hour * 3600 - now.minute * 60
        )  # the quota is a day's
    return response


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
