from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(cadre):
    return factories.household(
        by=cadre,
        members=[factories.member("张三")],
        attr="04",
        main_cause="02",
        need="发展养殖",
    )


def card(client, family, **extra):
    return client.get(reverse("households:card", args=[family.pk]), **extra)


def test_the_card_holds_what_the_official_form_asks(client, cadre, family):
    client.force_login(cadre)
    text = card(client, family).content.decode()
    for words in (
        "试验省",
        "清河县",
        "东山镇",
        "张三",
        family.hh_no,
        "未脱贫",
        "因残",
        "发展养殖",
        "户主签字",
        "人均纯收入",
    ):
        assert words in text


def test_the_card_says_of_which_version_it_is_and_who_printed_it(client, cadre, family):
    client.force_login(cadre)
    text = card(client, family).content.decode()
    assert f"数据版本 {family.version}" in text
    assert "打印人 李村干" in text
    assert (
        AuditEntry.objects.filter(
            verb="household.print_card", actor_id=cadre.pk
        ).count()
        == 1
    )


def test_the_card_is_chinese_on_an_english_screen(client, cadre, family):
    client.force_login(cadre)
    client.cookies["django_language"] = "en"
    text = card(client, family).content.decode()
    assert "人均纯收入" in text
    assert "Net income" not in text


def test_numbers_on_the_card_are_masked_and_the_card_is_not_kept(client, cadre, family):
    client.force_login(cadre)
    response = card(client, family)
    assert "13800000000" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_foreign_card_is_not_there(client, sibling_cadre, family):
    client.force_login(sibling_cadre)
    assert card(client, family).status_code == 404
