"""The same sheet with something more in it: a row, or what somebody else has changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.forms import BoundField
from django.http import QueryDict

from households.models import Member
from households.querysets import id_no_index
from households.sheet.differences import THEIRS, Difference
from households.sheet.form import SheetForm
from households.sheet.member_forms import MemberForm
from households.sheet.stored import StoredSheet


def with_one_more_row(sheet: SheetForm) -> SheetForm:
    """The same sheet with an empty row for one more person."""
    post = sheet.typed()
    index = sheet.members.total_form_count()
    rows = min(index + 1, sheet.members.absolute_max)
    post["members-TOTAL_FORMS"] = str(rows)
    # As the row that a script adds: a bound form shows no defaults of its own.
    for name, field in MemberForm.base_fields.items():
        if rows > index and field.initial is not None:
            post[f"members-{index}-{name}"] = str(field.initial)
    return sheet.again(post)


def tied_to_people(sheet: SheetForm, stored: StoredSheet) -> QueryDict:
    """What was typed for a new household, its rows tied to the people registered by it.

    By document number, then by name, then by their order: a correction of the one
    leaves the others.
    """
    post, left = sheet.typed(), dict(stored.members)
    rows = [form for form in sheet.members.lines() if form.stored is None]
    for alike in (_same_number, _same_name, _any_person):
        for form in list(rows):
            found = next((row for row in left.values() if alike(form, row)), None)
            if found is not None:
                rows.remove(form)
                del left[found.pk]
                post[form.add_prefix("id")] = str(found.pk)
    post["version"] = str(stored.household.version)
    return post


def _same_number(form: MemberForm, row: Member) -> bool:
    number = form.cleaned_data.get("id_no")
    return bool(number) and id_no_index(number) == row.id_no_index


def _same_name(form: MemberForm, row: Member) -> bool:
    return form.cleaned_data.get("name") == row.name


def _any_person(form: MemberForm, row: Member) -> bool:
    return True


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
