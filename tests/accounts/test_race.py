"""Two administrators in the same second."""

import threading
from contextlib import suppress

import pytest
from django.db import OperationalError

from accounts import services
from accounts.models import Grant, User
from accounts.querysets import UserQuerySet
from core.refusals import Refused
from tests import factories
from tests.racing import PATIENCE, at_once, overlapping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    factories.plant_regions()
    admins = [factories.person("account_admin", factories.COUNTY) for _n in range(2)]
    return admins, factories.person("village_cadre"), factories.person()


def new_account(admin):
    return services.create_person(
        username="zhang.san",
        name="张三",
        role="village_cadre",
        region_code=factories.VILLAGE,
        by=admin,
    )


def test_an_account_name_chosen_twice_at_once_is_told_to_the_second(scene):
    admins, *_others = scene
    answer = one_after_the_other(
        *(lambda admin=admin: new_account(admin) for admin in admins)
    )
    assert isinstance(answer, Refused), answer
    assert "zhang.san" in str(answer)


def one_after_the_other(first, second):
    """The answer to the second, begun while the first had written but not committed."""
    both = overlapping(first, second)
    assert not isinstance(both.first, Exception), both.first
    assert both.waited, "the second must wait for the first"
    return both.second


def test_role_handed_over_twice_goes_to_one_successor(scene):
    (admin, other_admin), leaving, successor = scene
    grant, rival = leaving.grants.get(), factories.person()
    answer = one_after_the_other(
        lambda: services.hand_over(grants=[grant], successor=successor, by=admin),
        lambda: services.hand_over(grants=[grant], successor=rival, by=other_admin),
    )
    assert isinstance(answer, Refused)
    assert list(
        Grant.objects.filter(handed_over_from=grant).values_list("user", flat=True)
    ) == [successor.pk]


def handed_to_each_other(scene, monkeypatch, patience):
    """Two hand-overs crosswise, both having ended a role before either goes on."""
    (admin, other_admin), one, other = scene
    factories.grant(other, "helper", factories.VILLAGE)
    both_have_begun, honest = threading.Barrier(2), services.end_grant

    def slowly(**values):
        ended = honest(**values)
        with suppress(threading.BrokenBarrierError):
            both_have_begun.wait(patience)
        return ended

    monkeypatch.setattr(services, "end_grant", slowly)
    grants = [person.grants.get() for person in (one, other)]
    return at_once(
        [
            lambda: services.hand_over(grants=[grants[0]], successor=other, by=admin),
            lambda: services.hand_over(
                grants=[grants[1]], successor=one, by=other_admin
            ),
        ]
    )


def test_roles_handed_over_crosswise_at_once_both_arrive(scene, monkeypatch):
    # The second waits for the first: they never meet, so this is only a delay.
    outcomes = handed_to_each_other(scene, monkeypatch, patience=0.5)
    assert [[grant.role for grant in given] for given in outcomes] == [
        ["village_cadre"],
        ["helper"],
    ]


def test_control_without_the_order_of_people_one_of_two_would_be_torn_off(
    scene, monkeypatch
):
    honest = UserQuerySet.order_by
    monkeypatch.setattr(
        UserQuerySet,
        "order_by",
        lambda rows, *by: (
            honest(rows, *by).none() if by == ("pk",) else honest(rows, *by)
        ),
    )
    outcomes = handed_to_each_other(scene, monkeypatch, PATIENCE)
    assert [one for one in outcomes if isinstance(one, OperationalError)]


def test_powers_given_at_once_stay_apart_with_a_reason(scene):
    (admin, other_admin), _leaving, person = scene
    answer = one_after_the_other(
        lambda: services.grant_role(
            user=person, role="county_office", region_code=factories.COUNTY, by=admin
        ),
        lambda: services.grant_role(
            user=person, role="auditor", region_code=factories.COUNTY, by=other_admin
        ),
    )
    assert isinstance(answer, Refused)
    assert person.name in str(answer)  # the rule's own sentence, which says who
    assert User.objects.get(pk=person.pk).roles() == {"county_office"}


def test_without_the_lock_the_second_would_only_meet_the_constraint(scene, monkeypatch):
    """The control: the constraint's sentence cannot say of whom it speaks."""
    monkeypatch.setattr(UserQuerySet, "select_for_update", lambda self, **options: self)
    (admin, other_admin), _leaving, person = scene
    answer = one_after_the_other(
        lambda: services.grant_role(
            user=person, role="county_office", region_code=factories.COUNTY, by=admin
        ),
        lambda: services.grant_role(
            user=person, role="auditor", region_code=factories.COUNTY, by=other_admin
        ),
    )
    assert "grant_powers_apart" in str(answer.__cause__)
