import pytest

from core import scope
from tests import factories


@pytest.mark.parametrize(
    ("code", "level", "hi"),
    [
        ("360000000000", 1, "370000000000"),
        ("360700000000", 2, "360800000000"),
        ("360726000000", 3, "360727000000"),
        ("360726100000", 4, "360726101000"),
        ("360726100210", 5, "360726100211"),
        ("469000000000", 2, "469100000000"),
        ("990000000000", 1, ":00000000000"),
    ],
)
def test_range_of_a_region_ends_where_its_next_sibling_begins(code, level, hi):
    assert scope.level_of(code) == level
    assert scope.subtree(code) == (code, hi)


def test_adjacent_grants_merge_into_one_range(db):
    user = factories.person("village_cadre", factories.VILLAGE)
    factories.grant(user, "village_cadre", factories.SIBLING_VILLAGE)
    assert user.scope_ranges() == ((factories.VILLAGE, "990101100203"),)


def test_a_grant_that_has_ended_gives_nothing(db):
    user = factories.person()
    factories.grant(user, "village_cadre", factories.VILLAGE, valid_to="2021-01-01")
    assert user.scope_ranges() == ()
    assert not user.has_perm("households.view_household")
