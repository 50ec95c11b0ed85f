"""Households and people as the API gives them out; personal numbers are masked."""

from __future__ import annotations

from rest_framework import serializers

from core.scope import valid_region_code
from households.models import Household, HouseholdPeriod, Member, MemberPeriod
from households.sheet.api import StrictSerializer
from households.sheet.values import MEMBER_RECORD, PERIOD_RECORD

LONGEST_SEARCH = 60


class HouseholdRowSerializer(serializers.ModelSerializer):
    """A household as lists show one."""

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
