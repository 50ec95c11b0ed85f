"""Charts of a place's registry; every bar opens the households behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, IntegerField, Q
from django.db.models.functions import Cast, Coalesce, ExtractYear, Left
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import codelists
from core.actors import Actor
from core.scope import CODE_LENGTH, COUNTY, LEVEL_LENGTHS, VILLAGE, level_of
from households.models import Household
from households.permissions import VIEW
from villages.models import Region

REMEMBERED = 10 * 60


def widest_place(user: Actor) -> str:
    """The widest place a person oversees; empty when they see single villages only."""
    codes = [low for low, _high in user.scope_ranges(VIEW) if level_of(low) < VILLAGE]
    return min(codes, key=level_of) if codes else ""


def charts_of(user: Actor, code: str) -> list[dict[str, Any]]:
    """Households by the places below, by cause of poverty, by the year of exit.

    Above a county they are counted once in ten minutes.
    """
    if level_of(code) >= COUNTY:
        return _charts(user, code)
    # Who sees other places gets other figures; the labels are in the language asked for.
    ranges = ",".join(low for low, _high in user.scope_ranges(VIEW))
    key = f"households-charts:{get_language()}:{code}:{ranges}"[:240]
    return cache.get_or_set(key, lambda: _charts(user, code), REMEMBERED)


def _charts(user: Actor, code: str) -> list[dict[str, Any]]:
    rows = Household.objects.visible_to(user).in_region(code).order_by()
    charts = [_by_place(rows, code)] if level_of(code) < VILLAGE else []
    if charts and len(charts[0]["labels"]) == 1 and level_of(code) + 1 < VILLAGE:
        # A chart of a single place says nothing: show the places within that one.
        return _charts(user, charts[0]["only"])
    charts += [_by_cause(rows, code), _by_year(rows, code)]
    return [chart for chart in charts if chart["labels"]]


def _by_place(rows: Any, code: str) -> dict[str, Any]:
    found = _counted_by_place(rows, LEVEL_LENGTHS[level_of(code) + 1])
    places = [row["place"].ljust(CODE_LENGTH, "0") for row in found]
    names = Region.objects.names(places)
    chart = _chart(
        "places",
        _("Registered households by place"),
        "hbar",
        [names.get(place, place).removesuffix("村委会") for place in places],
        [
            _series(_("Poor households"), [row["poor"] for row in found]),
            _series(
                _("Households that have left poverty"),
                [row["all"] - row["poor"] for row in found],
            ),
        ],
        [_list(place) for place in places],
    )
    return chart | {"stacked": True, "only": places[0] if places else ""}


def _counted_by_place(rows: Any, digits: int) -> list[dict[str, Any]]:
    """Poor and all households, by the first digits of the place."""
    return list(
        rows.active()
        .annotate(place=Left("region_code", digits))
        .values("place")
        .annotate(poor=Count("pk", filter=Q(state__in=Household.POOR)), all=Count("pk"))
        .order_by("place")
    )


def _series(name: str, values: list[int]) -> dict[str, Any]:
    return {"name": name, "values": values}


def _by_cause(rows: Any, code: str) -> dict[str, Any]:
    counted = (
        rows.poor()
        .exclude(recorded_cause="")
        .values_list("recorded_cause")
        .annotate(n=Count("pk"))
    )
    found = sorted(counted, key=lambda row: -row[1])
    labels = [codelists.label("cause", cause) for cause, _n in found]
    urls = [_list(code, state="poor", cause=cause) for cause, _n in found]
    series = [_series(_("Poor households"), [n for _cause, n in found])]
    return _chart(
        "causes",
        _("Main causes of those who are still poor"),
        "hbar",
        labels,
        series,
        urls,
    )


def _by_year(rows: Any, code: str) -> dict[str, Any]:
    year = Cast(Coalesce(ExtractYear("exited_on"), 0), IntegerField())
    found = list(
        rows.exited()
        .annotate(year=year)
        .values_list("year")
        .annotate(n=Count("pk"))
        .order_by("year")
    )
    urls = [_list(code, state="exited", exit_year=year) for year, _n in found]
    series = [
        _series(_("Households that have left poverty"), [n for _year, n in found])
    ]
    return _chart(
        "years",
        _("Exits by year"),
        "bar",
        [str(year) for year, _n in found],
        series,
        urls,
    )


def _chart(
    key: str,
    title: str,
    kind: str,
    labels: list[str],
    series: list[dict[str, Any]],
    urls: list[str],
) -> dict[str, Any]:
    return {
        "id": f"households-by-{key}",
        "title": title,
        "kind": kind,
        "unit": _("households"),
        "labels": labels,
        "series": series,
        "urls": urls,
    }


def _list(code: str, **conditions: Any) -> str:
    return f"{reverse('households:list')}?{urlencode({'region': code, **conditions})}"
