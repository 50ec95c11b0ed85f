"""The filters of the list of households: one set for page, API and export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.forms.widgets import FastSelect
from core.web.list_filters import ListFilter
from households.models import Household, Member
from households.querysets import HouseholdQuerySet
from villages.fields import PlaceFilter

FIRST_YEAR = 2014


def kinds() -> list[tuple[str, str]]:
    return codelists.choices("household_attr")


def causes() -> list[tuple[str, str]]:
    return codelists.choices("cause")


def exit_years() -> list[tuple[str, str]]:
    return [
        (str(year), str(year))
        for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)
    ]


def periods() -> list[tuple[str, Any]]:
    begun = [
        (item.code, item.label)
        for item in codelists.every_item("period")
        if item.holds(timezone.localdate())
    ]
    return [*reversed(begun), ("none", _("never recorded"))]


class HouseholdFilter(ListFilter):
    """Conditions on households; without a state, those in the registry now."""

    GROUPS = (
        ("poor", _("poor: not exited, chosen for exit, returned")),
        ("exited", _("exited")),
        ("all", _("all, also removed and closed")),
    )

    region = PlaceFilter(label=_("Place"), method="skip")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[*GROUPS, *Household.State.choices],
        empty_label=_("registered"),
        widget=FastSelect,
    )
    attr = django_filters.ChoiceFilter(
        label=_("Kind of household"),
        method="of_kind",
        widget=FastSelect,
        choices=kinds,
    )
    cause = django_filters.ChoiceFilter(
        label=_("Main cause"), method="with_cause", widget=FastSelect, choices=causes
    )
    exit_year = django_filters.ChoiceFilter(
        label=_("Exited in"), method="exited_in", widget=FastSelect, choices=exit_years
    )
    recorded = django_filters.ChoiceFilter(
        label=_("Recorded until"),
        method="recorded_until",
        widget=FastSelect,
        choices=periods,
    )

    class Meta:
        model = Household
        fields: list[str] = []

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *args: Any,
        searching: bool = False,
        **kwargs: Any,
    ):
        super().__init__(data, *args, **kwargs)
        self.searching = searching
        for name in ("attr", "cause", "exit_year", "recorded"):
            self.filters[name].extra["empty_label"] = _("all")
        if searching:
            self.filters["state"].extra["empty_label"] = _("all")

    @property
    def place(self) -> str:
        """The place asked for; empty when none or not a code."""
        self.form.is_valid()
        return (
            self.form.cleaned_data.get("region", "")
            if hasattr(self.form, "cleaned_data")
            else ""
        )

    @property
    def more_asked(self) -> bool:
        """Whether one of the conditions that are folded away is set."""
        return any(
            self.form.data.get(name) for name in ("cause", "exit_year", "recorded")
        )

    def narrow(self, rows: HouseholdQuerySet) -> HouseholdQuerySet:
        """Rows that meet the conditions; none while one of them makes no sense."""
        if self.mistakes:
            return rows.none()
        state = self.form.cleaned_data.get("state")
        if not state:
            rows = rows if self.searching else rows.active()
        for name, value in self.form.cleaned_data.items():
            if value not in (None, ""):
                rows = self.filters[name].filter(rows, value)
        return rows

    def skip(self, rows: HouseholdQuerySet, name: str, value: str) -> HouseholdQuerySet:
        """The place decides which index ranges are read: see `listing.visible_parts`."""
        return rows

    def in_state(
        self, rows: HouseholdQuerySet, name: str, value: str
    ) -> HouseholdQuerySet:
        if value == "all":
            return rows
        words = {"poor": rows.poor, "exited": rows.exited}
        return words[value]() if value in words else rows.filter(state=value)

    def of_kind(
        self, rows: HouseholdQuerySet, name: str, value: str
    ) -> HouseholdQuerySet:
        return rows.of_kind(value)

    def with_cause(
        self, rows: HouseholdQuerySet, name: str, value: str
    ) -> HouseholdQuerySet:
        return rows.with_cause(value)

    def exited_in(
        self, rows: HouseholdQuerySet, name: str, value: str
    ) -> HouseholdQuerySet:
        return rows.exited_in(int(value))

    def recorded_until(
        self, rows: HouseholdQuerySet, name: str, value: str
    ) -> HouseholdQuerySet:
        return rows.recorded_until(value)


class MemberFilter(ListFilter):
    """Conditions on people, for the API."""

    household = django_filters.UUIDFilter(field_name="household_id")
    region = PlaceFilter(method="in_region")
    state = django_filters.ChoiceFilter(choices=Member.State)

    class Meta:
        model = Member
        fields: list[str] = []

    def in_region(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_region(value)
