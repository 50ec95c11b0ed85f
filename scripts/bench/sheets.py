"""A stored household's sheet as a browser would send it back, with a few words changed."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils import timezone

from households.models import Household
from households.periods import current_period
from households.sheet.form import SheetForm
from households.sheet.stored import read_sheet


def typed_sheet(household: Household, changes: dict[str, str]) -> tuple[QueryDict, Any]:
    """What is posted, and the values that follow from it for the service.

    ValueError where the form refuses.
    """
    post = _posted_unchanged(household)
    for name, value in changes.items():
        post[name] = value
    sheet = _sheet(household, post)
    if not sheet.is_valid():
        raise ValueError([problem.words for problem in sheet.problems()])
    post["seen"] = sheet.mark_of_hints()
    return post, sheet.data("测量")


def _posted_unchanged(household: Household) -> QueryDict:
    shown = _sheet(household, None)
    post = QueryDict(mutable=True)
    people = (shown.members.management_form, *shown.members.forms)
    for form in (shown.household, shown.record, *people):
        _take_over(post, form)
    post["id"] = str(household.pk)
    post["version"] = str(household.version)
    post["period"] = shown.period.code
    return post


def _sheet(household: Household, post: QueryDict | None) -> SheetForm:
    today = timezone.localdate()
    period = current_period(today)
    return SheetForm(
        period=period,
        today=today,
        region_code=household.region_code,
        sheet_id=household.pk,
        stored=read_sheet(household.pk, period.code),
        post=post,
    )


def _take_over(post: QueryDict, form: BaseForm) -> None:
    for bound in form:
        value = bound.field.widget.format_value(bound.value())
        if isinstance(value, list):
            post.setlist(bound.html_name, [str(one) for one in value])
        else:
            post[bound.html_name] = "" if value is None else str(value)
