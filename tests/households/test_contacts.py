import pytest
from django.core.exceptions import ValidationError

from households import contacts


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800000000", "13800000000"),
        ("１３８ 0000 0000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("0797-1234567", "07971234567"),
        ("(0797)12345678", "079712345678"),
    ],
)
def test_telephones_are_read(typed, stored):
    assert contacts.read_phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["12800000000", "1380000000", "138000000000", "1234567", "1.38E+10", "无"]
)
def test_broken_telephones_are_refused(typed):
    with pytest.raises(ValidationError):
        contacts.read_phone(typed)


def test_a_card_number_with_a_wrong_check_digit_is_doubtful_but_stored():
    assert contacts.read_bank_account("6200 0000 0000 0006") == "6200000000000006"
    assert contacts.card_number_doubtful("6200000000000006")
    assert not contacts.card_number_doubtful("6200000000000005")
    assert not contacts.card_number_doubtful("101234567890123456789")


@pytest.mark.parametrize("typed", ["6.2E+15", "12345", "x" * 16, "1" * 23])
def test_broken_account_numbers_are_refused(typed):
    with pytest.raises(ValidationError):
        contacts.read_bank_account(typed)
