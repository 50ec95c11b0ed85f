"""The rows of every ledger are cut by the places of who asks, also below the page's own check."""

from __future__ import annotations

import pytest

from ledgers import declaration
from ledgers.declaration import LedgerQuery
from tests import factories, money

pytestmark = pytest.mark.django_db
SLUGS = ("roster", "project-library", "project-filing", "fund-ledger", "payment-list")


@pytest.fixture
def spent():
    """Something for every ledger: a household, a project with money, a payment."""
    return money.batch("released")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_ledger_holds_nothing_of_places_one_does_not_see(slug, spent):
    ledger = declaration.ledger_named(slug)
    project = spent.allocation.project
    filters = {"year": str(project.plan_year)}
    stranger = factories.person("county_office", factories.OTHER_COUNTY)
    own, other = (
        ledger.rows(
            LedgerQuery(user, factories.COUNTY, filters, factories.TODAY)
        ).count()
        for user in (money.officer(factories.COUNTY), stranger)
    )
    assert own, "the control"
    assert other == 0


def test_every_ledger_is_asked():
    assert set(SLUGS) == set(declaration._ledgers)
