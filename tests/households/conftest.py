"""A cadre at the sheet of a family of two."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import factories


@pytest.fixture
def signed_in(client, cadre):
    client.force_login(cadre)
    return client


@pytest.fixture
def home(cadre):
    small = {
        "relation": "03",
        "born_on": dt.date(2015, 3, 1),
        "schooling": "03",
        "education": "",
        "labour": "04",
    }
    people = [
        factories.member("张三"),
        factories.member("张小明", work_area="", work_months=None, **small),
    ]
    return factories.household(by=cadre, members=people)


@pytest.fixture
def address(home):
    return reverse("households:update", args=[home.pk])
