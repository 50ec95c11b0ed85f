"""Households and people as the API gives them out; personal numbers are masked."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from rest_framework import serializers

from core.scope import valid_region_code
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.sheet.api import StrictSerializer
from households.sheet.values import MEMBER_RECORD, PERIOD_RECORD

LONGEST_SEARCH = 60


# Written to JSON as the column holds them: their fields would only hand them on.
AS_STORED = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.IntegerField,
    serializers.UUIDField,
)


class HouseholdRowSerializer(serializers.ModelSerializer):
    """A household as lists show one."""

    def to_representation(self, instance: Household) -> dict[str, Any]:
        """The columns as they are; a page of fifty asks 850 fields otherwise."""
        shown = {}
        for name, field in self._asked.items():
            value = field.get_attribute(instance) if field else getattr(instance, name)
            is_shown = field is None or value is None
            shown[name] = value if is_shown else field.to_representation(value)
        return shown

    @cached_property
    def _asked(self) -> dict[str, serializers.Field | None]:
        """The fields to ask; None where the column is the answer."""
        return {
            name: None if type(field) in AS_STORED else field
            for name, field in self.fields.items()
        }

    class Meta:
        model = Household
        fields = [
            "id",
            "hh_no",
            "region_code",
            "group_name",
            "head_name",
            "head_id_mask",
            "member_count",
            "state",
            "first_identified_on",
            "exited_on",
            "planned_exit_year",
            "recorded_period",
            "recorded_attr",
            "recorded_cause",
            "recorded_net_pc_fen",
            "version",
            "updated_at",
        ]
        read_only_fields = fields


class MemberRecordSerializer(serializers.ModelSerializer):
    class Meta:
        model = MemberPeriod
        fields = ["period", *MEMBER_RECORD]
        read_only_fields = fields


class MemberSerializer(serializers.ModelSerializer):
    """A person; the document number is masked."""

    class Meta:
        model = Member
        fields = [
            "id",
            "household",
            "region_code",
            "person_no",
            "name",
            "sex",
            "born_on",
            "ethnicity",
            "id_type",
            "id_no_mask",
            "state",
            "joined_on",
            "joined_reason",
            "left_on",
            "left_reason",
        ]
        read_only_fields = fields


class MemberWithRecordsSerializer(MemberSerializer):
    records = MemberRecordSerializer(source="periods", many=True, read_only=True)

    class Meta(MemberSerializer.Meta):
        fields = [*MemberSerializer.Meta.fields, "records"]


class PeriodSerializer(serializers.ModelSerializer):
    class Meta:
        model = HouseholdPeriod
        fields = [
            "period",
            "window_start",
            "window_end",
            *PERIOD_RECORD,
            "headcount",
            "gross_fen",
            "net_fen",
            "net_pc_fen",
            "filled_on",
            "filled_by_name",
            "version",
        ]
        read_only_fields = fields


class HouseholdSerializer(HouseholdRowSerializer):
    """One family with its people and every period."""

    members = MemberWithRecordsSerializer(many=True, read_only=True)
    periods = PeriodSerializer(many=True, read_only=True)

    class Meta(HouseholdRowSerializer.Meta):
        own = [
            "address",
            "id_standard",
            "phone_mask",
            "bank_name",
            "bank_account_mask",
            "members",
            "periods",
        ]
        fields = [*HouseholdRowSerializer.Meta.fields, *own]
        read_only_fields = fields


class SearchSerializer(StrictSerializer):
    """What to look for, and in which place."""

    q = serializers.CharField(max_length=LONGEST_SEARCH, allow_blank=True)
    region = serializers.CharField(
        required=False, default="", allow_blank=True, validators=[valid_region_code]
    )
