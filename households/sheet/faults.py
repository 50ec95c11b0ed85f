"""Why a sheet cannot be true, or does not fit the household as it stands; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from households.models import Household, Member
from households.querysets import id_no_index
from households.sheet.values import HouseholdData, MemberData


def sheet_faults(
    members: Sequence[MemberData], on: dt.date, *, relations_known: bool = True
) -> list[str]:
    """Sentences about a sheet that cannot be true.

    Without all relations nothing is said of the head: it may be the row that is wrong.
    """
    faults: list[str] = []
    if all(member.is_leaving for member in members):
        faults = [_("Enter at least one member of the household.")]
    elif relations_known:
        faults = _head_faults([member for member in members if member.is_head])
    return [*faults, *number_faults(members), *_day_faults(members, on)]


def update_faults(
    data: HouseholdData, household: Household, expected: Sequence[Member], on: dt.date
) -> list[str]:
    """Why the sheet does not fit the household; `expected` are the people it must name."""
    if household.state not in Household.ACTIVE:
        return [_("This household is closed; its record can only be read.")]
    faults = sheet_faults(data.members, on)
    given = {member.id for member in data.members}
    missing = [member.name for member in expected if member.pk not in given]
    if missing:
        words = _(
            "%(names)s is missing on this sheet; open it again. Who left is entered "
            "with day and reason."
        )
        faults.append(words % {"names": "、".join(missing)})
    return faults


def _head_faults(heads: Sequence[MemberData]) -> list[str]:
    """Exactly one head, and one who stays."""
    if not heads:
        return [
            _("Nobody is entered as head of household; choose “head” for one person.")
        ]
    here = [head.name for head in heads if not head.is_leaving]
    gone = "、".join(head.name for head in heads if head.is_leaving)
    if len(here) > 1:
        words = _("More than one head of household: %(names)s. Keep one.")
        return [words % {"names": "、".join(here)}]
    if gone and not here:
        words = _(
            "%(name)s leaves the household: choose another head and give everyone's "
            "relation to the new head."
        )
        return [words % {"name": gone}]
    if gone:
        words = _(
            "%(name)s leaves: instead of “head” enter how they stood to the new head "
            "%(head)s, for example spouse."
        )
        return [words % {"name": gone, "head": here[0]}]
    return []


def number_faults(members: Sequence[MemberData]) -> list[str]:
    """The same document number given for two people who stay."""
    # By the index, so that a disability card and an identity card of one person meet.
    keys = [
        id_no_index(member.id_no)
        for member in members
        if member.id_no and not member.is_leaving
    ]
    if len(keys) == len(set(keys)):
        return []
    return [
        _(
            "The same document number is entered for two people; compare it with their "
            "cards."
        )
    ]


def _day_faults(members: Sequence[MemberData], on: dt.date) -> list[str]:
    late = [
        member.name
        for member in members
        if any(day and day > on for day in (member.left_on, member.joined_on))
    ]
    if not late:
        return []
    words = _("The day on which %(names)s joined or left lies in the future.")
    return [words % {"names": "、".join(late)}]
