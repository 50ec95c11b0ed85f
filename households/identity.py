"""Read document numbers as people type them, and the birth and sex they contain.

Sources: GB 11643-1999 (citizen number), the disability card's 20 or 22 characters, and
the traps of office tables: full-width digits, spaces, a lower-case x, numbers that a
spreadsheet has rounded. Nothing is ever guessed: a lost digit is asked for again.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.readers import FULL_WIDTH

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
OLDEST_AGE = 120
ADULT_AGE = 18  # Civil Code, art. 17
KEY_LENGTH = 18

CITIZEN, DISABILITY, COMPATRIOT, NO_DOCUMENT = "01", "09", "06", "99"
NUMBERED = (CITIZEN, DISABILITY, COMPATRIOT)
PLACEHOLDERS = {
    "无",
    "没有",
    "暂无",
    "无证",
    "未办",
    "未办理",
    "办理中",
    "正在办理",
    "不详",
    "未知",
    "待补",
    "遗失",
    "0",
}
# No region has this code: offices make up numbers with it.
FABRICATED_PREFIX = "999999"

NOISE = re.compile(r"[\s'‘’`\-\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
# [0-9], not \d, which also matches the digits of other scripts.
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+")


@dataclass(frozen=True)
class Document:
    """A document number that was understood."""

    number: str
    kind: str
    born_on: dt.date | None = None
    sex: str = ""
    note: object = ""


def normalise(text: str) -> str:
    """Half-width, upper-case, without the spaces and marks that travel with copied numbers."""
    return NOISE.sub("", str(text).translate(FULL_WIDTH)).upper()


def check_character(first_17: str) -> str:
    """The 18th character that GB 11643 asks for after 17 digits."""
    return CHECK_CHARACTERS[
        sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11
    ]


def age_on(born_on: dt.date, on: dt.date) -> int:
    """Completed years of life on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def came_of_age(born_on: dt.date) -> dt.date:
    """The day from which a person signs for themselves: the eighteenth birthday."""
    year = born_on.year + ADULT_AGE
    if (born_on.month, born_on.day) == (2, 29):  # never a leap year 18 years later
        return dt.date(year, 3, 1)
    return born_on.replace(year=year)


def read_document(text: str, kind: str, *, today: dt.date) -> Document:
    """The number as it is stored, with birth and sex where it tells them.

    `ValidationError` says what to do.
    """
    number = normalise(text)
    if kind == NO_DOCUMENT:
        return _read_none(number)
    _refuse_placeholder(number)
    if kind in NUMBERED:
        return _read_numbered(number, kind, today)
    return _read_other(number, kind)


def _read_none(number: str) -> Document:
    """No document yet: the box is empty, or says so in words."""
    if number and number not in PLACEHOLDERS:
        raise ValidationError(
            _("A number was entered; choose the kind of document it stands on."),
            code="kind",
        )
    return Document("", NO_DOCUMENT)


def _read_numbered(number: str, kind: str, today: dt.date) -> Document:
    """A citizen number of GB 11643, or a disability card, which begins with one."""
    _refuse_spoilt(number)
    note: object = ""
    if len(number) == 15:
        number, note = (
            _upgraded(number),
            _(
                "The 15-digit number was changed to 18 digits; compare it with the "
                "card."
            ),
        )
    _refuse_length(number, kind)
    _refuse_check(number[:KEY_LENGTH])
    born_on = _birth(number, today)
    # A disability card is told by its length, whatever kind was chosen.
    if len(number) > KEY_LENGTH:
        _refuse_card_tail(number[KEY_LENGTH:])
        kind = DISABILITY
    return Document(number, kind, born_on, "1" if int(number[16]) % 2 else "2", note)


def _refuse_placeholder(number: str) -> None:
    if not number:
        raise ValidationError(
            _("Enter the document number, or choose “no document yet”."),
            code="required",
        )
    if (
        number in PLACEHOLDERS
        or number.startswith(FABRICATED_PREFIX)
        or len(set(number)) == 1
    ):
        raise ValidationError(
            _(
                "This is not a real number. If there is no document yet, choose “no "
                "document yet” as its kind."
            ),
            code="placeholder",
        )


def _refuse_spoilt(number: str) -> None:
    if SCIENTIFIC.fullmatch(number):
        raise ValidationError(
            _(
                "The spreadsheet has shortened this number and its last digits are "
                "lost; enter it again from the card."
            ),
            code="digits_lost",
        )
    if "O" in number:
        raise ValidationError(
            _("There is a letter O in the number; enter the digit 0."), code="letter_o"
        )


def _refuse_length(number: str, kind: str) -> None:
    if kind == DISABILITY and len(number) == KEY_LENGTH:
        raise ValidationError(
            _(
                "A disability card has 20 or 22 characters; this is an identity card "
                "number."
            ),
            code="card_length",
        )
    if len(number) not in (18, 20, 22):
        raise ValidationError(
            _(
                "The number has %(length)d characters; it should have 18, on a "
                "disability card 20 or 22."
            ),
            code="length",
            params={"length": len(number)},
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number[:KEY_LENGTH]):
        raise ValidationError(
            _("Only digits, and X at the very end, can stand in the number."),
            code="characters",
        )


def _refuse_check(first_18: str) -> None:
    if check_character(first_18[:17]) == first_18[17]:
        return
    # Spreadsheets keep fifteen digits of a number and make the rest 0.
    if first_18.endswith("000"):
        raise ValidationError(
            _(
                "The last three digits are 000: a spreadsheet has probably lost "
                "them; enter them again from the card."
            ),
            code="digits_lost",
        )
    raise ValidationError(
        _(
            "The last character of the number does not fit; compare it with the card "
            "and enter it again."
        ),
        code="check",
    )


def _birth(number: str, today: dt.date) -> dt.date:
    try:
        born_on = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValidationError(
            _(
                "Characters 7 to 14 of the number are not a date of birth; compare "
                "it with the card."
            ),
            code="birth",
        ) from None
    refuse_birth(born_on, today)
    return born_on


def refuse_birth(born_on: dt.date, today: dt.date) -> None:
    """A date of birth must lie in the past and within a human life."""
    if born_on > today:
        raise ValidationError(
            _("The date of birth %(day)s is in the future; compare it with the card."),
            code="birth_future",
            params={"day": born_on.isoformat()},
        )
    if age_on(born_on, today) > OLDEST_AGE:
        raise ValidationError(
            _(
                "By this number the person would be over %(age)d years old; compare "
                "it with the card."
            ),
            code="birth_old",
            params={"age": OLDEST_AGE},
        )


def _upgraded(number: str) -> str:
    """15 digits of before 1999 with the century and the check character put in."""
    if not number.isdigit() or not number.isascii():
        raise ValidationError(
            _("Only digits, and X at the very end, can stand in the number."),
            code="characters",
        )
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body)


def _refuse_card_tail(tail: str) -> None:
    if not re.fullmatch(r"[1-7][1-4](B[1-9])?", tail):
        raise ValidationError(
            _(
                "After 18 characters a disability card has its kind (1–7), level "
                "(1–4) and, re-issued, B and a digit."
            ),
            code="card_tail",
        )


def _read_other(number: str, kind: str) -> Document:
    if not re.fullmatch(r"[0-9A-Z\u4e00-\u9fff()第号字]{2,22}", number):
        raise ValidationError(
            _("Enter the number as it stands on the document, at most 22 characters."),
            code="other",
        )
    return Document(number, kind)
