from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from core.web.api_paging import KeysetPages
from villages.filters import RegionFilter, VillageFilter
from villages.models import Region, Village
from villages.permissions import VIEW


class RegionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = [
            "code",
            "name",
            "short_name",
            "level",
            "parent_code",
            "pinyin",
            "initials",
            "valid_from",
            "valid_to",
        ]


class RegionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Regions in force.

    `q` searches; `parent`, `level` and `within` narrow; `scope=1` keeps to one's posts.
    """

    permissions = {"list": VIEW, "retrieve": VIEW}
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    pagination_class = KeysetPages
    page_order = ("code", "id")
    lookup_field = "code"
    lookup_value_regex = r"\d{12}"
    queryset = Region.objects.current()


class VillageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Village
        fields = ["region_code", "kind", "rural_population", "phone"]


class VillageViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The villages under assistance in one's regions."""

    permissions = {"list": VIEW, "retrieve": VIEW}
    serializer_class = VillageSerializer
    filterset_class = VillageFilter
    pagination_class = KeysetPages
    lookup_field = "region_code"
    lookup_value_regex = r"\d{12}"

    def get_queryset(self) -> QuerySet:
        return Village.objects.visible_to(self.request.user)
