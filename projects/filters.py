"""The conditions on the project library."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.web.list_filters import ListFilter
from ledgers.forms import YearField
from projects.categories import top_level
from projects.models import Project
from villages.fields import PlaceFilter

YEARS_PLANNED = 5  # for which a library may be asked for in advance


class YearFilter(django_filters.Filter):
    """The year of a ledger."""

    field_class = YearField


class ProjectFilter(ListFilter):
    """Conditions on projects: for the page, the API and the export."""

    q = django_filters.CharFilter(label=_("Name or number"), method="matching")
    person = django_filters.CharFilter(
        label=_("Responsible person or unit"), method="answered_for_by"
    )
    region = PlaceFilter(label=_("Region"), method="in_region")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Project.State, empty_label=_("All")
    )
    category = django_filters.ChoiceFilter(
        label=_("Project type"),
        field_name="category_1",
        choices=top_level,
        empty_label=_("All"),
    )
    year = django_filters.NumberFilter(
        label=_("Plan year"), method="of_year", min_value=2000, max_value=2100
    )

    class Meta:
        model = Project
        fields = ["q", "person", "region", "state", "category", "year"]

    def matching(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.matching(value)

    def answered_for_by(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.answered_for_by(value)

    def in_region(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_region(value)

    def of_year(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.of_year(int(value))


class LibraryFilter(ProjectFilter):
    """Conditions on what is in the library: those of its ledgers."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(one.value, one.label) for one in Project.LIBRARY],
        empty_label=_("All"),
        error_messages={
            "invalid_choice": _(
                "The ledger holds only projects of the library; choose another state."
            )
        },
    )
    year = YearFilter(label=_("Plan year"), method="of_year", ahead=YEARS_PLANNED)
