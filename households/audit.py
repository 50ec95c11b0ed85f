"""Labels of the audited verbs and facts of the registry, as an auditor reads them."""

from __future__ import annotations

import re
from functools import partial

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts
from households import revealing, timeline
from households.models import HouseholdPeriod, Member, MemberPeriod
from households.permissions import VIEW
from households.sheet.values import PERIOD_RECORD
from households.wording import LISTS, in_words

# Fields of the period, which the audit of a household names beside the household's own.
RECORDED = (*PERIOD_RECORD, "headcount", "net_pc_fen")
FACTS = {
    "field": _("number looked at"),
    "member": _("member"),
    "members": _("number of members"),
    "names": _("names"),
    "people": _("members changed"),
    "period": _("period"),
}


def register() -> None:
    """Name the verbs, targets and facts; called once the models are loaded."""
    name_actions(
        {
            **timeline.ACTIONS,
            "household.number_taken": _("Number used twice was entered"),
            "household.state": _("State of a household changed"),
        }
    )
    link_targets({"households.household": ("households:detail", VIEW)})
    recorded = {
        name: HouseholdPeriod._meta.get_field(name).verbose_name for name in RECORDED
    }
    codes = {name: partial(_code, name) for name in LISTS}
    name_facts(recorded | FACTS, {"people": _people, "field": _number, **codes})


def _people(changed: list[str]) -> str:
    """Whose row of the sheet changed, and in which columns.

    The audit keeps `P-1: name, sex`; an auditor reads the columns' labels.
    """
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
    return in_words(name, re.findall(r"\w+", value))


def _number(field: str) -> str:
    return str(revealing.FIELDS.get(field, _("document number")))
