import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import password_strength, passwords, services
from accounts.models import User
from accounts.passwords import ProfileValidator
from tests import factories

GOOD = "Hong7-Shan-Yao"
CONTAINS = "密码中含有"
pytestmark = pytest.mark.django_db


def refusals(password: str, user: User | None = None) -> str:
    try:
        ProfileValidator().validate(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.fixture(params=["djbh3", "asvs"])
def profile(request, settings):
    settings.PASSWORD_PROFILE = request.param
    return request.param


def test_a_password_is_kept_as_argon2id_of_the_stated_strength():
    assert make_password(GOOD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_kept_less_strongly_is_kept_anew_at_the_next_sign_in(client):
    person = factories.person("village_cadre")
    person.password = make_password(GOOD, hasher="pbkdf2_sha256")
    person.save(update_fields=["password"])
    client.post("/accounts/sign-in/", {"username": person.username, "password": GOOD})
    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$")


def test_good_password_is_taken(profile):
    assert refusals(GOOD) == ""


@pytest.mark.parametrize(
    "password", ["Hong7-Shan", "A1-" + "x" * 126], ids=["short", "long"]
)
def test_length_is_bounded(profile, password):
    assert refusals(password)


def test_longest_password_is_taken_whole(profile):
    sentence = "Seven herons, 3 ferries and no bridge before the second rain; "
    assert refusals((sentence * 3)[:128]) == ""
    assert refusals((sentence * 3)[:129])


@pytest.mark.parametrize("password", ["qwerty123456", "1q2w3e4r5t6y"])
def test_common_password_is_refused(settings, password):
    settings.PASSWORD_PROFILE = "asvs"
    assert "许多人" in refusals(password) or "many people" in refusals(password)


@pytest.mark.parametrize(
    "password",
    ["hongshanyaoyao", "hongshanyao77", "HONGSHANYAOYAO", "40962718533917"],
    ids=["small", "small and digits", "capital", "digits"],
)
def test_three_kinds_of_four_are_asked_only_by_djbh3(settings, password):
    settings.PASSWORD_PROFILE = "djbh3"
    assert refusals(password)
    settings.PASSWORD_PROFILE = "asvs"
    assert refusals(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "Li-Cungan-2026!",
        "LiCunGan#20267",
        "Qing_He-2026-xx",
        "FuPin@2026-abc",
        "我要脱贫-Abc-2026",
        "cadre.li77-Abc",
    ],
    ids=[
        "name",
        "name run together",
        "county",
        "office word",
        "office word in Chinese",
        "account",
    ],
)
def test_words_about_the_person_are_refused(profile, password):
    person = factories.person("village_cadre", name="李村干")
    person.username = "cadre.li77"
    assert CONTAINS in refusals(password, person)


@pytest.mark.parametrize(
    "password",
    ["Li-Cungan-9x!vQ-bm27", "Qinghe-rain-over-7-ferries"],
    ids=["name", "county"],
)
def test_a_strong_password_may_contain_a_word_about_the_person(profile, password):
    person = factories.person("village_cadre", name="李村干")
    assert refusals(password, person) == ""


@pytest.mark.parametrize(
    ("name", "organisation", "password"),
    [
        ("张伟", "", "Zhangwei@1985"),
        ("张伟", "", "1985-Wei-Zhangwei"),
        ("欧阳明", "", "Ouyangming#2019"),
        ("王芳", "石桥镇人民政府", "Shiqiaozhen@2026"),
        ("王芳", "石桥镇人民政府", "Shiqiaozhenrenminzhengfu@1"),
        ("王芳", "", "Dongshanzhen_2026"),
        ("王芳", "", "Shangcun@20261128"),
    ],
    ids=[
        "name and year",
        "parts of the name",
        "rare name",
        "organisation",
        "whole organisation",
        "township",
        "village",
    ],
)
def test_name_office_and_places_in_pinyin_are_refused(
    profile, name, organisation, password
):
    person = factories.person("village_cadre", name=name, organisation=organisation)
    assert refusals(password, person)


@pytest.mark.parametrize(
    "password",
    [
        "Wangxiaoming2026",
        "wangxiaoming-20260101",
        "Zhangwei@20191001",
        "2019@Liuyang!2019",
        "Woaini1314520",
        "Woaizhongguo123!",
        "Fupinban@2026",
    ],
)
def test_pinyin_commonplaces_are_refused(profile, password):
    assert refusals(password)


@pytest.mark.parametrize(
    "password",
    ["Wangxiaoming2026-ferry", "Hongshan-Yao-Shui-8", "Zhang7-wei-bei-po"],
)
def test_a_name_with_an_own_idea_beside_it_is_taken(profile, password):
    assert refusals(password) == ""


def test_zxcvbn_sees_only_the_beginning_of_a_long_password(monkeypatch):
    """Its time grows exponentially with the signs that may stand for letters."""
    seen = []
    real = password_strength.zxcvbn
    monkeypatch.setattr(
        password_strength,
        "zxcvbn",
        lambda text, **words: (seen.append(len(text)), real(text, **words))[1],
    )
    began = time.process_time()
    password_strength.weakness("4@8({[<3691!|170$5+7%2" * 6)
    assert seen
    assert max(seen) <= password_strength.MOST_JUDGED
    assert time.process_time() - began < 10


def test_words_of_two_people_judged_at_once_are_not_mixed(monkeypatch):
    """zxcvbn keeps the words of a call in a module variable."""
    real = password_strength.zxcvbn
    inside = []

    def alone(text, user_inputs):
        inside.append(text)
        time.sleep(0.01)
        assert len(inside) == 1
        result = real(text, user_inputs=user_inputs)
        inside.pop()
        return result

    monkeypatch.setattr(password_strength, "zxcvbn", alone)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda word: password_strength.weakness(f"{word}@1985x", [word]),
                ["Ouyangming", "Shiqiaozhen"] * 4,
            )
        )
    assert answers[0] != answers[1]
    assert answers == answers[:2] * 4


