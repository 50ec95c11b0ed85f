"""Bells of money: once a night every balance is derived anew from the postings."""

import structlog
from celery import shared_task

from funds.postings import differences, total_of_all

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def verify_postings() -> None:
    """Say loudly when a stored balance is not that of its postings; an honest ledger keeps silent."""
    for difference in differences():
        log.error(
            "balance_differs",
            account=difference.account_id,
            stored=difference.stored,
            derived=difference.derived,
        )
    total = total_of_all()
    if total:
        log.error("postings_do_not_balance", total_fen=total)
