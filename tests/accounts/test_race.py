"""Two administrators in the same second."""

import threading

import pytest
from django.db import connection, transaction

from accounts import services
from accounts.models import Grant, User
from core.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    factories.plant_regions()
    admins = [factories.person("account_admin", factories.COUNTY) for _n in range(2)]
    return admins, factories.person("village_cadre"), factories.person()


def held_open(deed, written: threading.Event, commit: threading.Event):
    """Do the deed, then keep its transaction open until told to commit."""
    with transaction.atomic():
        deed()
        written.set()
        assert commit.wait(10)


def started(deed) -> tuple[threading.Thread, list]:
    """Run a deed on a connection of its own; what it answered comes back in the list."""
    answer: list = []

    def run():
        try:
            answer.append(deed())
        except Exception as error:
            answer.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answer


def one_after_the_other(first, second):
    """The answer to the second deed, begun while the first had written but not committed."""
    written, commit = threading.Event(), threading.Event()
    one, answer_one = started(lambda: held_open(first, written, commit))
    assert written.wait(10), answer_one
    two, answer = started(second)
    two.join(0.5)
    assert two.is_alive(), "the second must wait for the first"
    commit.set()
    one.join(10)
    two.join(10)
    assert answer_one == [None]
    return answer[0]


def test_role_handed_over_twice_goes_to_one_successor(scene):
    (admin, other_admin), leaving, successor = scene
    grant, rival = leaving.grants.get(), factories.person()
    answer = one_after_the_other(
        lambda: services.hand_over(grants=[grant], successor=successor, by=admin),
        lambda: services.hand_over(grants=[grant], successor=rival, by=other_admin),
    )
    assert isinstance(answer, Refused)
    assert list(Grant.objects.filter(handed_over_from=grant).values_list("user", flat=True)) == [successor.pk]


def test_powers_given_at_once_stay_apart_with_a_reason(scene):
    (admin, other_admin), _leaving, person = scene
    answer = one_after_the_other(
        lambda: services.grant_role(user=person, role="county_office", region_code=factories.COUNTY, by=admin),
        lambda: services.grant_role(user=person, role="auditor", region_code=factories.COUNTY, by=other_admin),
    )
    assert isinstance(answer, Refused)
    assert User.objects.get(pk=person.pk).roles() == {"county_office"}


def test_without_the_lock_the_second_would_only_meet_the_constraint(scene, monkeypatch):
    """The control: what the lock adds to the constraint is a reason."""
    from accounts.querysets import UserQuerySet

    monkeypatch.setattr(UserQuerySet, "select_for_update", lambda self, **options: self)
    (admin, other_admin), _leaving, person = scene
    answer = one_after_the_other(
        lambda: services.grant_role(user=person, role="county_office", region_code=factories.COUNTY, by=admin),
        lambda: services.grant_role(user=person, role="auditor", region_code=factories.COUNTY, by=other_admin),
    )
    assert "grant_powers_apart" in str(answer)
