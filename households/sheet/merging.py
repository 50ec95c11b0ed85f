"""The same sheet with something more in it: a row, or what somebody else has changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.forms import BoundField

from households.sheet.differences import THEIRS, Difference
from households.sheet.form import SheetForm
from households.sheet.member_forms import MemberForm


def with_one_more_row(sheet: SheetForm) -> SheetForm:
    """The same sheet with an empty row for one more person."""
    post = sheet.typed()
    rows = min(sheet.members.total_form_count() + 1, sheet.members.absolute_max)
    post["members-TOTAL_FORMS"] = str(rows)
    return sheet.again(post)


def with_theirs(sheet: SheetForm, found: Sequence[Difference]) -> SheetForm:
    """The same sheet with the values that only somebody else has changed."""
    post, stored = sheet.typed(), sheet.again(None)
    rows = {
        sheet.members.id_at(place): place
        for place in range(sheet.members.total_form_count())
    }
    people = {form.initial.get("id"): form for form in stored.members.forms}
    for one in found:
        # What both have changed stays as typed: the page asks about it.
        if one.side != THEIRS or (one.member and one.member not in people):
            continue
        forms = [people[one.member]] if one.member else stored.forms
        form = next((form for form in forms if one.name in form.fields), None)
        row = f"members-{rows[one.member]}-" if one.member else ""
        if form:
            post.setlist(f"{row}{one.name}", _as_typed(form[one.name]))
    return sheet.again(post)


def with_people_added(sheet: SheetForm) -> SheetForm:
    """The same sheet with a row for everybody who is registered but not on it."""
    post, index = sheet.typed(), sheet.members.total_form_count()
    given = {sheet.members.id_at(place) for place in range(index)}
    for member_id, row in sheet.rows.items():
        if member_id in given:
            continue
        form = MemberForm(
            prefix=f"members-{index}",
            initial=row,
            period=sheet.period,
            today=sheet.today,
            stored=sheet.people[member_id],
        )
        for bound in form:
            post.setlist(bound.html_name, _as_typed(bound))
        index += 1
    post["members-TOTAL_FORMS"] = str(index)
    return sheet.again(post)


def _as_typed(bound: BoundField) -> list[str]:
    """The value of a field as the page would send it."""
    value = bound.value()
    if isinstance(value, list):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]
