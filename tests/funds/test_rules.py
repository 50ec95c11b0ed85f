"""Splitting money to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funds.rules import split

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any)


@given(total=st.integers(0, 10**12), weights=WEIGHTS)
def test_parts_add_up_to_the_whole_and_none_is_a_fen_off(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = total * weight / sum(weights)
        assert abs(part - exact) < 1 + 1e-6 * exact
        assert part >= 0


def test_odd_fen_goes_to_the_largest_remainder():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [1, 2]) == [3, 7]


def test_nothing_to_split_by_is_an_error():
    with pytest.raises(ValueError):
        split(100, [0, 0])
