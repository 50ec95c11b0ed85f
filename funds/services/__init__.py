"""The verbs of funds, by noun; callers find them all here."""

from funds.services.allocations import allocate, confirm_allocation, drop_allocation
from funds.services.batches import (
    approve_batch,
    make_batch,
    release_batch,
    return_batch,
)
from funds.services.documents import (
    confirm_document,
    drop_document,
    register_document,
)
from funds.services.payment_lines import paid_already
from funds.services.reversals import confirm_reversal, drop_reversal, reverse_entry

__all__ = [
    "allocate",
    "approve_batch",
    "confirm_allocation",
    "confirm_document",
    "confirm_reversal",
    "drop_allocation",
    "drop_document",
    "drop_reversal",
    "make_batch",
    "paid_already",
    "register_document",
    "release_batch",
    "return_batch",
    "reverse_entry",
]
