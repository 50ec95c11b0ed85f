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
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(total_fen * weights[n] % whole), n))
    for n in by_remainder[: total_fen - sum(parts)]:
        parts[n] += 1
    return parts


def not_second_person(first_id: Any, by: Any) -> list[str]:
    """Whoever wrote something down does not confirm it."""
    if first_id == by.pk:
        return [_("You entered this yourself; another person must confirm it.")]
    return []


def not_allocatable(document: Any, project: Any, amount_fen: int, planned_fen: int) -> list[str]:
    """Money goes from a confirmed document to a project of the library, within its budget."""
    reasons = []
    if document.state != "confirmed":
        reasons.append(_("The document has not been confirmed; its money cannot be allocated yet."))
    if project.state not in project.FUNDABLE:
        reasons.append(_("The project is not in the library; no fund may be allocated to it."))
    if planned_fen + amount_fen > project.budget_fen:
        reasons.append(
            _("With this the project would receive more than its budget; %(left)s yuan are left.")
            % {"left": f"{max(project.budget_fen - planned_fen, 0) / 100:,.2f}"}
        )
    return reasons


def not_makeable(allocation: Any, covers: tuple[dt.date, dt.date], amounts: Sequence[int]) -> list[str]:
    """A batch pays at least one household, for a period, out of standing money."""
    reasons = []
    if allocation.state != "confirmed":
        reasons.append(_("The allocation has not been confirmed; nothing can be paid from it yet."))
    if covers[0] >= covers[1]:
        reasons.append(_("The period ends before it begins."))
    if not amounts:
        reasons.append(_("Enter an amount for at least one household."))
    return reasons


def not_approvable(batch: Any, by: Any) -> list[str]:
    reasons = _wrong_state(batch, batch.State.DRAFT)
    if batch.made_by_id == by.pk:
        reasons.append(_("You made this batch; another person must approve it."))
    return reasons


def not_releasable(batch: Any, by: Any) -> list[str]:
    reasons = _wrong_state(batch, batch.State.APPROVED)
    if by.pk in (batch.made_by_id, batch.approved_by_id):
        reasons.append(_("You made or approved this batch; a third person must release it."))
    return reasons


def not_returnable(batch: Any) -> list[str]:
    """A released batch goes back only together with its money."""
    if batch.state == batch.State.RELEASED:
        return [_("The batch has been paid; ask for its entry to be taken back.")]
    return [] if batch.state in (batch.State.DRAFT, batch.State.APPROVED) else _wrong_state(batch, batch.State.DRAFT)


def ineligible(lines: Sequence[Any], total: int) -> list[str]:
    """One sentence a line, and how many more there are."""
    reasons = [_why(line) for line in lines]
    if total > len(lines):
        more = total - len(lines)
        reasons.append(ngettext("and %(count)d more line", "and %(count)d more lines", more) % {"count": more})
    return reasons


def _why(line: Any) -> str:
    names = {"head": line.household.head_name, "payee": line.payee_name}
    if line.household.status not in line.household.ACTIVE:
        return _("%(head)s is no longer in the registry; return the batch and make it without this household.") % names
    if line.payee.status == line.payee.Status.DEAD:
        return _("The payee %(payee)s has died; return the batch and choose another person of the household.") % names
    return _("The payee %(payee)s no longer belongs to the household of %(head)s; return the batch.") % names


def _wrong_state(batch: Any, wanted: str) -> list[str]:
    if batch.state == wanted:
        return []
    return [_("The batch is “%(state)s”; this cannot be done now.") % {"state": batch.get_state_display()}]
