from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.scope import valid_region_code
from core.web.list_filters import ListFilter
from villages.fields import PlaceFilter
from villages.models import Region, Village


class RegionSearchForm(forms.Form):
    """The search form of places."""

    q = forms.CharField(
        label=_("Name, pinyin initials or code"), required=False, max_length=60
    )
    level = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[("", _("All levels")), *Region.Level.choices],
    )


class VillageFilter(ListFilter):
    """Conditions of the list of villages: for the page, the interface and the export."""

    region = PlaceFilter(label=_("Region"), method="in_region")
    kind = django_filters.ChoiceFilter(
        label=_("Kind of village"), choices=Village.Kind, empty_label=_("All")
    )

    class Meta:
        model = Village
        fields = ["region", "kind"]

    def in_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_region(value)


class RegionFilter(ListFilter):
    """Conditions on regions, for the interface."""

    q = django_filters.CharFilter(
        label=_("Name, pinyin initials or code"), method="matching"
    )
    parent = django_filters.CharFilter(
        field_name="parent_code", validators=[valid_region_code]
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Region.Level)
    within = django_filters.CharFilter(
        method="lies_within", validators=[valid_region_code]
    )
    scope = django_filters.ChoiceFilter(method="of_own_posts", choices=[("1", "1")])

    class Meta:
        model = Region
        fields: list[str] = []

    def matching(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.matching(value)

    def lies_within(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.below(value)

    def of_own_posts(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_scope_of(self.request.user)
