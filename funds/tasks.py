"""Bells of money: once a night every balance is derived anew from the postings."""

import structlog
from celery import shared_task

from funds.ledger import differences, total_of_all

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def verify_ledger() -> None:
    """Say loudly when a stored balance is not that of its postings; an honest ledger keeps silent."""
    for difference in differences():
        log.error(
            "ledger_differs",
            account=difference.account_id,
            stored=difference.stored,
            derived=difference.derived,
        )
    total = total_of_all()
    if total:
        log.error("ledger_does_not_add_up", total_fen=total)