def test_present_password_is_no_new_one(profile):
    person = factories.person("village_cadre")
    person.set_password(GOOD)
    assert refusals(GOOD, person)


@pytest.mark.parametrize(
    ("role", "days", "due"),
    [
        ("village_cadre", 180, False),
        ("village_cadre", 181, True),
        ("account_admin", 90, False),
        ("account_admin", 91, True),
    ],
)
def test_djbh3_asks_for_a_new_password_in_time(settings, role, days, due):
    settings.PASSWORD_PROFILE = "djbh3"
    person, now = factories.person(role, factories.COUNTY), timezone.now()
    person.password_changed_at = (
        now - dt.timedelta(days=days) + (dt.timedelta(minutes=0 if due else 1))
    )
    assert passwords.is_due(person, now) is due


def test_asvs_never_asks_by_the_calendar(settings):
    settings.PASSWORD_PROFILE = "asvs"
    person = factories.person(
        "account_admin",
        factories.COUNTY,
        password_changed_at=timezone.now() - dt.timedelta(days=4000),
    )
    assert not passwords.is_due(person, timezone.now())


def test_given_password_is_always_due(profile):
    person = factories.person("village_cadre")
    person.must_change_password = True
    assert passwords.is_due(person, timezone.now())


def test_temporary_passwords_differ_and_have_no_doubtful_letters():
    given = {passwords.temporary_password() for _n in range(50)}
    assert len(given) == 50
    assert not set("0O1lI") & set("".join(given))


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "P@ssw0rd!2026",
        "Admin@123456",
        "adm1n#20242025",
        "Qwer1234!@#$",
        "1qaz@WSX3edc",
        "Abcd1234!@#$",
        "Aaaa1111!!!!",
        "!@#$%^&*()12",
        "Zxcvbnm12345",
        "77777712345678",
        "qwertyuiop-2026",
    ],
)
def test_word_with_a_year_and_rows_of_keys_are_refused(profile, password):
    assert refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        "Abc-7249-Rs1kQ",
        "hongshan 3 yaoshui",
        "Correct horse 7 battery",
        "Welcome-yu7-tang",
        "x7K9-q2M4p8Z1",
    ],
)
def test_own_idea_beside_a_common_word_is_taken(settings, password):
    settings.PASSWORD_PROFILE = "asvs"
    assert refusals(password) == ""


def test_djbh3_refuses_what_the_person_had_before_and_asvs_does_not(settings):
    person = factories.person("village_cadre")
    first = "Bei-Po-7-Liang"
    for password in (first, *(f"Bei-Po-7-Liang-{n}" for n in "qrst")):
        services.set_own_password(user=person, password=password)
    settings.PASSWORD_PROFILE = "djbh3"
    assert "5" in refusals(first, person)
    settings.PASSWORD_PROFILE = "asvs"
    assert refusals(first, person) == ""
    services.set_own_password(user=person, password="Bei-Po-7-Liang-u")
    services.set_own_password(user=person, password="Bei-Po-7-Liang-v")
    settings.PASSWORD_PROFILE = "djbh3"
    assert refusals(first, person) == ""  # no longer among the last five
    assert person.former_passwords.count() == settings.PASSWORD_HISTORY


def test_given_passwords_count_among_the_former(account_admin):
    person = factories.person("village_cadre")
    made = services.give_password(user=person, by=account_admin)
    person.refresh_from_db()
    services.set_own_password(user=person, password=GOOD)
    assert refusals(made.password, person)


@pytest.mark.parametrize(
    ("must_change", "days", "lapsed"),
    [(True, 6, False), (True, 8, True), (False, 8, False)],
)
def test_given_password_lapses_when_it_is_not_replaced(must_change, days, lapsed):
    now = timezone.now()
    person = User(
        must_change_password=must_change,
        password_changed_at=now - dt.timedelta(days=days),
    )
    assert passwords.is_lapsed(person, now) is lapsed
