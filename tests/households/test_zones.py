"""A development zone and a residents' committee are places like any township and village."""

import datetime as dt

import pytest
from django.urls import reverse

from ledgers.declaration import LedgerQuery, ledger_named, raw_values, render_row
from tests import factories, money
from villages.models import Region

ZONE, COMMUNITY = "990101400000", "990101400001"


@pytest.fixture
def zone(db):
    """An industrial zone with one residents' committee, beside the townships."""
    for code, name, level, parent in (
        (ZONE, "清河工业园区", 4, factories.COUNTY),
        (COMMUNITY, "园区社区居委会", 5, ZONE),
    ):
        Region.objects.create(
            code=code,
            name=name,
            short_name=name.removesuffix("居委会"),
            level=level,
            parent_code=parent,
            valid_from=dt.date(2000, 1, 1),
        )


@pytest.mark.capability("S198")
def test_a_residents_committee_registers_households_and_its_zone_lists_them(
    client, zone, county_officer
):
    cadre = factories.person("village_cadre", COMMUNITY)
    family = factories.household(by=cadre, village=COMMUNITY)
    factories.household(village=factories.VILLAGE)
    for person, place in (
        (cadre, COMMUNITY),
        (factories.person("township_officer", ZONE), ZONE),
        (county_officer, ZONE),
    ):
        client.force_login(person)
        page = client.get(reverse("households:list"), {"region": place})
        assert [row.pk for row in page.context["page"].rows] == [family.pk]
        assert "园区社区" in page.content.decode()
    assert (
        client.get(reverse("households:list"), {"region": factories.COUNTY})
        .context["page"]
        .count
        == 2
    )
    client.force_login(factories.person("township_officer", factories.TOWNSHIP))
    assert (
        family.head_name not in client.get(reverse("households:list")).content.decode()
    )


@pytest.mark.capability("S198")
@pytest.mark.parametrize(
    "slug", ["roster", "project-library", "fund-ledger", "payment-list"]
)
def test_a_zone_and_its_committee_stand_in_every_ledger_as_a_township_and_a_village(
    slug, zone, county_officer
):
    factories.grant(county_officer, "county_finance", factories.COUNTY)
    money.batch("released", region_code=COMMUNITY, households=[money.family(COMMUNITY)])
    money.batch(
        "released",
        region_code=factories.VILLAGE,
        households=[money.family(factories.VILLAGE)],
    )
    ledger = ledger_named(slug)
    seen = {}
    for place in (ZONE, factories.TOWNSHIP, factories.COUNTY):
        request = LedgerQuery(county_officer, place, {}, factories.TODAY)
        raw = raw_values(ledger, request, ledger.rows(request).order_by(*ledger.order))
        context = ledger.context(request)
        seen[place] = [
            render_row(ledger.columns_of(request), row, 1, context) for row in raw
        ]
    assert (
        len(seen[ZONE]),
        len(seen[factories.TOWNSHIP]),
        len(seen[factories.COUNTY]),
    ) == (1, 1, 2)
    if any(column.key == "township" for column in ledger.columns):
        assert any("清河工业园区" in map(str, row) for row in seen[factories.COUNTY])
