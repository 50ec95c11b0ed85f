"""Check one document number while the sheet is being filled."""

from __future__ import annotations

from typing import Any

from core.actors import Actor
from households.sheet.faults import number_faults
from households.sheet.form import SheetForm
from households.sheet.member_forms import MemberForm
from households.taken_numbers import taken_numbers


def checked_number(sheet: SheetForm, box: str, by: Actor) -> dict[str, Any]:
    """The mistakes of the number in a box, and what it tells when it is right."""
    sheet.members.is_valid()
    rows = [form for form in sheet.members.lines() if form.add_prefix("id_no") == box]
    if not rows or not rows[0]["id_no"].value():
        return {"errors": [], "told": None}
    return _of_row(rows[0], sheet, by)


def _of_row(row: MemberForm, sheet: SheetForm, by: Actor) -> dict[str, Any]:
    errors = [str(words) for words in row.errors.get("id_no", [])]
    if not errors:
        line = row.line_so_far()
        taken = taken_numbers(sheet.lines_so_far(), by)
        if taken and line.id in taken.member_ids:
            errors += taken.reasons_of(line.id)
        if line.id_no:
            same = [one for one in sheet.lines_so_far() if one.id_no == line.id_no]
            errors += number_faults(same)
    told = row.cleaned_data if not errors else None
    return {"errors": errors, "told": told}
