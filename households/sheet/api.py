"""The sheet as JSON: read strictly, then judged by the very forms the page uses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.forms.fields import MOST_COUNTED
from households.rules import MOST_PEOPLE
from households.sheet.form import SheetForm
from households.sheet.member_forms import MemberForm
from households.sheet.section_forms import HouseholdForm, PeriodForm


class StrictSerializer(serializers.Serializer):
    """Refuse unknown fields: a misspelt one would otherwise be lost without a word."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {name: [_("There is no such field.")] for name in unknown}
            )
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.OBJECT)
class FieldsOf(serializers.Field):
    """An object whose keys are the fields of a form.

    Amounts `…_fen` are whole fen, as they are read.
    """

    def __init__(self, form: type[Form], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.form = form

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(_("An object is expected here."))
        unknown = sorted(set(data) - set(self.form.base_fields))
        wrong = [name for name, value in data.items() if isinstance(value, dict)]
        wrong += [
            n
            for n, v in data.items()
            if n.endswith("_fen") and not (v is None or type(v) is int)
        ]
        faults = {name: [_("There is no such field.")] for name in unknown}
        faults |= {
            name: [_("This value has the wrong form; amounts are whole fen.")]
            for name in wrong
        }
        if faults:
            raise serializers.ValidationError(faults)
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class SheetSerializer(StrictSerializer):
    """A sheet handed in.

    With `id` and `region_code` for a new household, with `version` for a registered one.
    """

    id = serializers.UUIDField(required=False)
    region_code = serializers.CharField(required=False)
    version = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_COUNTED
    )
    period = serializers.CharField()
    household = FieldsOf(HouseholdForm)
    record = FieldsOf(PeriodForm)
    members = serializers.ListField(
        child=FieldsOf(MemberForm), allow_empty=False, max_length=MOST_PEOPLE
    )


def posted(given: dict[str, Any]) -> QueryDict:
    """The sheet as the page would post it."""
    post = QueryDict(mutable=True)
    _fill(post, "", given["household"])
    _fill(post, "", given["record"])
    rows = given["members"]
    post["members-TOTAL_FORMS"], post["members-INITIAL_FORMS"] = str(len(rows)), "0"
    for index, row in enumerate(rows):
        _fill(post, f"members-{index}-", row)
    return post


def faults_of(sheet: SheetForm) -> dict[str, Any]:
    """What is wrong, in the shape of what was sent."""
    faults: dict[str, Any] = {}
    if sheet.household.errors:
        faults["household"] = sheet.household.errors
    if sheet.record.errors:
        faults["record"] = sheet.record.errors
    if any(form.errors for form in sheet.members.forms):
        faults["members"] = [form.errors for form in sheet.members.forms]
    if general := [*sheet.members.non_form_errors(), *sheet.faults]:
        faults["sheet"] = [str(words) for words in general]
    return faults


def _fill(post: QueryDict, prefix: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, list):
            post.setlist(prefix + name, [str(item) for item in value])
        else:
            post[prefix + name] = _typed(name, value)


def _typed(name: str, value: Any) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if name.endswith("_fen"):
        return str(Decimal(value) / 100)
    return str(value)
