"""Help given to a household, and its confirmation by the household."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from households import timeline
from projects import services
from projects.models import Measure
from tests import money
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def training(by, **values):
    """What the verb is told of a training course given today."""
    return {
        "household": money.family(),
        "kind": "04",
        "happened_on": money.TODAY,
        "content": "养殖技术培训",
        "by": by,
        "on": money.TODAY,
        **values,
    }


def form(**values):
    """What a browser would send from the page of a measure."""
    day = str(dt.date.today())
    return {"kind": "04", "happened_on": day, "content": "养殖技术培训", **values}


def test_acceptance_gives_each_household_a_measure_it_can_confirm(cadre):
    households = [money.family(), money.family()]
    project = money.project("accepted", by=cadre, households=households)
    measures = Measure.objects.filter(project=project)
    assert {measure.household_id for measure in measures} == {
        household.pk for household in households
    }
    confirmed = services.confirm_measure(
        measure_id=measures[0].pk, confirmed_on=money.TODAY, by=cadre, on=money.TODAY
    )
    assert confirmed.confirmed_on == money.TODAY
    with refused("已经确认过"):
        services.confirm_measure(
            measure_id=measures[0].pk,
            confirmed_on=money.TODAY,
            by=cadre,
            on=money.TODAY,
        )


def test_measure_sent_twice_is_one_measure(cadre):
    asked = training(cadre, key=uuid4())
    assert services.record_measure(**asked) == services.record_measure(**asked)
    assert Measure.objects.count() == 1


def test_measure_of_the_future_is_refused(cadre):
    with refused("不能晚于今天"):
        services.record_measure(**training(cadre, happened_on=dt.date(2026, 12, 1)))


def test_measure_shows_in_the_timeline_of_the_household(cadre):
    measure = services.record_measure(**training(cadre, amount_fen=12_300))
    entries, _more = timeline.entries(measure.household, cadre)
    assert any(
        "养殖技术培训" in entry.text and "123.00" in entry.text for entry in entries
    )


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"content": ""}, 422, 'id="id_content_error"'),
        ({"amount_fen": "-1"}, 422, 'id="id_amount_fen_error"'),
        ({"happened_on": "2100-01-01"}, 409, "不能晚于今天"),
    ],
    ids=["nothing said", "negative amount", "in the future"],
)
def test_wrong_measure_is_shown_again(client, cadre, typed, status, words):
    household = money.family()
    client.force_login(cadre)
    address = reverse("projects:measure-create", args=[household.pk])
    answer = client.post(address, form(**typed))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "btn-primary" in answer.content.decode(), "what can be put right can be sent"
    assert not Measure.objects.exists()
    done = client.post(address, form())
    assert done.status_code == 302
    assert done["Location"] == reverse("households:detail", args=[household.pk])


@pytest.mark.parametrize(
    ("typed", "status"),
    [("2026-02-30", 422), ("2000-01-01", 409)],
    ids=["no such day", "before it happened"],
)
def test_wrong_confirmation_is_shown_again(client, cadre, typed, status):
    measure = services.record_measure(**training(cadre))
    client.force_login(cadre)
    address = reverse("projects:measure-confirm", args=[measure.pk])
    assert client.post(address, {"confirmed_on": typed}).status_code == status
    measure.refresh_from_db()
    assert measure.confirmed_on is None
