"""What people type as an amount, and what becomes of it."""

import pytest
from django.core.exceptions import ValidationError

from projects.amounts import (
    WAN,
    YUAN,
    AmountField,
    NotAnAmount,
    in_words,
    parse_fen,
    shown,
)


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("1000", YUAN, 100_000),
        ("１００", YUAN, 10_000),
        ("1,000.50", YUAN, 100_050),
        ("１，０００．５", YUAN, 100_050),
        (" 0 ", YUAN, 0),
        ("0.01", YUAN, 1),
        ("12.3456", WAN, 12_345_600),
        ("0.000001", WAN, 1),
        ("1000000000000", YUAN, 10**14),
    ],
)
def test_amount_is_read_to_the_fen(text, unit, fen):
    assert parse_fen(text, unit) == fen


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
        "1.2.3",
        "1,00",
        "10,00.5",
        "",
        "一百",
        "1 000",
        "10" * 15,
        "٣",
    ],
)
def test_what_is_not_plainly_an_amount_is_refused_with_a_sentence(text):
    with pytest.raises(NotAnAmount) as refused:
        parse_fen(text)
    assert str(refused.value).endswith((".", "。"))


def test_fraction_of_a_fen_is_refused_in_either_unit():
    with pytest.raises(NotAnAmount):
        parse_fen("0.0000001", WAN)


@pytest.mark.parametrize(
    ("fen", "unit", "text"),
    [(100_050, YUAN, "1000.5"), (12_345_600, WAN, "12.3456"), (0, WAN, "0")],
)
def test_shown_amount_reads_back_as_itself(fen, unit, text):
    assert shown(fen, unit) == text
    assert parse_fen(text, unit) == fen


def test_field_refuses_nought_where_something_is_due():
    with pytest.raises(ValidationError):
        AmountField(least=1).clean("0")
    assert AmountField(required=False).clean("") is None


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
def test_an_amount_in_words(fen, words):
    assert in_words(fen) == words
