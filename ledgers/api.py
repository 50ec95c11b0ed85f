"""Ledgers in the API: list them, order a file, follow its job, fetch it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core import attachments
from core.jobs.models import Job
from core.web.api_paging import KeysetPages
from core.web.api_permissions import ANYONE
from ledgers import export
from ledgers.declaration import Ledger, LedgerQuery, ledger_named, ledgers_for
from ledgers.forms import chosen_filters
from ledgers.permissions import EXPORT_LEDGER


class LedgerSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    columns = serializers.SerializerMethodField()

    def get_columns(self, ledger: Ledger) -> list[dict[str, Any]]:
        return [
            {"key": c.key, "head": list(c.head), "kind": c.kind} for c in ledger.columns
        ]


class ExportOrderSerializer(serializers.Serializer):
    region_code = serializers.RegexField(r"^[0-9]{12}\Z")
    filters = serializers.DictField(required=False, default=dict)
    full = serializers.BooleanField(required=False, default=False)
    purpose = serializers.CharField(
        required=False, default="", max_length=200, allow_blank=True
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "Unknown field."))
        return attrs


class JobSerializer(serializers.ModelSerializer):
    download = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "title",
            "state",
            "done",
            "total",
            "percent",
            "message",
            "created_at",
            "finished_at",
            "download",
        )

    def get_download(self, job: Job) -> str:
        is_file = job.kind == export.KIND and job.state == Job.State.DONE
        return reverse("api:job-file", args=[job.pk]) if is_file else ""


class LedgerViewSet(GenericViewSet):
    """Official ledgers; an export is answered with 202 and the job that makes the file."""

    permissions = {"list": EXPORT_LEDGER, "order": EXPORT_LEDGER}
    throttle_scope: str | None = None
    serializer_class = LedgerSerializer
    filter_backends: tuple[type, ...] = ()
    pagination_class = None
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]+"

    @extend_schema(responses=LedgerSerializer(many=True))
    def list(self, request: ApiRequest) -> Response:
        """The ledgers one may see, with their columns."""
        return Response(LedgerSerializer(ledgers_for(request.user), many=True).data)

    @extend_schema(
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)],
        request=ExportOrderSerializer,
        responses={202: JobSerializer},
    )
    @action(detail=True, methods=["post"], url_path="exports", throttle_scope="export")
    def order(self, request: ApiRequest, slug: str) -> Response:
        """Order the workbook of a region.

        `/jobs/{id}/` says how far it is and where to fetch it.
        """
        ledger = ledger_named(slug)
        if ledger is None or not request.user.has_perm(ledger.permission):
            raise Http404
        order = ExportOrderSerializer(data=request.data)
        order.is_valid(raise_exception=True)
        asked = order.validated_data
        if not request.user.can(ledger.permission, asked["region_code"]):
            raise Http404
        query = LedgerQuery(
            user=request.user,
            region_code=asked["region_code"],
            filters=_filters(ledger, request, asked),
            on=timezone.localdate(),
            full=asked["full"],
        )
        job = export.order_export(ledger=ledger, query=query, purpose=asked["purpose"])
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class JobViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """One's own background work, and the file that an export has made."""

    permissions = {"list": ANYONE, "retrieve": ANYONE, "file": EXPORT_LEDGER}
    serializer_class = JobSerializer
    filter_backends: tuple[type, ...] = ()
    pagination_class = KeysetPages
    page_order = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner_id=self.request.user.pk)

    @extend_schema(responses={(200, attachments.XLSX): OpenApiTypes.BINARY})
    @method_decorator(never_cache)
    @action(detail=True)
    def file(self, request: ApiRequest, pk: str) -> FileResponse:
        """The workbook, while one may still see its rows; 409 says why not yet or no more."""
        job = get_object_or_404(self.get_queryset().filter(kind=export.KIND), pk=pk)
        return export.response(job=job, by=request.user)


def _filters(
    ledger: Ledger, request: ApiRequest, asked: dict[str, Any]
) -> dict[str, Any]:
    if ledger.filter_form is None:
        return {}
    form = ledger.filter_form(asked["filters"], request.user)
    unknown = set(asked["filters"]) - set(form.fields)
    if unknown or not form.is_valid():
        raise serializers.ValidationError({"filters": form.errors or sorted(unknown)})
    return chosen_filters(form)
