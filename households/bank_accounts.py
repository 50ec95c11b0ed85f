"""Read bank accounts as people type them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.identity import SCIENTIFIC, normalise

# UnionPay's cards begin so and end in a check digit; passbooks have none.
CARD_PREFIX = "62"
CARD_LENGTHS = range(16, 20)


def read_bank_account(text: str) -> str:
    """An account number, digits only.

    Passbooks have no check digit, so only the length is asked.
    """
    number = normalise(text)
    if SCIENTIFIC.fullmatch(number):
        raise ValidationError(
            _(
                "The spreadsheet has shortened this number and its last digits are "
                "lost; enter it again."
            ),
            code="digits_lost",
        )
    if not re.fullmatch(r"[0-9]{12,22}", number):
        raise ValidationError(
            _("An account number has 12 to 22 digits."), code="account"
        )
    return number


def card_number_doubtful(number: str) -> bool:
    """Whether a card number fails its check digit: worth a second look, no refusal."""
    return (
        number.startswith(CARD_PREFIX)
        and len(number) in CARD_LENGTHS
        and not _has_check_digit(number)
    )


def _has_check_digit(number: str) -> bool:
    """Whether the last digit is the one that Luhn's formula asks for."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0
