"""What the tests of the pages of people share: addresses, a filled form."""

from django.urls import reverse

from tests import factories


def address(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def person_form(**changes: str) -> dict[str, str]:
    return {
        "username": "lisi2026",
        "name": "李四",
        "role": "village_cadre",
        "region_code": factories.VILLAGE,
    } | changes
