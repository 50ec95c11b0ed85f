"""The conditions on documents, batches and payments."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.web.list_filters import ListFilter
from funds.models import FundDocument, Payment, PaymentBatch
from villages.fields import PlaceFilter


def _sources() -> list[tuple[str, str]]:
    return codelists.choices("fund_source")


def _subsidies() -> list[tuple[str, str]]:
    return codelists.choices("subsidy")


class DocumentFilter(ListFilter):
    """Conditions of the list of fund documents."""

    q = django_filters.CharFilter(label=_("Number or name"), method="matching")
    level = django_filters.ChoiceFilter(
        label=_("Level of the fund"), choices=_sources, empty_label=_("All")
    )
    year = django_filters.NumberFilter(
        label=_("Year"), method="of_year", min_value=2000, max_value=2100
    )

    class Meta:
        model = FundDocument
        fields = ["q", "level", "year"]

    def matching(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.matching(value)

    def of_year(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.of_year(int(value))


class BatchFilter(ListFilter):
    """Conditions of the list of payment batches."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=PaymentBatch.State, empty_label=_("All")
    )
    programme = django_filters.ChoiceFilter(
        label=_("Subsidy"), choices=_subsidies, empty_label=_("All")
    )

    class Meta:
        model = PaymentBatch
        fields = ["state", "programme"]


class BatchApiFilter(BatchFilter):
    """Conditions on payment batches for the API: also one place, one project."""

    region = PlaceFilter(method="in_region")
    project = django_filters.UUIDFilter(field_name="project_id")

    def in_region(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_region(value)


class PaymentFilter(ListFilter):
    """Conditions of the list of payments to households."""

    region = PlaceFilter(label=_("Region"), method="in_region")
    head = django_filters.CharFilter(
        label=_("Head of household"), field_name="household__head_name"
    )
    programme = django_filters.ChoiceFilter(
        label=_("Subsidy"), choices=_subsidies, empty_label=_("All")
    )

    class Meta:
        model = Payment
        fields = ["region", "head", "programme"]

    def in_region(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_region(value)
