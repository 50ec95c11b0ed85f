"""With what: fund documents, allocations, double entry and payments to households."""

from funds.models.batches import PaymentBatch
from funds.models.documents import Allocation, FundDocument
from funds.models.payments import Payment
from funds.models.postings import Account, Entry, Posting, Reversal

__all__ = [
    "Account",
    "Allocation",
    "Entry",
    "FundDocument",
    "Payment",
    "PaymentBatch",
    "Posting",
    "Reversal",
]
