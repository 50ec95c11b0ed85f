import pytest
from django.core.exceptions import ValidationError

from households import bank_accounts


def test_a_card_number_with_a_wrong_check_digit_is_doubtful_but_stored():
    assert bank_accounts.read_bank_account("6200 0000 0000 0006") == "6200000000000006"
    assert bank_accounts.card_number_doubtful("6200000000000006")
    assert not bank_accounts.card_number_doubtful("6200000000000005")
    assert not bank_accounts.card_number_doubtful("101234567890123456789")


@pytest.mark.parametrize("typed", ["6.2E+15", "12345", "x" * 16, "1" * 23])
def test_broken_account_numbers_are_refused(typed):
    with pytest.raises(ValidationError):
        bank_accounts.read_bank_account(typed)
