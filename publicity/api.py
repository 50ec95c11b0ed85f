"""Notices for programs, read only."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from core.scope import valid_region_code
from core.web.api_paging import KeysetPages
from publicity.columns import COLUMNS
from publicity.filters import NoticeFilter
from publicity.models import Notice
from publicity.permissions import VIEW_NOTICE
from publicity.querysets import NoticeQuerySet


class NoticeSerializer(serializers.ModelSerializer):
    state = serializers.CharField(read_only=True)
    open_objections = serializers.IntegerField(read_only=True)
    takes_objections = serializers.BooleanField(read_only=True)
    published_by = serializers.CharField(source="published_by.name", read_only=True)

    class Meta:
        model = Notice
        fields = [
            "id",
            "kind",
            "state",
            "region_code",
            "title",
            "step",
            "row_count",
            "days",
            "is_working",
            "starts_at",
            "ends_at",
            "published_by",
            "rows_sha256",
            "replaces",
            "withdrawn_at",
            "withdrawn_reason",
            "takes_objections",
            "open_objections",
        ]


class NoticeDetailSerializer(NoticeSerializer):
    """One notice with its rows as they hang on the board."""

    columns = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()

    class Meta(NoticeSerializer.Meta):
        fields = [
            *NoticeSerializer.Meta.fields,
            "text",
            "issued_by",
            "contacts",
            "hotline",
            "columns",
            "rows",
        ]

    def get_columns(self, notice: Notice) -> list[dict[str, str]]:
        return [{"key": key, "label": COLUMNS[key].label} for key in notice.columns]

    def get_rows(self, notice: Notice) -> list[dict[str, Any]]:
        return [
            {
                "position": row.position,
                "case": row.case_id,
                "has_fallen": row.position in notice.fallen,
                **row.cells,
            }
            for row in notice.rows.all()
        ]


class NoticeConditions(NoticeFilter):
    """The conditions of the page; a program hears what is no place."""

    region = filters.CharFilter(method="in_region", validators=[valid_region_code])


class NoticeViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Notices of one's places; `state`, `kind`, `q` and `region` narrow the list.

    They are posted on the pages, not here.
    """

    permissions = {"list": VIEW_NOTICE, "retrieve": VIEW_NOTICE}
    filterset_class = NoticeConditions
    pagination_class = KeysetPages
    page_order = ("-starts_at", "-id")
    queryset = Notice.objects.none()

    def get_queryset(self) -> NoticeQuerySet:
        return Notice.objects.visible_to(self.request.user).for_list()

    def get_serializer_class(self) -> type[NoticeSerializer]:
        return NoticeDetailSerializer if self.action == "retrieve" else NoticeSerializer
