"""Readers of figures and days: one meaning is read, several are asked for again."""

import datetime as dt
from decimal import Decimal

import pytest

from core.forms.readers import Unreadable, half_width, read_day, read_number


@pytest.mark.parametrize(
    ("text", "units", "value"),
    [
        ("3.5", (), "3.5"),
        ("３．５", (), "3.5"),
        ("1,200", (), "1200"),
        ("12,345,678.9", (), "12345678.9"),
        ("-3", (), "-3"),
        ("1200 亩", ("亩",), "1200"),
        ("80㎡", ("平方米", "㎡"), "80"),
        ("3\u200b00", (), "300"),
    ],
)
def test_a_number_is_read(text, units, value):
    assert read_number(text, units) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1,5", ()),
        ("1，5", ()),
        ("12,34", ()),
        ("0,123", ()),
        ("1 200", ()),
        ("1..2", ()),
        ("约3亩", ("亩",)),
        ("3亩", ()),
        ("3公里", ("亩",)),
        ("3²", ()),
        ("٣", ()),
        ("三", ()),
        ("", ()),
    ],
)
def test_what_may_mean_several_numbers_is_refused(text, units):
    with pytest.raises(Unreadable):
        read_number(text, units)


@pytest.mark.parametrize(
    "text",
    [
        "2016-3-1",
        "2016-03-01",
        "2016.3.1",
        "2016/3/1",
        "２０１６．３．１",
        "2016年3月1日",
        "2016 年 3 月 1 日",
        "20160301",
        " 2016-03-01 ",
    ],
)
def test_a_day_is_read_in_every_usual_way(text):
    assert read_day(text) == dt.date(2016, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2016111",
        "2016 1 11",
        "201631",
        "2016-3/1",
        "16-3-1",
        "3-1-2016",
        "2016-3",
        "2016年3月",
        "2016-02-30",
        "0000-01-01",
        "2016-13-01",
        "yesterday",
        "",
    ],
)
def test_what_may_be_several_days_or_none_is_refused(text):
    with pytest.raises(Unreadable):
        read_day(text)


def test_only_full_width_ascii_becomes_half_width():
    assert half_width("ＡＢ－１２\u3000") == "AB-12"
    assert half_width("①㎡") == "①㎡"
