"""The search of the list of notices."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.web.list_filters import ListFilter
from publicity.models import Notice
from publicity.querysets import NoticeQuerySet
from villages.fields import PlaceFilter


class NoticeFilter(ListFilter):
    """The list of notices, its API and nothing else."""

    state = filters.ChoiceFilter(
        label=_("state"), choices=Notice.State, method="in_state", empty_label=_("all")
    )
    kind = filters.ChoiceFilter(
        label=_("kind"), choices=Notice.Kind, empty_label=_("all")
    )
    q = filters.CharFilter(
        label=_("words in the title"), field_name="title", lookup_expr="contains"
    )
    region = PlaceFilter(label=_("region code"), method="in_region")

    class Meta:
        model = Notice
        fields = ("state", "kind", "q")

    def in_state(
        self, queryset: NoticeQuerySet, name: str, value: str
    ) -> NoticeQuerySet:
        return queryset.in_state(value)

    def in_region(
        self, queryset: NoticeQuerySet, name: str, value: str
    ) -> NoticeQuerySet:
        return queryset.in_region(value)
