"""Tasks of funds: every night, balances are checked against the postings."""

import structlog
from celery import shared_task

from funds.postings import balance_differences, net_total

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def verify_postings() -> None:
    """Log an error for each balance that differs from its postings, and for a net total.

    Triggers keep both right; an error means that somebody went around them.
    """
    for difference in balance_differences():
        log.error(
            "balance_differs",
            account=difference.account_id,
            stored=difference.stored,
            derived=difference.derived,
        )
    total = net_total()
    if total:
        log.error("postings_do_not_balance", total_fen=total)
