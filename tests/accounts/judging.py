"""What the tests of passwords share."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import ProfileValidator

GOOD = "Hong7-Shan-Yao"


CONTAINS = "密码中含有"


def refusals(password: str, user: User | None = None) -> str:
    try:
        ProfileValidator().validate(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
