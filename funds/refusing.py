"""What a constraint of the money tables means to a person: its name becomes a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused

SENTENCES = {
    "account_never_overdrawn": _(
        "There is not enough money left for this; look at the balance again."
    ),
    "account_issues_at_most_the_document": _(
        "More than the amount of the document cannot be entered."
    ),
    "account_project_in_library": _(
        "The project is not in the library; no fund may be allocated to it."
    ),
    "allocation_project_in_library": _(
        "The project is not in the library; no fund may be allocated to it."
    ),
    "batch_allocation_stands": _(
        "The allocation has been taken back; return the batch."
    ),
    "entry_document_confirmed": _(
        "The document is not in force; none of its money can move."
    ),
    "entry_reversed_once": _("This entry has already been taken back."),
    "reversal_of_original": _("A reversal cannot be taken back; make a new entry."),
    "reversal_asked_once": _(
        "Somebody has already asked that this entry be taken back."
    ),
    "document_number_once": _("A document with this number is already registered."),
    "payment_once_per_household": _(
        "A household of the list has already been paid this subsidy for this period."
    ),
    "payment_once_per_payee": _(
        "A payee of the list has already been paid this subsidy for this period."
    ),
}


def constraint_of(error: IntegrityError) -> str:
    """Name of the constraint that stopped a statement."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


@contextmanager
def explained() -> Iterator[None]:
    """Run statements in a savepoint; a named constraint becomes `Refused`, anything else stays an error."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = SENTENCES.get(constraint_of(error))
        if sentence is None:
            raise
        raise Refused(sentence) from error
