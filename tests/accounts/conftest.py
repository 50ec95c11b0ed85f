"""Fixtures of the tests of people."""

import pytest
from django.utils import timezone

from tests import factories
from tests.accounts.signing import PASSWORD


@pytest.fixture(params=["djbh3", "asvs"])
def profile(request, settings):
    settings.PASSWORD_PROFILE = request.param
    return request.param


@pytest.fixture
def zhang():
    person = factories.person("village_cadre", name="张三")
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def admin(client, account_admin):
    client.force_login(account_admin)
    return client
