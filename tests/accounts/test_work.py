import datetime as dt

import pytest
from django.utils import timezone

from accounts.key_figures import account_figures
from accounts.worklist import passwords_ending, roles_ending
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ending(days: int, place: str = factories.VILLAGE):
    person = factories.person(name=f"还有{days}天")
    return factories.grant(
        person, "village_cadre", place, valid_to=TODAY + dt.timedelta(days=days)
    )


def test_administrator_sees_roles_that_end_within_two_weeks(account_admin):
    ending(14), ending(15), ending(3)
    assert [
        item.title.split(" ")[0] for item in roles_ending(account_admin, TODAY, 50)
    ] == ["还有3天", "还有14天"]


def test_roles_of_another_county_do_not_await_him(account_admin):
    ending(3, factories.OTHER_COUNTY_VILLAGE)
    assert list(roles_ending(account_admin, TODAY, 50)) == []


def test_ending_roles_await_nobody_else(cadre):
    ending(3)
    assert list(roles_ending(cadre, TODAY, 50)) == []


@pytest.mark.parametrize(("days", "shown"), [(172, 0), (173, 1), (200, 1)])
def test_password_awaits_its_owner_a_week_ahead(settings, cadre, days, shown):
    settings.PASSWORD_PROFILE = "djbh3"
    cadre.password_changed_at = timezone.now() - dt.timedelta(days=days)
    assert len(list(passwords_ending(cadre, TODAY, 50))) == shown


def test_figures_open_the_list_they_count(client, account_admin, cadre):
    off = factories.person("village_cadre")
    off.grants.update(valid_to=off.grants.get().valid_from)
    client.force_login(account_admin)
    figures = list(account_figures(account_admin, TODAY))
    assert [figure.value for figure in figures] == ["3", "1"]
    assert [
        str(client.get(figure.url).context["page"].count) for figure in figures
    ] == [
        "3",
        "1",
    ]
