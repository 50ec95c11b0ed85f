"""Exit cases and re-checks in the API; they call the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from assessment import services
from assessment.filters import ExitConditions
from assessment.models import RecheckRun, Verdict
from assessment.permissions import VIEW_EXIT, VIEW_RECHECK
from assessment.snapshot import differences
from core.cases import engine
from core.cases.models import Case, CaseEvent
from core.permissions import MOVE_CASE
from core.web.api_paging import KeysetPages
from households.models import Household


class EventSerializer(serializers.ModelSerializer):
    actor = serializers.CharField(source="actor.name")

    class Meta:
        model = CaseEvent
        fields = [
            "seq",
            "round",
            "action",
            "step",
            "to_step",
            "actor",
            "role",
            "at",
            "comment",
            "evidence",
        ]


class ExitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Case
        fields = [
            "id",
            "number",
            "subject_id",
            "subject_label",
            "region_code",
            "state",
            "version",
            "round",
            "policy_name",
            "policy_on",
            "opened_at",
            "step_since",
            "step_due_on",
            "closed_at",
        ]


class ChangeSerializer(serializers.Serializer):
    """One line then and today; `verdict_changed` when it is judged otherwise."""

    key = serializers.CharField()
    label = serializers.CharField()
    outcome_then = serializers.CharField(source="then.outcome")
    value_then = serializers.CharField(source="then.value")
    outcome_today = serializers.CharField(source="now.outcome")
    value_today = serializers.CharField(source="now.value")
    verdict_changed = serializers.BooleanField(source="verdict")


class ExitDetailSerializer(ExitSerializer):
    steps = serializers.SerializerMethodField()
    indicators = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField(
        help_text="Lines whose fact or verdict is another one today."
    )
    events = EventSerializer(many=True)

    class Meta(ExitSerializer.Meta):
        fields = [
            *ExitSerializer.Meta.fields,
            "steps",
            "indicators",
            "changes",
            "events",
        ]

    def get_steps(self, case: Case) -> list[dict[str, Any]]:
        return [
            {"key": step["key"], "name": step["name"], "kind": step["kind"]}
            for step in case.steps
        ]

    def get_indicators(self, case: Case) -> list[dict[str, Any]]:
        return case.snapshot.get("indicators", [])

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, case: Case) -> list[dict[str, Any]]:
        household = Household.objects.get(pk=case.subject_id)
        found = differences(case.snapshot, household)
        return list(ChangeSerializer(found, many=True).data)


class MoveSerializer(serializers.Serializer):
    """One action on a case; `version` is the one that the person has seen."""

    action = serializers.ChoiceField(choices=CaseEvent.Action.choices)
    version = serializers.IntegerField(min_value=0, max_value=1_000_000)
    to_step = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=40
    )
    comment = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500
    )
    evidence = serializers.DictField(required=False, default=dict)


class ExitViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Household exit cases in one's places.

    `move` takes one action; a refusal is 409 with its reasons.
    """

    permissions = {"list": VIEW_EXIT, "retrieve": VIEW_EXIT, "move": MOVE_CASE}
    filterset_class = ExitConditions
    pagination_class = KeysetPages

    def get_queryset(self) -> QuerySet:
        cases = Case.objects.visible_to(self.request.user)
        exits = cases.of_kind(services.HOUSEHOLD_EXIT)
        if self.action == "list":
            return exits
        return exits.prefetch_related("events__actor")

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return {"list": ExitSerializer, "move": MoveSerializer}.get(
            self.action, ExitDetailSerializer
        )

    @extend_schema(responses=ExitDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Forward, return, reject or withdraw a case."""
        case = self.get_object()
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        case = engine.move(case_id=case.pk, by=request.user, **asked.validated_data)
        return Response(ExitDetailSerializer(case).data, status=status.HTTP_200_OK)


class RecheckSerializer(serializers.ModelSerializer):
    class Meta:
        model = RecheckRun
        fields = [
            "id",
            "region_code",
            "on",
            "period",
            "policy_name",
            "started_at",
            "closed_at",
        ]


class VerdictSerializer(serializers.ModelSerializer):
    changed = serializers.BooleanField(read_only=True)
    unmet = serializers.SerializerMethodField()
    unknown = serializers.SerializerMethodField()

    class Meta:
        model = Verdict
        fields = [
            "household_id",
            "region_code",
            "outcome",
            "unmet",
            "unknown",
            "changed",
        ]

    def get_unmet(self, verdict: Verdict) -> list[str]:
        return [line.key for line in self.context["lines"] if verdict.unmet & line.bit]

    def get_unknown(self, verdict: Verdict) -> list[str]:
        return [
            line.key for line in self.context["lines"] if verdict.unknown & line.bit
        ]


class RecheckViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Re-checks that meet one's places, and the verdicts of one of them."""

    permissions = dict.fromkeys(("list", "retrieve", "verdicts"), VIEW_RECHECK)
    filter_backends: tuple[type, ...] = ()
    pagination_class = KeysetPages
    serializer_class = RecheckSerializer

    @property
    def page_order(self) -> tuple[str, ...]:
        return (
            ("region_code", "household_id")
            if self.action == "verdicts"
            else ("-started_at", "-id")
        )

    def get_queryset(self) -> QuerySet:
        return RecheckRun.objects.visible_to(self.request.user)

    @extend_schema(responses=VerdictSerializer(many=True))
    @action(detail=True)
    def verdicts(self, request: Request, pk: str) -> Response:
        """The verdict of the run on each household in one's places."""
        run = self.get_object()
        page = self.paginate_queryset(
            Verdict.objects.visible_to(request.user).of_run(run)
        )
        rows = VerdictSerializer(page, many=True, context={"lines": run.standard.lines})
        return self.get_paginated_response(rows.data)
