"""Periodic tasks; each is safe to run twice."""

import structlog
from celery import shared_task
from django.utils import timezone

from assessment.recheck import start_recheck
from core.policy.profiles import PolicyError, jurisdictions
from core.refusals import Refused

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def nightly_recheck() -> None:
    """Start the re-check of every jurisdiction with a profile, once a day."""
    today = timezone.localdate()
    for region_code in jurisdictions():
        try:
            start_recheck(
                region_code=region_code,
                on=today,
                by=None,
                key=f"nightly:{region_code}:{today}",
            )
        except Refused as refusal:
            # The county office reads it on its worklist too: `parameters_to_set`.
            log.warning(
                "recheck_refused", region_code=region_code, reasons=refusal.reasons
            )
        except PolicyError as error:  # a profile without an exit standard
            log.warning(
                "recheck_without_standard", region_code=region_code, error=str(error)
            )
