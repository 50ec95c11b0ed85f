"""Why one household or line of a batch may not be paid: pure functions, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from funds.models import Payment
    from households.models import Household


def unpayable(household: Household) -> str:
    """Why a household cannot be paid now; empty when it can."""
    name = {"name": household.head_name}
    if household.state not in household.ACTIVE:
        return (
            _("%(name)s is no longer in the registry; take the household out.") % name
        )
    # Subsidies go to a bank card only, never in cash.
    if not household.bank_account_sealed:
        return (
            _(
                "%(name)s has no bank account; "
                "enter it on the page of the household first."
            )
            % name
        )
    return _account_of_nobody(household)


def _account_of_nobody(household: Household) -> str:
    """The account of somebody who has died or left, or of whom nobody has said."""
    holder = household.bank_holder
    if holder is None:
        return _(
            "Nobody has said whose the account of the household of %(name)s is; "
            "choose the person on its sheet."
        ) % {"name": household.head_name}
    if holder.state in holder.COUNTED and holder.household_id == household.pk:
        return ""
    return _(
        "The account of the household of %(name)s is that of %(holder)s, who has "
        "died or left; enter the account of another person on its sheet."
    ) % {"name": household.head_name, "holder": holder.name}


def paid_already(name: str, batch_number: str) -> str:
    """The household has this subsidy, or one that excludes it, for days of the period."""
    return _(
        "%(name)s is in batch %(number)s already, for days of this period; "
        "leave the household out."
    ) % {"name": name, "number": batch_number}


def ineligible(lines: Sequence[Payment], total: int) -> list[str]:
    """One sentence a line, and how many more of `total` there are."""
    return first_of([_why_ineligible(line) for line in lines], len(lines), total)


def first_of(reasons: list[str], shown: int, total: int = 0) -> list[str]:
    """The first of many reasons, and how many more there are."""
    more = (total or len(reasons)) - shown
    if more <= 0:
        return reasons
    return [
        *reasons[:shown],
        ngettext("and %(count)d more line", "and %(count)d more lines", more)
        % {"count": more},
    ]


def _why_ineligible(line: Payment) -> str:
    household, payee, holder = line.household, line.payee, line.account_holder
    if household.state not in household.ACTIVE:
        words = _(
            "%(head)s is no longer in the registry; "
            "return the batch and make it without this household."
        )
    # The household is still entitled; only the person must be another one.
    elif payee.state == payee.State.DEAD:
        words = _(
            "The payee %(payee)s has died; "
            "return the batch and choose another person of the household."
        )
    elif holder and holder.pk != payee.pk and holder.state not in holder.COUNTED:
        words = _(
            "The account of %(head)s is that of %(holder)s, who has died or left; "
            "return the batch, and enter another account on the sheet."
        )
    else:
        words = _(
            "The payee %(payee)s no longer belongs to the household of %(head)s; "
            "return the batch."
        )
    return words % {
        "head": household.head_name,
        "payee": line.payee_name,
        "holder": holder.name if holder else "",
    }
