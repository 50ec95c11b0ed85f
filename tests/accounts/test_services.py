"""Accounts made and switched off, passwords and tokens given."""

import datetime as dt

import pytest

from accounts import services, tokens
from accounts.models import ApiToken, Grant, Session, User
from tests import factories
from tests.accounts.granting import again, give
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_new_person_must_change_the_given_password(account_admin):
    made = services.create_person(
        username="Li.Si",
        name="李四",
        role="village_cadre",
        region_code=factories.VILLAGE,
        by=account_admin,
    )
    assert made.user.username == "li.si"
    assert made.user.check_password(made.password)
    assert made.user.must_change_password


def test_new_person_outside_the_area_leaves_nothing_behind(account_admin):
    with refused("不在您的辖区"):
        services.create_person(
            username="li.si",
            name="李四",
            role="helper",
            region_code=factories.OTHER_COUNTY_VILLAGE,
            by=account_admin,
        )
    assert not User.objects.filter(username="li.si").exists()


def test_taken_account_is_refused(account_admin, cadre):
    with refused("已被使用"):
        services.create_person(
            username=cadre.username.upper(),
            name="李四",
            role="helper",
            region_code=factories.VILLAGE,
            by=account_admin,
        )


def test_switching_off_ends_everything_at_the_next_request(
    client, account_admin, cadre
):
    client.force_login(cadre)
    tokens.create_token(by=cadre, name="x")
    services.set_in_use(user=cadre, in_use=False, by=account_admin)
    assert client.get("/")["Location"].startswith("/accounts/sign-in/")
    assert not Session.objects.filter(user=cadre).exists()
    assert not ApiToken.objects.filter(user=cadre).exists()


def test_person_with_work_elsewhere_is_not_taken_over(account_admin):
    """Else an administrator gives a stranger a role, then a password, and enters as them."""
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    give(helper, account_admin, "helper")
    with refused("在您的辖区以外也有工作"):
        services.give_password(user=helper, by=account_admin)
    with refused("在您的辖区以外也有工作"):
        services.set_in_use(user=helper, in_use=False, by=account_admin)
    assert again(helper).is_active


def test_given_password_ends_what_the_old_one_opened(client, cadre, account_admin):
    client.force_login(cadre)
    tokens.create_token(by=cadre, name="x")
    services.give_password(user=cadre, by=account_admin)
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(user=cadre).exists()
    assert not ApiToken.objects.filter(user=cadre).exists()
    assert again(cadre).must_change_password


@pytest.mark.parametrize(
    "verb",
    [services.give_password, lambda **who: services.set_in_use(in_use=False, **who)],
)
def test_administrators_leave_their_own_account_alone(account_admin, verb):
    with refused("不能对自己的账号做此操作"):
        verb(user=account_admin, by=account_admin)


def test_tokens_are_limited_and_only_their_hash_is_kept(cadre, settings):
    token, text = tokens.create_token(by=cadre, name="数据交换")
    assert text not in {token.digest, token.token_key}
    assert token.expiry is not None
    for _n in range(9):
        tokens.create_token(by=cadre, name="x")
    with refused("您已有 10 个令牌"):
        tokens.create_token(by=cadre, name="x")


def test_person_whose_work_elsewhere_begins_later_is_not_taken_over(
    account_admin, today
):
    """A password set today would still be known on the day the other role begins."""
    helper = factories.person("helper", factories.OTHER_COUNTY_VILLAGE)
    Grant.objects.filter(user=helper).update(valid_to=None)
    later = factories.person()
    give(later, account_admin, "helper")
    give(
        later,
        None,
        "county_office",
        factories.OTHER_COUNTY,
        valid_from=today + dt.timedelta(days=3),
    )
    with refused("在您的辖区以外也有工作"):
        services.give_password(user=later, by=account_admin)
