"""No ledger has a row for a person from elsewhere, whatever region is asked for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from ledgers import words
from ledgers.declaration import LedgerQuery, ledger_named
from tests import factories, money
from tests.ledgers.authz import SLUGS
from villages.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def _rows(cadre):
    """Something for every ledger but the filing list, whose lines come with a decision."""
    factories.household(by=cadre)
    money.batch("released")


def count(slug, user, region_code=factories.COUNTY):
    query = LedgerQuery(user, region_code, {}, factories.TODAY)
    return ledger_named(slug).rows(query).count()


@pytest.mark.usefixtures("_rows")
def test_a_ledger_has_rows_for_who_sees_them_and_none_for_others(
    county_officer, foreign_officer
):
    for role in ("county_finance", "county_office"):
        factories.grant(foreign_officer, role, factories.OTHER_COUNTY_VILLAGE)
    seen = {slug: count(slug, county_officer) for slug in SLUGS}
    assert [slug for slug in SLUGS if not seen[slug]] in ([], ["project-filing"])
    assert {slug: count(slug, foreign_officer) for slug in SLUGS} == dict.fromkeys(
        SLUGS, 0
    )
    elsewhere = {
        slug: count(slug, county_officer, factories.OTHER_COUNTY) for slug in SLUGS
    }
    assert elsewhere == dict.fromkeys(SLUGS, 0)


def test_a_place_that_was_renamed_has_its_last_name_in_a_ledger():
    place = Region.objects.get(code=factories.VILLAGE)
    Region.objects.filter(pk=place.pk).update(valid_from=dt.date(2020, 7, 1))
    Region.objects.create(
        code=place.code,
        name="旧村村委会",
        short_name="旧村",
        level=place.level,
        parent_code=place.parent_code,
        valid_from=dt.date(2000, 1, 1),
        valid_to=dt.date(2020, 7, 1),
    )
    with connection.cursor() as cursor:  # an index would put them in order by chance
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    query = LedgerQuery(None, factories.VILLAGE, {}, factories.TODAY)
    found = words.words_for(query, factories.TODAY)
    assert found.places[factories.VILLAGE] == "上村"
    assert found.full_names[factories.VILLAGE] == "上村村委会"
    assert factories.OTHER_COUNTY not in found.places
