import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households import identity

TODAY = dt.date(2026, 11, 21)
KNOWN = "11010519491231002X"  # the example printed in the standard


@pytest.mark.parametrize(
    ("text", "kind", "number", "stored_kind", "sex", "born_on"),
    [
        (KNOWN, "01", KNOWN, "01", "2", dt.date(1949, 12, 31)),
        ("11010519491231002x", "01", KNOWN, "01", "2", dt.date(1949, 12, 31)),
        (
            "１１０１０５１９４９１２３１００２ｘ",
            "01",
            KNOWN,
            "01",
            "2",
            dt.date(1949, 12, 31),
        ),
        (
            "'110105 19491231\u00a0002X\u200b\ufeff",
            "01",
            KNOWN,
            "01",
            "2",
            dt.date(1949, 12, 31),
        ),
        ("110105491231002", "01", KNOWN, "01", "2", dt.date(1949, 12, 31)),
        (
            "11010519491231002X43",
            "09",
            "11010519491231002X43",
            "09",
            "2",
            dt.date(1949, 12, 31),
        ),
        (
            "11010519491231002X43",
            "01",
            "11010519491231002X43",
            "09",
            "2",
            dt.date(1949, 12, 31),
        ),
        (
            "11010519491231002X44B1",
            "09",
            "11010519491231002X44B1",
            "09",
            "2",
            dt.date(1949, 12, 31),
        ),
        (
            "110000198002290008",
            "01",
            "110000198002290008",
            "01",
            "2",
            dt.date(1980, 2, 29),
        ),
    ],
)
def test_good_numbers_are_read(text, kind, number, stored_kind, sex, born_on):
    read = identity.read_document(text, kind, today=TODAY)
    assert (read.number, read.kind, read.sex, read.born_on) == (
        number,
        stored_kind,
        sex,
        born_on,
    )


def test_a_15_digit_number_is_upgraded_and_says_so():
    assert identity.read_document("110105491231002", "01", today=TODAY).note
    assert not identity.read_document(KNOWN, "01", today=TODAY).note


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("110105194912310021", "01", "check"),
        ("440524188001010014", "01", "birth_old"),
        ("999999202001010002", "01", "placeholder"),
        ("4.50E+17", "01", "digits_lost"),
        ("3.60726197005E+17", "01", "digits_lost"),
        ("110105194912310000", "01", "digits_lost"),
        ("11O10519491231002X", "01", "letter_o"),
        ("无", "01", "placeholder"),
        ("办理中", "01", "placeholder"),
        ("111111111111111111", "01", "placeholder"),
        ("", "01", "required"),
        ("1101051949123100", "01", "length"),
        ("1101051949123X002X", "01", "characters"),
        ("1101051949123100٢X", "01", "characters"),
        ("11010549123100A", "01", "characters"),
        ("11010519491231002X", "09", "card_length"),
        ("11010519491231002X83", "09", "card_tail"),
        ("11010519491231002X45", "09", "card_tail"),
        ("11010519491231002X43C1", "09", "card_tail"),
        ("123456", "99", "kind"),
        ("<script>", "05", "other"),
    ],
)
def test_bad_numbers_are_refused_with_their_reason(text, kind, code):
    with pytest.raises(ValidationError) as refused:
        identity.read_document(text, kind, today=TODAY)
    assert refused.value.code == code


def number_born(day):
    body = f"110000{day}000"
    return body + identity.check_character(body)


@pytest.mark.parametrize(
    ("day", "code"),
    [("20261122", "birth_future"), ("19800230", "birth"), ("19061121", None)],
)
def test_the_date_of_birth_must_be_a_possible_day(day, code):
    if code is None:
        assert identity.read_document(number_born(day), "01", today=TODAY).born_on
        return
    with pytest.raises(ValidationError) as refused:
        identity.read_document(number_born(day), "01", today=TODAY)
    assert refused.value.code == code


def test_no_document_yet_is_an_answer():
    assert identity.read_document("", "99", today=TODAY).number == ""
    assert identity.read_document("办理中", "99", today=TODAY).number == ""


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (dt.date(2020, 2, 29), dt.date(2021, 2, 28), 0),
        (dt.date(2020, 2, 29), dt.date(2021, 3, 1), 1),
        (dt.date(2010, 9, 30), dt.date(2026, 9, 30), 16),
        (dt.date(2010, 10, 1), dt.date(2026, 9, 30), 15),
    ],
)
def test_age_counts_completed_years(born_on, on, age):
    assert identity.age_on(born_on, on) == age
