"""Document numbers that another person has: who finds it out, and the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import constraint_name
from core.refusals import Refused
from households.models import Household, Member
from households.querysets import id_no_index
from households.sheet.values import HouseholdData, MemberData

# The constraint that keeps one document number to one person.
NUMBER_ONCE = "member_id_no_once_among_active"


class NumberTaken(Refused):
    """Document numbers that another person has.

    Says where they are only of a household that the reader sees: `seen` has it by the
    id of the person on the sheet.
    """

    def __init__(
        self,
        members: Sequence[MemberData],
        seen: Mapping[UUID, Household] | None = None,
    ) -> None:
        self.member_ids = [member.id for member in members]
        self.seen = seen or {}
        super().__init__(*(self._words(member) for member in members))

    @property
    def ways(self) -> list[Household]:
        """The households to open instead, each once."""
        return list(dict.fromkeys(self.seen.values()))

    def reasons_of(self, member_id: UUID) -> list[str]:
        """The reasons about one person of the sheet."""
        told = zip(self.member_ids, self.reasons, strict=True)
        return [reason for one, reason in told if one == member_id]

    def _words(self, member: MemberData) -> str:
        household = self.seen.get(member.id)
        if household is None:
            words = _(
                "%(name)s: this document number has to be checked by the county office "
                "before it can be registered. Give it the name and the number; what you "
                "typed can stay as a draft until then."
            )
            return words % {"name": member.name}
        words = _(
            "%(name)s: this document number is registered in household %(number)s. "
            "If the person has left it, enter that there first, with day and reason; "
            "if it is the same family, fill in that household's sheet."
        )
        return words % {"name": member.name, "number": household.hh_no}


def refuse_taken(members: Sequence[MemberData], by: Actor) -> None:
    if taken := taken_numbers(members, by):
        raise taken


def taken_numbers(members: Sequence[MemberData], by: Actor) -> NumberTaken | None:
    """The refusal of document numbers that other people have; None without one."""
    # Numbers are sealed: equal ones are found by their keyed hash.
    asked = {id_no_index(m.id_no): m for m in members if m.id_no and not m.is_leaving}
    if not asked:
        return None
    others = (
        Member.objects.counted()
        .filter(id_no_index__in=asked)
        .exclude(pk__in=[m.id for m in members])
    )
    # In the sheet's order, whatever order the rows come in.
    where = {
        asked[bytes(index)].id: household
        for index, household in others.values_list("id_no_index", "household_id")
    }
    if not where:
        return None
    visible = Household.objects.visible_to(by).in_bulk(where.values())
    return NumberTaken(
        [m for m in members if m.id in where],
        {pk: visible[home] for pk, home in where.items() if home in visible},
    )


def told_of_numbers(error: Exception, form: HouseholdData, by: Actor) -> Exception:
    """The error; as `NumberTaken`, and on record for the county, if it is about numbers.

    Another save may have taken a number between the question and the write: then the
    database refuses, and does not tell which of the sheet's numbers it was.
    """
    cause = error.__cause__
    if isinstance(cause, IntegrityError) and constraint_name(cause) == NUMBER_ONCE:
        error = NumberTaken([m for m in form.members if m.id_no and not m.is_leaving])
    if isinstance(error, NumberTaken):
        names = [
            member.name for member in form.members if member.id in error.member_ids
        ]
        audit.record(
            by=by,
            verb="household.number_taken",
            # By its key: a household that was refused has no row.
            target=f"households.household:{form.id}",
            region_code=form.region_code,
            after={"names": names},
        )
    return error
