from __future__ import annotations

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.scope import valid_region_code
from villages.models import Region, Village


class RegionSearchForm(forms.Form):
    """The search form of places."""

    q = forms.CharField(label=_("Name, pinyin initials or code"), required=False, max_length=60)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All levels")), *Region.Level.choices])


class VillageFilter(django_filters.FilterSet):
    """Conditions of the list of villages: for the page, the interface and the export."""

    region = django_filters.CharFilter(label=_("Region"), method="in_region", validators=[valid_region_code])
    kind = django_filters.ChoiceFilter(label=_("Kind of village"), choices=Village.Kind, empty_label=_("All"))

    class Meta:
        model = Village
        fields = ["region", "kind"]

    def in_region(self, queryset, name, value):
        return queryset.in_region(value)
