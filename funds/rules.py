"""Why money may not move: pure questions with sentences for answers, and the split of a sum to the fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to the weights whose sum is exactly the whole; the largest remainders get the odd fen."""
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to split by")
    parts = [total_fen * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda n: (-(total_fen * weights[n] % whole), n)
    )
    for n in by_remainder[: total_fen - sum(parts)]:
        parts[n] += 1
    return parts


def not_second_person(first_id: Any, by: Any) -> list[str]:
    """Whoever wrote something down does not confirm it."""
    if first_id == by.pk:
        return [_("You entered this yourself; another person must confirm it.")]
    return []


def not_allocatable(
    document: Any, project: Any, amount_fen: int, planned_fen: int
) -> list[str]:
    """Money goes from a confirmed document to a project of the library, within its budget."""
    reasons = []
    if document.state != "confirmed":
        reasons.append(
            _("The document has not been confirmed; its money cannot be allocated yet.")
        )
    if not project.is_in_library:
        reasons.append(
            _("The project is not in the library; no fund may be allocated to it.")
        )
    if planned_fen + amount_fen > project.budget_fen:
        reasons.append(
            _(
                "With this the project would receive more than its budget; %(left)s yuan are left."
            )
            % {"left": _yuan(max(project.budget_fen - planned_fen, 0))}
        )
    return reasons


def not_confirmable(allocation: Any, by: Any) -> list[str]:
    """Another person confirms what is still proposed, while its document is in force."""
    reasons = not_second_person(allocation.proposed_by_id, by)
    if allocation.state != "pending":
        reasons.append(_("The allocation has already been confirmed or taken back."))
    if allocation.document.state != "confirmed":
        reasons.append(_("The document is not in force; withdraw this allocation."))
    return reasons


def not_makeable(
    allocation: Any,
    covers: tuple[dt.date, dt.date],
    amounts: Sequence[int],
    left_fen: int,
) -> list[str]:
    """A batch pays at least one household, for a period, out of standing money, and no more than is left of it."""
    reasons = over_the_money(sum(amounts), left_fen)
    if allocation.state != "confirmed":
        reasons.append(
            _("The allocation has not been confirmed; nothing can be paid from it yet.")
        )
    if covers[0] >= covers[1]:
        reasons.append(_("The period ends before it begins."))
    if not amounts:
        reasons.append(_("Enter an amount for at least one household."))
    return reasons


def unpayable(household: Any) -> str:
    """Why a household cannot be paid now; empty when it can."""
    name = {"name": household.head_name}
    if household.state not in household.ACTIVE:
        return (
            _("%(name)s is no longer in the registry; take the household out.") % name
        )
    if not household.bank_account_sealed:
        return (
            _(
                "%(name)s has no bank account; enter it on the page of the household first."
            )
            % name
        )
    return ""


def over_the_money(total_fen: int, left_fen: int) -> list[str]:
    """What the open batches ask for must be there; how much is left is said in yuan."""
    if total_fen <= left_fen:
        return []
    return [
        _(
            "This comes to %(total)s yuan, but of this money the project has only %(left)s yuan left for payment."
        )
        % {"total": _yuan(total_fen), "left": _yuan(max(left_fen, 0))}
    ]


def not_approvable(batch: Any, by: Any) -> list[str]:
    reasons = _wrong_state(batch, batch.State.DRAFT) + _taken_back(batch)
    if batch.made_by_id == by.pk:
        reasons.append(_("You made this batch; another person must approve it."))
    return reasons


def not_releasable(batch: Any, by: Any) -> list[str]:
    reasons = _wrong_state(batch, batch.State.APPROVED) + _taken_back(batch)
    if by.pk in (batch.made_by_id, batch.approved_by_id):
        reasons.append(
            _("You made or approved this batch; a third person must release it.")
        )
    return reasons


def not_returnable(batch: Any) -> list[str]:
    """A released batch goes back only together with its money."""
    if batch.state == batch.State.RELEASED:
        return [_("The batch has been paid; ask for its entry to be taken back.")]
    return (
        []
        if batch.state in (batch.State.DRAFT, batch.State.APPROVED)
        else _wrong_state(batch, batch.State.DRAFT)
    )


def ineligible(lines: Sequence[Any], total: int) -> list[str]:
    """One sentence a line, and how many more there are."""
    return first_of([_why(line) for line in lines], len(lines), total)


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


def _why(line: Any) -> str:
    names = {"head": line.household.head_name, "payee": line.payee_name}
    if line.household.state not in line.household.ACTIVE:
        return (
            _(
                "%(head)s is no longer in the registry; return the batch and make it without this household."
            )
            % names
        )
    if line.payee.state == line.payee.State.DEAD:
        return (
            _(
                "The payee %(payee)s has died; return the batch and choose another person of the household."
            )
            % names
        )
    return (
        _(
            "The payee %(payee)s no longer belongs to the household of %(head)s; return the batch."
        )
        % names
    )


def _taken_back(batch: Any) -> list[str]:
    return (
        []
        if batch.allocation.state == "confirmed"
        else [_("The allocation has been taken back; return the batch.")]
    )


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def _wrong_state(batch: Any, wanted: str) -> list[str]:
    if batch.state == wanted:
        return []
    return [
        _("The batch is “%(state)s”; this cannot be done now.")
        % {"state": batch.get_state_display()}
    ]
