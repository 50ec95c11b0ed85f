"""The filters of the lists of exits, verdicts and findings."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from assessment.criteria import Criteria
from assessment.criterion import Outcome
from assessment.models import RecheckItem, Verdict
from assessment.sections import HOUSEHOLD_EXIT, household_exit
from core.cases.models import Case
from core.policy.profiles import policies
from core.scope import TOWNSHIP, VILLAGE
from core.web.list_filters import ListFilter
from villages.fields import PlaceFilter
from villages.models import Region

OPEN = "open"
MOST_PLACES = 400


def exit_states() -> list[tuple[str, Any]]:
    """Every step of a household exit in any profile, and the three ways it ends."""
    steps = {
        step.key: step.name
        for policy in policies()
        if policy.has(HOUSEHOLD_EXIT)
        for step in household_exit(policy).steps
    }
    ends = [
        (Case.APPROVED, pgettext("exit case", "approved")),
        (Case.REJECTED, pgettext("exit case", "rejected")),
        (Case.WITHDRAWN, _("withdrawn")),
    ]
    return [(OPEN, _("all open cases")), *steps.items(), *ends]


def places_of(user: Any, permission: str) -> list[tuple[str, str]]:
    """The places a person can narrow a list to.

    Their townships, or the villages of their only township.
    """
    regions = Region.objects.current().in_scope_of(user, permission).order_by("code")
    townships = list(
        regions.at_level(TOWNSHIP).values_list("code", "name")[:MOST_PLACES]
    )
    if len(townships) > 1:
        return townships
    return list(regions.at_level(VILLAGE).values_list("code", "name")[:MOST_PLACES])


class OwnPlaces(ListFilter):
    """A filter that can narrow a list to a place of the reader."""

    region = django_filters.ChoiceFilter(
        label=_("Place"), method="in_place", empty_label=_("all")
    )

    def __init__(self, *args: Any, user: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        places = places_of(user, permission)
        self.filters["region"].extra["choices"] = places
        if len(places) < 2:  # nothing to choose
            del self.filters["region"]

    def in_place(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_region(value)


class ExitFilter(OwnPlaces):
    """Filters of exit cases on the page; see also `ExitConditions` for the API."""

    state = django_filters.ChoiceFilter(
        label=_("Step"), method="in_state", choices=exit_states, empty_label=_("all")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.still_open() if value == OPEN else rows.at_step(value)


class ExitConditions(ListFilter):
    """Filters of exit cases in the API: a place by its code, a household by its id."""

    region = PlaceFilter(method="in_region")
    state = django_filters.ChoiceFilter(method="in_state", choices=exit_states)
    household = django_filters.UUIDFilter(field_name="subject_id")

    class Meta:
        model = Case
        fields: list[str] = []

    in_state = ExitFilter.in_state

    def in_region(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_region(value)


class VerdictFilter(OwnPlaces):
    """Filters of the verdicts of one run."""

    outcome = django_filters.ChoiceFilter(
        label=_("Verdict"), choices=Outcome.choices, empty_label=_("all")
    )
    unmet = django_filters.ChoiceFilter(
        label=_("Not met"), method="with_unmet", empty_label=_("any line")
    )
    unknown = django_filters.ChoiceFilter(
        label=_("Not known"), method="with_unknown", empty_label=_("any line")
    )
    changed = django_filters.BooleanFilter(label=_("Changed since the last time"))

    class Meta:
        model = Verdict
        fields: list[str] = []

    def __init__(self, *args: Any, criteria: Criteria, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bits = {line.key: line.bit for line in criteria.lines}
        for name in ("unmet", "unknown"):
            self.filters[name].extra["choices"] = [
                (line.key, line.label) for line in criteria.lines
            ]

    def with_unmet(self, rows: Any, name: str, value: str) -> Any:
        return rows.unmet_in(self.bits[value])

    def with_unknown(self, rows: Any, name: str, value: str) -> Any:
        return rows.unknown_in(self.bits[value])


class ItemFilter(OwnPlaces):
    """Filters of findings; those still open unless asked otherwise."""

    kind = django_filters.ChoiceFilter(
        label=_("What was found"),
        choices=RecheckItem.Kind.choices,
        empty_label=_("all"),
    )
    closed = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        choices=[("yes", _("closed")), ("all", _("all"))],
        empty_label=_("open"),
    )

    class Meta:
        model = RecheckItem
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("closed") else rows.still_open()

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows if value == "all" else rows.exclude(closed_at=None)
