"""The conditions on documents, batches and payments."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.scope import valid_region_code
from funds.models import FundDocument, Payment, PaymentBatch


def _sources() -> list[tuple[str, str]]:
    return codelists.choices("fund_source")


def _subsidies() -> list[tuple[str, str]]:
    return codelists.choices("subsidy")


class DocumentFilter(django_filters.FilterSet):
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


class BatchFilter(django_filters.FilterSet):
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

    region = django_filters.CharFilter(
        method="in_region", validators=[valid_region_code]
    )
    project = django_filters.UUIDFilter(field_name="project_id")

    def in_region(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_region(value)


class PaymentFilter(django_filters.FilterSet):
    """Conditions of the list of payments to households."""

    region = django_filters.CharFilter(
        label=_("Region"), method="in_region", validators=[valid_region_code]
    )
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
