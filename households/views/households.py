"""Reading households: the list, the search, one family, its card on paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from core import audit, codelists
from core.crypto import SealBroken, seal, unseal
from core.web.pages import page
from households import revealing, search, timeline
from households.columns import list_columns
from households.dossier import dossier_of
from households.ledgers import STATE_WORDS
from households.listing import Listing, households_page
from households.models import Household
from households.permissions import ADD, CHANGE, REVEAL, VIEW
from villages.models import Region
from villages.picker import with_code
from villages.units import short_place

KEPT = ("region", "state", "attr", "cause", "exit_year", "recorded", "sort")
LONGEST_SEARCH = 60
# A search text that may be a personal number waits sealed in the session, not in an
# address, where it would stay in the browser's history and in logs.
SEARCH, SEARCH_CONTEXT = "household_search", "households.search"
CONDITIONS_A_ROW = 4


@require_GET
@permission_required(VIEW, raise_exception=True)
def household_list(request: HttpRequest) -> HttpResponse:
    """The households of one's regions: filtered, sorted, searched, a page at a time."""
    text, reasons = _search_text(request)
    asked, _unknown = with_code(request.user, request.GET)
    found = search.find(request.user, text, asked.get("region", "")) if text else None
    listing = households_page(
        request.user, asked, found=found.households if found else None
    )
    _mark_matches(listing, found)
    names = _place_names(listing)
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    context = {
        "listing": listing,
        "page": found.told(listing.page) if found else listing.page,
        "filter": listing.filters,
        "names": names,
        "columns": list_columns(listing, names),
        "text": text,
        "reasons": reasons + (found.reasons if found else []),
        "kept": kept.items(),
        "unsearched": f"{reverse('households:list')}?{urlencode(kept)}",
        "may_add": request.user.has_perm(ADD),
    }
    status = listing.filters.status
    template = "households/household_list.html"
    return page(request, template, context, part="rows", status=status)


@require_POST
@permission_required(VIEW, raise_exception=True)
def household_search(request: HttpRequest) -> HttpResponse:
    """Take what was typed into the search box and lead to the list.

    What may be a personal number goes on in the session.
    """
    text = request.POST.get("q", "").strip()[:LONGEST_SEARCH]
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
    """One family on one page, with its timeline and the panels of later apps."""
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
        "may_reveal": request.user.can(REVEAL, household.region_code),
        "may_change": request.user.can(CHANGE, household.region_code),
        "purposes": list(revealing.PURPOSES.items()),
    }
    return page(request, "households/household_detail.html", context)


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
    # An official paper is Chinese, whatever the language of the screen.
    with translation.override("zh-hans"):
        return page(request, "households/household_card.html", _card(household))


def _search_text(request: HttpRequest) -> tuple[str, list[str]]:
    """What to search for; a personal number that stands in the address is not used."""
    if request.GET.get("found"):
        try:
            return unseal(request.session.get(SEARCH, ""), SEARCH_CONTEXT), []
        except SealBroken:
            return "", []
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    if text and search.is_private(text):
        return "", [str(search.NOT_IN_ADDRESS)]
    return text, []


def _mark_matches(listing: Listing, found: search.Found | None) -> None:
    """Name in each row of a search the people whom the search meant."""
    rows = listing.page.rows
    matched = search.matched_members(found, [row.pk for row in rows]) if found else {}
    for row in rows:
        row.matched = matched.get(row.pk, [])


def _place_names(listing: Listing) -> dict[str, str]:
    """Names of the places on the page, of all above them, and of the place asked for."""
    codes = {row.region_code for row in listing.page.rows}
    if listing.filters.place:
        codes.add(listing.filters.place)
    return Region.objects.names_up(codes) if codes else {}


def _card(household: Household) -> dict[str, Any]:
    """What the card prints; the conditions stand four a row, blank cells fill the last."""
    dossier = dossier_of(household)
    conditions, latest = dossier.conditions, dossier.latest
    # A paper speaks the words of the year that it tells of.
    on = min(
        latest.window_end if latest else timezone.localdate(), timezone.localdate()
    )
    return {
        "paper_name": codelists.label("paper", "card", on),
        "attr_words": codelists.label("household_attr", latest.attr, on)
        if latest and latest.attr
        else "",
        "household": household,
        "dossier": dossier,
        "conditions": [
            conditions[n : n + CONDITIONS_A_ROW]
            for n in range(0, len(conditions), CONDITIONS_A_ROW)
        ],
        # Two cells a condition: its label and its value.
        "blank_cells": 2 * (-len(conditions) % CONDITIONS_A_ROW),
        "state_words": STATE_WORDS[household.state],
        "path": [
            short_place(one) for one in Region.objects.path(household.region_code)
        ],
        "printed_at": timezone.now(),
    }
