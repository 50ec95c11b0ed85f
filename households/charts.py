"""The registry of a place in three figures; every bar opens the households behind it."""

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
from core.scope import CODE_LENGTH, COUNTY, LEVEL_LENGTHS, VILLAGE, level_of
from households.models import Household
from villages.models import Region

VIEW = "households.view_household"
REMEMBERED = 10 * 60


def widest_place(user: Any) -> str:
    """The place of which a person oversees most; empty for one who sees single villages only."""
    codes = [low for low, _high in user.scope_ranges(VIEW) if level_of(low) < VILLAGE]
    return min(codes, key=level_of) if codes else ""


def charts_of(user: Any, code: str) -> list[dict[str, Any]]:
    """By the places below, by cause, by the year of exit; above a county counted once in ten minutes."""
    if level_of(code) >= COUNTY:
        return _charts(user, code)
    ranges = ",".join(low for low, _high in user.scope_ranges(VIEW))
    key = f"households-charts:{get_language()}:{code}:{ranges}"[:240]
    return cache.get_or_set(key, lambda: _charts(user, code), REMEMBERED)


def _charts(user: Any, code: str) -> list[dict[str, Any]]:
    rows = Household.objects.visible_to(user).in_region(code).order_by()
    charts = [_by_place(rows, code)] if level_of(code) < VILLAGE else []
    if charts and len(charts[0]["labels"]) == 1 and level_of(code) + 1 < VILLAGE:
        return _charts(
            user, charts[0]["only"]
        )  # one place below says nothing: look into it
    charts += [_by_cause(rows, code), _by_year(rows, code)]
    return [chart for chart in charts if chart["labels"]]


def _by_place(rows: Any, code: str) -> dict[str, Any]:
    digits = LEVEL_LENGTHS[level_of(code) + 1]
    counted = (
        rows.active()
        .annotate(place=Left("region_code", digits))
        .values("place")
        .annotate(poor=Count("pk", filter=Q(state__in=Household.POOR)), all=Count("pk"))
        .order_by("place")
    )
    found = [
        (row["place"].ljust(CODE_LENGTH, "0"), row["poor"], row["all"] - row["poor"])
        for row in counted
    ]
    names = Region.objects.names(place for place, _poor, _exited in found)
    series = [
        {
            "name": _("Poor households"),
            "values": [poor for _place, poor, _exited in found],
        },
        {
            "name": _("Households that have left poverty"),
            "values": [exited for _place, _poor, exited in found],
        },
    ]
    labels = [
        names.get(place, place).removesuffix("村委会")
        for place, _poor, _exited in found
    ]
    urls = [_list(place) for place, _poor, _exited in found]
    chart = _chart(
        "places", _("Registered households by place"), "hbar", labels, series, urls
    )
    return chart | {"stacked": True, "only": found[0][0] if found else ""}


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
    series = [{"name": _("Poor households"), "values": [n for _cause, n in found]}]
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
        {
            "name": _("Households that have left poverty"),
            "values": [n for _year, n in found],
        }
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
