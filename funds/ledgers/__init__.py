"""The spreadsheets of money, in their official wording.

A ledger is a spreadsheet, never the book-keeping: see
docs/decisions/0062-ledgers-are-spreadsheets.md.
"""

from funds.ledgers.fund import FUND_LEDGER
from funds.ledgers.payments import PAYMENT_LEDGER
from ledgers import declaration

__all__ = ["FUND_LEDGER", "PAYMENT_LEDGER", "register"]


def register() -> None:
    """Make the ledgers known; called from `AppConfig.ready`."""
    declaration.register(FUND_LEDGER)
    declaration.register(PAYMENT_LEDGER)
