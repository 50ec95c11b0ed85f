"""Nightly clean-up of ended sign-ins, expired tokens and old failed attempts."""

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.db.models.functions import Now

from accounts.models import ApiToken, EndedSession, Session


@shared_task(ignore_result=True)
def forget_ended_access() -> None:
    """Remove sign-ins and tokens past their end, and wrong tries that no longer count."""
    Session.objects.filter(expire_date__lt=Now()).delete()
    # Its cookie is over by then too.
    over = Now() - settings.SESSION_ABSOLUTE
    EndedSession.objects.filter(ended_at__lt=over).delete()
    ApiToken.objects.filter(expiry__lt=Now()).delete()
    AccessAttempt.objects.filter(
        attempt_time__lt=Now() - settings.AXES_COOLOFF_TIME
    ).delete()
