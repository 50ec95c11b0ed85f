"""The pages for everyone: no sign-in, masked names, addresses nobody can guess."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.refusals import Refused
from core.web.answers import answer_form
from core.web.pages import page
from publicity import public_places, services
from publicity.database_clock import database_now
from publicity.forms import PublicObjectionForm, ReceiptForm
from publicity.models import Notice, Objection
from publicity.parameters import name_required
from publicity.presenters import public as presenter
from publicity.presenters.notices import period_words
from publicity.throttle import client_address, public_page
from villages.models import Region

# Who had the page open when the period ran out may still send what they wrote; it is
# recorded as late.
GRACE = dt.timedelta(days=1)


@login_not_required  # Notices are for the public.
@require_GET
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Choose the county, the township, the village; or search for it."""
    inside, words = request.GET.get("in", ""), request.GET.get("q", "").strip()[:20]
    here = Region.objects.current().filter(code=inside).first() if inside else None
    if inside and (here is None or not public_places.is_served(inside)):
        raise Http404
    places = public_places.matching(words) if words else public_places.choices(here)
    most = public_places.MOST_FOUND if words else None
    path = Region.objects.path(inside) if here else []
    context = {
        "places": public_places.with_counts(places[:most]),
        "has_more": len(places) > len(places[:most]),
        "here": here,
        "path": [one for one in path if public_places.is_served(one.code)],
        "words": words,
        "receipt_form": ReceiptForm(),
    }
    return page(request, "publicity/public_home.html", context)


@login_not_required  # Notices are for the public.
@require_GET
@public_page
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs on the board of one place now."""
    if not public_places.is_served(code):
        raise Http404
    region = get_object_or_404(Region.objects.current(), code=code)
    notices = list(
        Notice.objects.filter(region_code=code).on_board().order_by("-starts_at", "-id")
    )
    for notice in notices:
        notice.period = period_words(notice)
    path = Region.objects.path(code)[:-1]
    above = [one for one in path if public_places.is_served(one.code)]
    context = {"region": region, "notices": notices, "above": above}
    return page(request, "publicity/public_place.html", context)


@login_not_required  # Notices are for the public, and so is the right to object.
@require_http_methods(["GET", "POST"])
@public_page
def notice_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One notice with masked names, how long it hangs, and the form for an objection."""
    notice = get_object_or_404(Notice, slug=slug)
    sent = request.POST if request.method == "POST" else None
    # Asked of the database each time: no job has to run for a list to disappear.
    is_shown = presenter.is_shown(notice)
    if not is_shown and not (sent is not None and _in_grace(notice)):
        context = presenter.gone_context(notice)
        return page(request, "publicity/public_gone.html", context, status=410)
    named = name_required(notice.region_code, timezone.localdate())
    form = PublicObjectionForm(sent, notice=notice, named=named, is_over=not is_shown)
    return answer_form(
        request,
        "publicity/public_notice.html",
        form,
        lambda: _file(request, notice, form),
        context=lambda: {
            **presenter.public_context(notice, with_list=is_shown),
            "named": named,
        },
    )


@login_not_required  # The receipt number is the key to one's own objection.
@require_GET
@public_page
def objection_page(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of an objection, for the one who holds its number."""
    objection = get_object_or_404(
        Objection.objects.select_related("notice"), receipt=receipt
    )
    context = {"objection": objection, "notice": objection.notice}
    return page(request, "publicity/public_objection.html", context)


@login_not_required  # The receipt number is the key to one's own objection.
@require_GET
@public_page
def objection_find(request: HttpRequest) -> HttpResponse:
    """Type the receipt number; nothing else is asked, nothing else finds it."""
    form = ReceiptForm(request.GET or None)
    not_found = False
    if form.is_bound and form.is_valid():
        receipt = form.cleaned_data["receipt"]
        # A wrong number and one never given out get the same answer.
        if Objection.objects.filter(receipt=receipt).exists():
            return redirect("publicity:public-objection", receipt=receipt)
        not_found = True
    context = {"form": form, "not_found": not_found}
    return page(request, "publicity/public_find.html", context)


def _file(
    request: HttpRequest, notice: Notice, form: PublicObjectionForm
) -> HttpResponse:
    """File what was typed and lead to the page of its receipt."""
    values = {key: form.cleaned_data[key] for key in ("text", "name", "phone")}
    try:
        filed = services.file_objection(
            notice=notice, row=form.row, source=client_address(request), **values
        )
    except OperationalError as error:
        # Someone is deciding the case at this moment and holds its lock.
        raise Refused(
            _(
                "The system is busy at this moment. "
                "What you wrote is still here; send it again."
            )
        ) from error
    return redirect("publicity:public-objection", receipt=filed.receipt)


def _in_grace(notice: Notice) -> bool:
    """Whether the period ended so lately that an open page may still be sent."""
    return notice.withdrawn_at is None and database_now() < notice.ends_at + GRACE
