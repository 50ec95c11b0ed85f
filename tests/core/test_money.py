"""Amounts of money: what people type, what is kept, what papers write out."""

import pytest
from django.core.exceptions import ValidationError

from core.forms.fields import YuanField
from core.forms.readers import Unreadable, read_yuan
from core.money import WAN, YUAN, capital_numerals, plain_amount


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("1000", YUAN, 100_000),
        ("１００", YUAN, 10_000),
        ("１２３４", YUAN, 123_400),
        ("1,000.50", YUAN, 100_050),
        ("1,234.50", YUAN, 123_450),
        ("１，０００．５", YUAN, 100_050),
        ("12,345,678", YUAN, 1_234_567_800),
        (" 0 ", YUAN, 0),
        ("0.01", YUAN, 1),
        ("12 元", YUAN, 1_200),
        ("12元整", YUAN, 1_200),
        ("￥12", YUAN, 1_200),
        ("¥ 12.5", YUAN, 1_250),
        ("人民币100元", YUAN, 10_000),
        ("1000\u200b", YUAN, 100_000),
        ("12.3456", WAN, 12_345_600),
        ("3.6万", WAN, 3_600_000),
        ("3.6 万元", WAN, 3_600_000),
        ("0.000001", WAN, 1),
        ("1000000000000", YUAN, 10**14),
    ],
)
def test_amount_is_read_to_the_fen(text, unit, fen):
    assert read_yuan(text, unit) == fen


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "−5",
        "1e3",
        "NaN",
        "inf",
        "=1+1",
        "0.001",
        "1.500",
        "1.2.3",
        "1.",
        ".5",
        "1,5",
        "1，5",
        "0,123",
        "1,00",
        "10,00.5",
        "1,2345",
        "1,234,5",
        "3.6万",
        "3.6万元",
        "12角",
        "5000-6000",
        "1²",
        "",
        "元",
        "一百",
        "1 000",
        "10" * 15,
        "٣",
    ],
)
def test_what_may_mean_several_amounts_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable) as refused:
        read_yuan(text)
    assert str(refused.value).endswith((".", "。"))


@pytest.mark.parametrize("text", ["36000元", "0.0000001", "3,6"])
def test_an_amount_in_another_unit_or_below_a_fen_is_refused(text):
    with pytest.raises(Unreadable):
        read_yuan(text, WAN)


def test_a_largest_amount_is_kept():
    assert read_yuan("99.99", most=9_999) == 9_999
    with pytest.raises(Unreadable):
        read_yuan("100", most=9_999)


@pytest.mark.parametrize(
    ("fen", "unit", "text"),
    [(100_050, YUAN, "1000.50"), (12_345_600, WAN, "12.3456"), (0, WAN, "0")],
)
def test_plain_amount_reads_back_as_itself(fen, unit, text):
    assert plain_amount(fen, unit) == text
    assert read_yuan(text, unit) == fen


def test_field_refuses_zero_where_something_is_due():
    with pytest.raises(ValidationError):
        YuanField(least=1).clean("0")
    assert YuanField(required=False).clean("") is None


def test_a_stored_amount_typed_another_way_is_no_change():
    assert YuanField().has_changed(123_456, "1234.56") is False
    assert YuanField().has_changed(123_456, "1234.57") is True


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (8_330_000, "捌万叁仟叁佰元整"),
        (1_234_056, "壹万贰仟叁佰肆拾元零伍角陆分"),
        (1_000_500, "壹万零伍元整"),
        (10_000_000_00, "壹仟万元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (3_050_20, "叁仟零伍拾元零贰角整"),
    ],
)
def test_an_amount_in_capital_numerals(fen, words):
    assert capital_numerals(fen) == words
