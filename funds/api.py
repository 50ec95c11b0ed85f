"""Fund documents and payment batches for programs: read only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from core.web.api_paging import KeysetPages
from funds import permissions
from funds.filters import BatchApiFilter, DocumentFilter
from funds.models import FundDocument, PaymentBatch


class FundDocumentSerializer(serializers.ModelSerializer):
    """A document with its balances; amounts in fen."""

    available_fen = serializers.IntegerField(read_only=True)
    allocated_fen = serializers.IntegerField(read_only=True)
    paid_fen = serializers.IntegerField(read_only=True)

    class Meta:
        model = FundDocument
        fields = [
            "id",
            "region_code",
            "number",
            "title",
            "issued_on",
            "issuer",
            "level",
            "kind",
            "budget_line",
            "amount_fen",
            "is_advance",
            "confirmed_at",
            "voided_at",
            "available_fen",
            "allocated_fen",
            "paid_fen",
        ]


class FundDocumentViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Fund documents of one's regions with their balances; amounts in fen."""

    permissions = {
        "list": permissions.VIEW_DOCUMENT,
        "retrieve": permissions.VIEW_DOCUMENT,
    }
    serializer_class = FundDocumentSerializer
    filterset_class = DocumentFilter
    pagination_class = KeysetPages

    def get_queryset(self) -> Any:
        return FundDocument.objects.visible_to(self.request.user).with_balances()


class PaymentBatchSerializer(serializers.ModelSerializer):
    """A batch without its lines, which name households; amounts in fen."""

    covers_from = serializers.DateField(source="covers.lower", read_only=True)
    covers_until = serializers.DateField(
        source="covers.upper", read_only=True, help_text="First day not covered."
    )

    class Meta:
        model = PaymentBatch
        fields = [
            "id",
            "number",
            "region_code",
            "project",
            "allocation",
            "programme",
            "covers_from",
            "covers_until",
            "is_advance",
            "total_fen",
            "line_count",
            "state",
            "made_at",
            "approved_at",
            "released_at",
            "returned_at",
        ]


class PaymentBatchViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Payment batches of one's regions; amounts in fen."""

    permissions = {
        "list": permissions.VIEW_BATCH,
        "retrieve": permissions.VIEW_BATCH,
    }
    serializer_class = PaymentBatchSerializer
    filterset_class = BatchApiFilter
    pagination_class = KeysetPages

    def get_queryset(self) -> Any:
        return PaymentBatch.objects.visible_to(self.request.user)
