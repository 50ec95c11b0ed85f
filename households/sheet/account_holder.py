"""Whose the bank account of a household is: asked when its head changes or leaves.

Money is paid to a living person of the household only; see `funds.rules.unpayable`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from households.models import Household, Member
from households.sheet.values import MemberData

if TYPE_CHECKING:
    from households.sheet.section_forms import HouseholdForm

HEAD = "head"  # the choice “whoever is head on this sheet”


def choices(people: Mapping[UUID, Member]) -> list[tuple[str, str]]:
    """Who may hold the account: the head on the sheet, or a person of the household."""
    own = [
        (str(row.pk), row.name)
        for row in people.values()
        if row.state in Member.COUNTED
    ]
    return [("", _("as before")), (HEAD, _("the head on this sheet")), *own]


def holder_on(form: HouseholdForm, members: Sequence[MemberData]) -> UUID | None:
    """Who is said to hold the account; None keeps whose it was."""
    choice = form.cleaned_data["bank_holder"]
    if choice == HEAD:
        return next((m.id for m in members if m.is_head and not m.is_leaving), None)
    return UUID(choice) if choice else None


def ask_whose_account(
    form: HouseholdForm, people: Mapping[UUID, Member], members: Sequence[MemberData]
) -> None:
    """Put it beside the field when the account kept is not certainly anybody's."""
    if form.stored is None or form.cleaned_data["bank_account"]:
        return
    chosen = holder_on(form, members)
    if words := doubt_about(form.stored, people, members, chosen):
        form.add_error("bank_holder", words)


def doubt_about(
    household: Household,
    people: Mapping[UUID, Member],
    members: Sequence[MemberData],
    chosen: UUID | None,
) -> str:
    """Why the account kept has no certain owner any more; empty when it has one."""
    account = household.bank_account_mask
    if not account:
        return ""
    holder = people.get(chosen or household.bank_holder_id)
    leaving = {member.id for member in members if member.is_leaving}
    if holder is None:
        # Newly on this sheet, and not stored yet.
        if any(m.id == chosen and not m.is_leaving for m in members):
            return ""
        words = _("Nobody has said whose the account %(account)s is; choose a person.")
        return words % {"account": account}
    names = {"name": holder.name, "account": account}
    if holder.state not in Member.COUNTED or holder.pk in leaving:
        words = _(
            "The account %(account)s is that of %(name)s, who is no longer here: "
            "enter the account of the new head, or choose whose this account is."
        )
        return words % names
    if (
        chosen is None
        and _was_head(holder, household)
        and not _is_head(holder, members)
    ):
        words = _(
            "The head has changed, and the account %(account)s is that of %(name)s: "
            "enter the account of the new head, or choose whose this account is."
        )
        return words % names
    return ""


def _was_head(holder: Member, household: Household) -> bool:
    return holder.name == household.head_name


def _is_head(holder: Member, members: Sequence[MemberData]) -> bool:
    return any(member.id == holder.pk and member.is_head for member in members)
