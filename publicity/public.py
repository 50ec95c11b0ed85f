"""The pages for everyone: no sign-in, no person's address, nothing to count through."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.policy.profiles import jurisdictions
from core.refusals import Refused
from core.scope import VILLAGE, at_level, contains, valid_region_code
from core.web.pages import page, status_of
from publicity import display, objections
from publicity.access import for_everyone, source_of
from publicity.clock import database_now
from publicity.forms import PublicObjectionForm, ReceiptForm
from publicity.models import Notice, Objection
from villages.models import Region

MOST_FOUND = 40
# Who had the page open when the period ran out may still send what he wrote; it is recorded as late.
GRACE = dt.timedelta(days=1)


@login_not_required  # Notices are for the public.
@require_GET
@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """Choose the county, the township, the village; or search for it."""
    inside, words = request.GET.get("in", ""), request.GET.get("q", "").strip()[:20]
    here = Region.objects.current().filter(code=inside).first() if inside else None
    if inside and (here is None or not _is_served(inside)):
        raise Http404
    places = _matching(words) if words else _choices(here)
    path = (
        [region for region in Region.objects.path(inside) if _is_served(region.code)]
        if here
        else []
    )
    context = {
        "places": _with_counts(places),
        "here": here,
        "path": path,
        "words": words,
        "receipt_form": ReceiptForm(),
    }
    return page(request, "publicity/public_home.html", context)


@login_not_required  # Notices are for the public.
@require_GET
@for_everyone
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs on the board of one place now."""
    if not _is_served(code):
        raise Http404
    region = get_object_or_404(Region.objects.current(), code=code)
    notices = list(
        Notice.objects.filter(region_code=code).on_board().order_by("-starts_at", "-id")
    )
    for notice in notices:
        notice.period = display.period_words(notice)
    above = [one for one in Region.objects.path(code)[:-1] if _is_served(one.code)]
    return page(
        request,
        "publicity/public_place.html",
        {"region": region, "notices": notices, "above": above},
    )


@login_not_required  # Notices are for the public, and so is the right to object.
@require_http_methods(["GET", "POST"])
@for_everyone
def notice_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One notice with masked names, how long it hangs, and the form for an objection."""
    notice = get_object_or_404(Notice, slug=slug)
    is_shown = display.is_shown(notice)
    if not is_shown and not (request.method == "POST" and _in_grace(notice)):
        return page(request, "publicity/public_gone.html", _gone(notice), status=410)
    named = objections.name_required(notice.region_code, timezone.localdate())
    form = PublicObjectionForm(
        request.POST or None, notice=notice, named=named, is_over=not is_shown
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            filed = _filed(request, notice, form)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect("publicity:public-objection", receipt=filed.receipt)
    context = display.public_context(notice, with_list=is_shown) | {
        "form": form,
        "reasons": reasons,
        "named": named,
    }
    return page(
        request,
        "publicity/public_notice.html",
        context,
        status=status_of(form, reasons),
    )


@login_not_required  # The receipt number is the key to one's own objection.
@require_GET
@for_everyone
def objection_page(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of an objection, for the one who holds its number."""
    objection = get_object_or_404(
        Objection.objects.select_related("notice"), receipt=receipt
    )
    return page(
        request,
        "publicity/public_objection.html",
        {"objection": objection, "notice": objection.notice},
    )


@login_not_required  # The receipt number is the key to one's own objection.
@require_GET
@for_everyone
def objection_find(request: HttpRequest) -> HttpResponse:
    """Type the receipt number; nothing else is asked, nothing else finds it."""
    form = ReceiptForm(request.GET or None)
    not_found = False
    if form.is_bound and form.is_valid():
        receipt = form.cleaned_data["receipt"]
        if Objection.objects.filter(receipt=receipt).exists():
            return redirect("publicity:public-objection", receipt=receipt)
        not_found = True
    return page(
        request, "publicity/public_find.html", {"form": form, "not_found": not_found}
    )


def _filed(
    request: HttpRequest, notice: Notice, form: PublicObjectionForm
) -> Objection:
    values = {key: form.cleaned_data[key] for key in ("text", "name", "phone")}
    try:
        return objections.file_objection(
            notice=notice, row=form.row, source=source_of(request), **values
        )
    except (
        OperationalError
    ) as error:  # Someone is deciding the case at this moment and holds its lock.
        raise Refused(
            _(
                "The system is busy at this moment. What you wrote is still here; send it again."
            )
        ) from error


def _in_grace(notice: Notice) -> bool:
    return notice.withdrawn_at is None and database_now() < notice.ends_at + GRACE


def _gone(notice: Notice) -> dict[str, Any]:
    """Nothing of the list is left; only where to look instead."""
    later = next(
        (
            one
            for one in notice.replaced_by.order_by("-starts_at")
            if display.is_shown(one)
        ),
        None,
    )
    return {
        "withdrawn": notice.withdrawn_at is not None,
        "later": later,
        "place": notice.region_code,
    }


def _is_served(code: str) -> bool:
    """Whether the place lies in a jurisdiction that works with this site."""
    if not valid_region_code.regex.search(code):
        return False
    return any(contains(served, code) for served in jurisdictions())


def _choices(here: Region | None) -> list[Region]:
    regions = Region.objects.current()
    return list(
        regions.filter(code__in=jurisdictions())
        if here is None
        else regions.children_of(here.code)
    )


def _matching(words: str) -> list[Region]:
    found = (
        Region.objects.current()
        .filter(level__gte=3)
        .matching(words)
        .order_by("-level", "code")[: MOST_FOUND * 5]
    )
    return [region for region in found if _is_served(region.code)][:MOST_FOUND]


def _with_counts(places: list[Region]) -> list[dict[str, Any]]:
    """Each place with the number of notices that hang in it and below it, and the way on."""
    if not places:
        return []
    level = places[0].level
    counts: Counter[str] = Counter()
    current = Notice.objects.on_board()
    for region in {at_level(one.code, max(level - 1, 1)) for one in places}:
        counts.update(current.in_region(region).values_list("region_code", flat=True))
    return [
        {
            "region": one,
            "count": sum(
                number for code, number in counts.items() if contains(one.code, code)
            ),
            "is_village": one.level == VILLAGE,
        }
        for one in places
    ]
