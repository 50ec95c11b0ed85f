"""The deeds of this app, in the words of the audit."""

import re
from functools import partial

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from households import revealing, timeline
from households.models import HouseholdPeriod, Member, MemberPeriod
from households.sheet.differences import LISTS, shown
from households.sheet.values import PERIOD_RECORD

RECORDED = (
    *PERIOD_RECORD,
    "headcount",
    "net_pc_fen",
)  # beside what is a field of the household itself


def _people(changed: list[str]) -> str:
    """Whose row of the sheet changed, and in which columns; the names of the columns are not for a reader."""
    columns = {
        f.name: f.verbose_name
        for model in (MemberPeriod, Member)
        for f in model._meta.concrete_fields
    }
    rows = (row.partition(": ") for row in changed)
    return "; ".join(
        f"{no}: {'、'.join(str(columns.get(n, n)) for n in names.split(', '))}"
        for no, _sep, names in rows
    )


def _code(name: str, value: str) -> str:
    """The words of a code, or of several, as the audit keeps them: `01`, `['01', '02']`."""
    return shown(name, re.findall(r"\w+", value))


def _number(field: str) -> str:
    return str(revealing.FIELDS.get(field, _("document number")))


DEEDS = {
    **timeline.DEEDS,
    "household.number_taken": _("Number used twice was entered"),
    "household.state": _("Status of a household changed"),
}
name_actions(DEEDS)
link_targets(
    {"households.household": ("households:detail", "households.view_household")}
)
name_facts(
    {
        **{
            name: HouseholdPeriod._meta.get_field(name).verbose_name
            for name in RECORDED
        },
        "field": _("number looked at"),
        "member": _("member"),
        "members": _("number of members"),
        "names": _("names"),
        "people": _("members changed"),
        "period": _("period"),
    },
    {
        "people": _people,
        "field": _number,
        **{name: partial(_code, name) for name in LISTS},
    },
)
