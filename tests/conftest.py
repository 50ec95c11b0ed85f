"""The cast: people of one small county, and a stranger from another."""

from __future__ import annotations

import pytest
import redis
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from core.templatetags import frame
from tests import factories, template_database
from tests.workers import Workers


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """A copy of the template for this process, in the place of pytest-django's migrations.

    `--create-db` builds the template anew; `--reuse-db` is not needed and changes nothing.
    """
    before = connection.settings_dict["NAME"]
    own = connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        # Before workers start, their controller has dropped it (`tests/plugin.py`).
        alone = not hasattr(request.config, "workerinput")
        template_database.prepare(anew=alone and request.config.getvalue("create_db"))
        template_database.copy(template_database.template_name(), own)
    connection.settings_dict["NAME"] = own
    yield
    with django_db_blocker.unblock(), template_database.server() as cursor:
        template_database.drop(own, cursor)
    connection.settings_dict["NAME"] = before


@pytest.fixture(scope="session", autouse=True)
def _cheap_clean_up():
    """What a test has committed goes with its database: a copy is cheaper than a flush.

    The flush empties a hundred tables, the public knowledge among them, and leaves dropped
    constraints as they are.
    """
    TransactionTestCase._fixture_teardown = template_database.restore


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once():
    """Every test client starts the middleware; listing all static files is its main cost."""
    listed = {}
    list_files = WhiteNoiseMiddleware.add_files_from_finders

    def listed_once(middleware):
        key = (middleware.static_prefix, str(middleware.static_root))
        if key not in listed:
            list_files(middleware)
            listed[key] = middleware.files
        middleware.files = listed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", listed_once)
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """A page asked for first in a test is asked for anew, as its queries are counted."""
    cache.clear()
    frame.forget()


@pytest.fixture
def broker(settings):
    """Our own database of the broker, empty before and after."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.flushdb()
        yield broker
        broker.flushdb()


@pytest.fixture
def workers(tmp_path, broker):
    """Real background workers, for tests with `transaction=True`."""
    made = Workers(tmp_path)
    yield made
    made.end()


@pytest.fixture
def cadre(db):
    """Village cadre of 上村."""
    return factories.person("village_cadre", factories.VILLAGE, name="李村干")


@pytest.fixture
def sibling_cadre(db):
    """Village cadre of the next village."""
    return factories.person("village_cadre", factories.SIBLING_VILLAGE, name="王邻村")


@pytest.fixture
def township_officer(db):
    return factories.person("township_officer", factories.TOWNSHIP, name="赵乡镇")


@pytest.fixture
def county_officer(db):
    return factories.person("county_office", factories.COUNTY, name="钱县办")


@pytest.fixture
def county_officer_2(db):
    """A second person of the county office: maker is not checker."""
    return factories.person("county_office", factories.COUNTY, name="孙县办")


@pytest.fixture
def county_finance(db):
    return factories.person("county_finance", factories.COUNTY, name="周财政")


@pytest.fixture
def supervisor(db):
    return factories.person("supervisor", factories.PREFECTURE, name="吴督导")


@pytest.fixture
def auditor(db):
    return factories.person("auditor", factories.COUNTY, name="郑审计")


@pytest.fixture
def account_admin(db):
    return factories.person("account_admin", factories.COUNTY, name="冯管理")


@pytest.fixture
def stranger(db):
    """Village cadre of another township."""
    return factories.person(
        "village_cadre", factories.OTHER_TOWNSHIP_VILLAGE, name="陈外乡"
    )


@pytest.fixture
def foreign_officer(db):
    """County officer of another county."""
    return factories.person("county_office", factories.OTHER_COUNTY, name="褚外县")
