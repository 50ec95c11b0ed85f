"""Readers of figures and days: one meaning is read, several are asked for again."""

import datetime as dt
from decimal import Decimal

import pytest

from core.forms.readers import (
    Unreadable,
    half_width,
    read_day,
    read_number,
    read_office_phone,
    read_phone,
)


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


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13912345678", "13912345678"),
        ("１３９ 1234 5678", "13912345678"),
        ("139.1234.5678", "13912345678"),
        ("+86 139-1234-5678", "13912345678"),
        ("＋86（139）12345678", "13912345678"),
        ("0086 13912345678", "13912345678"),
        ("0797-1234567", "07971234567"),
        ("(0797) 23456789", "079723456789"),
        ("+86 797 1234567", "07971234567"),
        ("+86 10 62345678", "01062345678"),
        ("021‑23456789", "02123456789"),
    ],
)
def test_a_telephone_is_read_in_every_usual_way(typed, digits):
    assert read_phone(typed) == digits
    assert read_phone(digits) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "12912345678",
        "1391234567",
        "139123456789",
        "1234567",
        "0797-0123456",
        "1.39E+10",
        "12317",
        "0797-1234567转801",
        "无",
        "",
    ],
)
def test_what_is_no_whole_telephone_is_asked_for_again(typed):
    with pytest.raises(Unreadable, match="11"):
        read_phone(typed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("07971234567", "0797-1234567"),
        ("01023456789", "010-23456789"),
        ("0797-1234567 转 801", "0797-1234567-801"),
        ("0797-1234567-801", "0797-1234567-801"),
        ("+86 139 1234 5678", "13912345678"),
        ("12317", "12317"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_the_telephone_of_an_office_is_written_as_offices_print_it(typed, printed):
    assert read_office_phone(typed) == printed
    assert read_office_phone(printed) == printed


@pytest.mark.parametrize("typed", ["1234567", "0797-1234567转", "转801", "1", "110110"])
def test_what_no_office_can_be_called_by_is_refused(typed):
    with pytest.raises(Unreadable, match="11"):
        read_office_phone(typed)
