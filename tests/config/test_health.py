"""What a machine is told about the site, and what stays up without the broker."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from config import health
from config.tasks import heartbeat
from core.models import Job
from core.seals import nightly
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_redis(settings):
    """The broker and the cache are away."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}
    }


def test_the_process_answers_strangers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("healthz")).json() == {"status": "ok"}


def test_ready_tells_of_every_part_cheaply(client, django_assert_max_num_queries):
    heartbeat()
    client.get(reverse("readyz"))
    with django_assert_max_num_queries(4):
        client.get(reverse("readyz"))
    assert client.get(reverse("readyz")).json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
        "ticks": "ok",
        "role": "one address",
        "kept": "none yet",
    }


def test_ready_without_broker_because_reading_goes_on(client, no_redis):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["broker"] == "away"


def test_not_ready_while_tables_are_of_another_day(client, monkeypatch):
    more = health._wanted() | {("core", "9999_of_tomorrow")}
    monkeypatch.setattr(health, "_wanted", lambda: more)
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "pending"


def test_a_silent_scheduler_is_called_late(client):
    long_ago = timezone.now() - 2 * health.PATIENCE
    cache.set("config:heartbeat", long_ago.isoformat())
    assert client.get(reverse("readyz")).json()["ticks"] == "late"


def test_the_sign_in_page_is_shown_without_redis(client, no_redis, settings):
    assert client.get(reverse(settings.LOGIN_URL)).status_code == 200


def test_a_cache_that_is_away_remembers_nothing_and_breaks_nothing(no_redis):
    cache.set("k", "v")
    assert cache.get("k", "default") == "default"
    assert cache.get_or_set("k", lambda: 7) == 7
    assert cache.get_many(["k"]) == {}
    assert cache.incr("k") == 1
    assert cache.add("k", 1) is False


def test_an_application_that_is_the_owner_is_not_well(client):
    with as_owner():
        told = client.get(reverse("readyz")).json()
    assert (told["role"], told["status"]) == ("owner", "degraded")


def test_what_the_night_has_found_is_told(client):
    job = nightly.start()
    for state, params, told, status in (
        (Job.State.DONE, {}, "ok", "ok"),
        (Job.State.FAILED, {"altered": 1}, "altered", "degraded"),
        (Job.State.FAILED, {}, "failed", "degraded"),
    ):
        Job.objects.filter(pk=job.pk).update(
            state=state, params=params, finished_at=timezone.now()
        )
        answer = client.get(reverse("readyz")).json()
        assert (answer["kept"], answer["status"]) == (told, status)
