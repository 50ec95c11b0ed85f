import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from accounts import tokens
from accounts.models import ApiToken, Session
from accounts.tasks import forget_ended_access

pytestmark = pytest.mark.django_db
AGO = timezone.now() - dt.timedelta(days=1)


def test_ended_access_is_forgotten_and_the_rest_kept(client, cadre, sibling_cadre):
    for person in (cadre, sibling_cadre):
        client.force_login(person)
        tokens.create_token(by=person, name="x")
        AccessAttempt.objects.create(
            username=person.username, ip_address="10.0.0.1", failures_since_start=1
        )
        client.cookies.clear()
    Session.objects.filter(user=cadre).update(expire_date=AGO)
    ApiToken.objects.filter(user=cadre).update(expiry=AGO)
    AccessAttempt.objects.filter(username=cadre.username).update(attempt_time=AGO)
    forget_ended_access()
    assert list(Session.objects.values_list("user", flat=True)) == [sibling_cadre.pk]
    assert list(ApiToken.objects.values_list("user", flat=True)) == [sibling_cadre.pk]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == [
        sibling_cadre.username
    ]
