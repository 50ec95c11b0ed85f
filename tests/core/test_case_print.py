"""The sheet of a case is an official paper: Chinese whatever the language of the screen."""

import re

import pytest
from django.urls import reverse

from core.cases.models import Case
from tests import money

pytestmark = pytest.mark.django_db


def test_the_printed_case_is_chinese_on_an_english_screen(client, cadre):
    money.project("declared", by=cadre)
    client.force_login(cadre)
    address = reverse("core:case-print", args=[Case.objects.get().pk])
    chinese = client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(address).content.decode()
    visible = [
        re.sub(r"<[^>]+>|\s+", " ", page.partition("<body")[2])
        for page in (chinese, english)
    ]
    assert "办理单" in visible[1]
    assert visible[0] == visible[1]
