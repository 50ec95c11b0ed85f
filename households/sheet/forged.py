"""Refuse posts with fields that the sheet's form does not have."""

from __future__ import annotations

import re

from django.core.exceptions import BadRequest
from django.http import QueryDict

from core.web.kept import RESUME
from households.sheet.member_forms import MemberForm
from households.sheet.section_forms import HouseholdForm, PeriodForm

# Names a sheet carries beside its fields.
CARRIED = {
    "csrfmiddlewaretoken",
    "id",
    "version",
    "period",
    "region_code",
    "seen",
    "add_row",
    "save",
    "next",
    RESUME,
}
ROW = re.compile(r"members-(\d{1,3}|__prefix__)-(\w+)")
MANAGEMENT = {
    f"members-{name}_FORMS" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
}


def refuse_forged(post: QueryDict) -> None:
    """400 for a field that this form does not have: no page of ours sends one."""
    known = {
        *CARRIED,
        *MANAGEMENT,
        *HouseholdForm.base_fields,
        *PeriodForm.base_fields,
    }
    of_rows = {*MemberForm.base_fields, "DELETE"}
    for name in post:
        row = ROW.fullmatch(name)
        if name not in known and not (row and row[2] in of_rows):
            raise BadRequest("the form has no such field")
