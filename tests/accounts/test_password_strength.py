"""Which passwords are too easily guessed."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import password_strength
from tests import factories
from tests.accounts.judging import CONTAINS, refusals

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("password", ["qwerty123456", "1q2w3e4r5t6y"])
def test_common_password_is_refused(settings, password):
    settings.PASSWORD_PROFILE = "asvs"
    assert "许多人" in refusals(password) or "many people" in refusals(password)


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
