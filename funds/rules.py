"""Why money may not move: pure functions that return sentences.

See also `funds.line_rules`, for the households of a batch one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import codelists
from core.actors import Actor
from core.web.formats import yuan
from funds import purposes
from projects.categories import TYPE

if TYPE_CHECKING:
    from funds.models import Allocation, FundDocument, PaymentBatch
    from projects.models import Project


# --- documents and allocations --------------------------------------------------------


def not_second_person(first_id: Any, by: Actor) -> list[str]:
    """Whoever entered something does not confirm it."""
    if first_id == by.pk:
        return [_("You entered this yourself; another person must confirm it.")]
    return []


def not_allocatable(
    document: FundDocument, project: Project, amount_fen: int, left: Left
) -> list[str]:
    """Money goes from a confirmed document to a library project that budgets for it."""
    reasons = []
    if document.state != document.State.CONFIRMED:
        reasons.append(
            _("The document has not been confirmed; its money cannot be allocated yet.")
        )
    if not project.is_in_library:
        reasons.append(
            _("The project is not in the library; no fund may be allocated to it.")
        )
    return reasons + misspent(document, project, amount_fen, left)


def not_confirmable(allocation: Allocation, by: Actor, left: Left) -> list[str]:
    """Another person confirms what is still proposed, while its document is in force."""
    reasons = not_second_person(allocation.proposed_by_id, by)
    if allocation.state != allocation.State.PENDING:
        reasons.append(_("The allocation has already been confirmed or reversed."))
    document = allocation.document
    if document.state != document.State.CONFIRMED:
        reasons.append(_("The document is not in force; withdraw this allocation."))
    return reasons + misspent(document, allocation.project, allocation.amount_fen, left)


@dataclass(frozen=True)
class Left:
    """What other allocations, proposed ones too, leave of a budget and of a document."""

    of_budget_fen: int
    of_document_fen: int


def misspent(
    document: FundDocument, project: Project, amount_fen: int, left: Left
) -> list[str]:
    """Why money of this source and purpose, or so much of it, is not for this project."""
    reasons = []
    if amount_fen > left.of_budget_fen:
        reasons.append(_over_budget(document, project, left))
    if amount_fen > left.of_document_fen:
        reasons.append(
            _(
                "The document has only %(left)s yuan left; "
                "what is proposed already counts too."
            )
            % {"left": yuan(max(left.of_document_fen, 0))}
        )
    line = document.budget_line
    if line and not purposes.serves(purposes.BUDGET_LINE, line, project):
        reasons.append(
            _("Money of the budget line “%(line)s” is not for projects of “%(type)s”.")
            % {
                "line": codelists.label(purposes.BUDGET_LINE, line),
                "type": codelists.label(TYPE, project.category),
            }
        )
    return reasons


def _over_budget(document: FundDocument, project: Project, left: Left) -> str:
    source = purposes.source_of(document)
    named = {
        "source": project._meta.get_field(f"budget_{source}_fen").verbose_name,
        "left": yuan(max(left.of_budget_fen, 0)),
    }
    if not purposes.budget_fen(project, source):
        return _("The budget of the project has no money of “%(source)s”.") % named
    return (
        _(
            "With this the project would receive more than its budget of "
            "“%(source)s”; %(left)s yuan are left."
        )
        % named
    )


# --- payment batches ------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """What a batch pays: a subsidy, for a period (half open), now or in advance."""

    programme: str
    covers: tuple[dt.date, dt.date]
    is_advance: bool = False


def not_makeable(
    allocation: Allocation, terms: Terms, amounts: Sequence[int], left_fen: int
) -> list[str]:
    """A batch pays someone, for a period, out of what is left of a standing allocation."""
    reasons = over_the_money(sum(amounts), left_fen)
    if not allocation.is_standing:
        reasons.append(
            _("The allocation has not been confirmed; nothing can be paid from it yet.")
        )
    reasons += wrong_terms(allocation, terms)
    if not amounts:
        reasons.append(_("Enter an amount for at least one household."))
    return reasons


def wrong_terms(allocation: Allocation, terms: Terms) -> list[str]:
    """Why this subsidy and period are not paid out of this allocation."""
    project = allocation.project
    reasons = wrong_period(allocation, terms.covers)
    if not purposes.serves(purposes.SUBSIDY, terms.programme, project):
        reasons.append(
            _("A project of “%(type)s” does not pay “%(subsidy)s”.")
            % {
                "type": codelists.label(TYPE, project.category),
                "subsidy": codelists.label(purposes.SUBSIDY, terms.programme),
            }
        )
    return reasons + unmarked_advance(project, terms)


def unmarked_advance(project: Project, terms: Terms) -> list[str]:
    """Before the acceptance a project is paid in advance only, and the batch says so."""
    if terms.is_advance or project.state == project.State.ACCEPTED:
        return []
    return [
        _(
            "The project has not been accepted; it is paid in advance only. "
            "Tick that this is an advance, or wait for the acceptance."
        )
    ]


def wrong_period(allocation: Allocation, covers: tuple[dt.date, dt.date]) -> list[str]:
    """A period runs forward, within the years of the document and of the project."""
    if covers[0] >= covers[1]:
        return [_("The period ends before it begins.")]
    first, after = purposes.years_of(allocation.document, allocation.project)
    if first <= covers[0] and covers[1] <= after:
        return []
    last = after.year - 1
    years = str(last) if first.year == last else f"{first.year}—{last}"
    return [
        _("Look at the year of the period: document and project are of %(years)s.")
        % {"years": years}
    ]


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
