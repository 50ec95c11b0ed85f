"""Why money may not move: pure functions that return sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.web.formats import yuan

if TYPE_CHECKING:
    from funds.models import Allocation, FundDocument, Payment, PaymentBatch
    from households.models import Household
    from projects.models import Project


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to the weights, whose sum is exactly the total.

    The largest remainders get the odd fen.
    """
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to split by")
    parts = [total_fen * weight // whole for weight in weights]
    # Each part is rounded down; what is missing is less than one fen a part.
    by_remainder = sorted(
        range(len(weights)), key=lambda n: (-(total_fen * weights[n] % whole), n)
    )
    for n in by_remainder[: total_fen - sum(parts)]:
        parts[n] += 1
    return parts


# --- documents and allocations --------------------------------------------------------


def not_second_person(first_id: Any, by: Actor) -> list[str]:
    """Whoever entered something does not confirm it."""
    if first_id == by.pk:
        return [_("You entered this yourself; another person must confirm it.")]
    return []


def not_allocatable(
    document: FundDocument, project: Project, amount_fen: int, planned_fen: int
) -> list[str]:
    """Money goes from a confirmed document to a library project, within its budget."""
    reasons = []
    if document.state != document.State.CONFIRMED:
        reasons.append(
            _("The document has not been confirmed; its money cannot be allocated yet.")
        )
    if not project.is_in_library:
        reasons.append(
            _("The project is not in the library; no fund may be allocated to it.")
        )
    # Allocations count from the proposal on, whether anything was paid or not.
    left_fen = project.budget_fen - planned_fen
    if amount_fen > left_fen:
        reasons.append(
            _(
                "With this the project would receive more than its budget; "
                "%(left)s yuan are left."
            )
            % {"left": yuan(max(left_fen, 0))}
        )
    return reasons


def not_confirmable(allocation: Allocation, by: Actor) -> list[str]:
    """Another person confirms what is still proposed, while its document is in force."""
    reasons = not_second_person(allocation.proposed_by_id, by)
    if allocation.state != allocation.State.PENDING:
        reasons.append(_("The allocation has already been confirmed or reversed."))
    document = allocation.document
    if document.state != document.State.CONFIRMED:
        reasons.append(_("The document is not in force; withdraw this allocation."))
    return reasons


# --- payment batches ------------------------------------------------------------------


def not_makeable(
    allocation: Allocation,
    covers: tuple[dt.date, dt.date],
    amounts: Sequence[int],
    left_fen: int,
) -> list[str]:
    """A batch pays someone, for a period, out of what is left of a standing allocation."""
    reasons = over_the_money(sum(amounts), left_fen)
    if not allocation.is_standing:
        reasons.append(
            _("The allocation has not been confirmed; nothing can be paid from it yet.")
        )
    if covers[0] >= covers[1]:
        reasons.append(_("The period ends before it begins."))
    if not amounts:
        reasons.append(_("Enter an amount for at least one household."))
    return reasons


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
    return ""


def over_the_money(total_fen: int, left_fen: int) -> list[str]:
    """One sentence when the unpaid batches ask for more than the project still holds."""
    if total_fen <= left_fen:
        return []
    return [
        _(
            "This comes to %(total)s yuan, but of this money "
            "the project has only %(left)s yuan left for payment."
        )
        % {"total": yuan(total_fen), "left": yuan(max(left_fen, 0))}
    ]


def not_approvable(batch: PaymentBatch, by: Actor) -> list[str]:
    """Another person than the maker approves a draft of a standing allocation."""
    # The maker sees all that stands in the way at once, not one reason after the other.
    reasons = _wrong_state(batch, batch.State.DRAFT) + _allocation_reversed(batch)
    if batch.made_by_id == by.pk:
        reasons.append(_("You made this batch; another person must approve it."))
    return reasons


def not_releasable(batch: PaymentBatch, by: Actor) -> list[str]:
    """A third person releases an approved batch of a standing allocation."""
    reasons = _wrong_state(batch, batch.State.APPROVED) + _allocation_reversed(batch)
    if by.pk in (batch.made_by_id, batch.approved_by_id):
        reasons.append(
            _("You made or approved this batch; a third person must release it.")
        )
    return reasons


def not_returnable(batch: PaymentBatch) -> list[str]:
    """A released batch goes back only together with its money."""
    if batch.state == batch.State.RELEASED:
        return [_("The batch has been paid; ask for the reversal of its entry.")]
    return [] if batch.is_unpaid else _wrong_state(batch, batch.State.DRAFT)


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
    names = {"head": line.household.head_name, "payee": line.payee_name}
    if line.household.state not in line.household.ACTIVE:
        return (
            _(
                "%(head)s is no longer in the registry; "
                "return the batch and make it without this household."
            )
            % names
        )
    # The household is still entitled; only the person must be another one.
    if line.payee.state == line.payee.State.DEAD:
        return (
            _(
                "The payee %(payee)s has died; "
                "return the batch and choose another person of the household."
            )
            % names
        )
    return (
        _(
            "The payee %(payee)s no longer belongs to the household of %(head)s; "
            "return the batch."
        )
        % names
    )


def _allocation_reversed(batch: PaymentBatch) -> list[str]:
    if batch.allocation.is_standing:
        return []
    # The same sentence as that of the trigger: see `funds.triggers.payments.SENTENCES`.
    return [_("The allocation has been reversed; return the batch.")]


def _wrong_state(batch: PaymentBatch, wanted: str) -> list[str]:
    if batch.state == wanted:
        return []
    return [
        _("The batch is “%(state)s”; this cannot be done now.")
        % {"state": batch.get_state_display()}
    ]
