"""The spreadsheet of the project library."""

import pytest
from django.urls import reverse

from tests import money

pytestmark = pytest.mark.django_db


def test_ledger_page_shows_the_project_with_its_households(client, cadre):
    money.project("in_library", by=cadre, households=[money.family(), money.family()])
    client.force_login(cadre)
    shown = client.get(
        reverse("ledgers:detail", args=["project-library"])
    ).content.decode()
    assert "上村百香果种植基地" in shown
    assert "50.0000" in shown
