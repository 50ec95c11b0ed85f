"""Rows are as high as their words: the file is printed as it comes."""

import pytest

from ledgers.heights import HIGHEST, height_of, lines_of


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 8, 1),
        ("张三", 8, 1),
        ("家庭人口数", 8, 2),
        ("自身发展动力不足", 12, 2),
        ("自身发展动力不足", 20, 1),
        ("HH-360726-2014-000001", 24, 1),
        ("甲\n乙", 24, 2),
        ("字" * 100, 12, 22),
    ],
)
def test_lines_of_a_text(text, width, lines):
    assert lines_of(text, width) == lines


def test_a_row_grows_with_its_lines_up_to_the_highest():
    assert height_of(1) < height_of(2) < height_of(10)
    assert height_of(1_000) == HIGHEST
