"""Rows for tests, made by functions with defaults; a stage is reached by walking the real verbs."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from accounts.models import Grant, User
from core.ids import uuid7
from core.models import Attachment
from households.models import Household
from households.services import register_household
from households.sheet.values import HouseholdData, MemberData
from tests.places import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_COUNTY_VILLAGE,
    OTHER_PREFECTURE_VILLAGE,
    OTHER_TOWNSHIP,
    OTHER_TOWNSHIP_VILLAGE,
    PLACES,
    PREFECTURE,
    PROVINCE,
    SIBLING_VILLAGE,
    TOWNSHIP,
    VILLAGE,
)
from tests.places import plant as plant_regions

PASSWORD = "Test-only-2026"
__all__ = [
    "COUNTY",
    "OTHER_COUNTY",
    "OTHER_COUNTY_VILLAGE",
    "OTHER_PREFECTURE_VILLAGE",
    "OTHER_TOWNSHIP",
    "OTHER_TOWNSHIP_VILLAGE",
    "PLACES",
    "PREFECTURE",
    "PROVINCE",
    "SIBLING_VILLAGE",
    "TOWNSHIP",
    "VILLAGE",
    "plant_regions",
]
_numbers = itertools.count(1)


def person(
    role: str | None = None,
    region_code: str = VILLAGE,
    *,
    name: str = "",
    **values: Any,
) -> User:
    """A person with an account and, given a role, one open grant."""
    number = next(_numbers)
    user = User(
        username=f"{role or 'nobody'}{number}",
        name=name or f"测试{number}",
        must_change_password=False,
        **values,
    )
    # Signing in with a password is the matter of few tests; the others use force_login.
    user.password = "!"
    user.save()
    if role:
        grant(user, role, region_code)
    return user


def grant(user: User, role: str, region_code: str, **values: Any) -> Grant:
    values.setdefault("valid_from", dt.date(2020, 1, 1))
    user.__dict__.pop("active_grants", None)
    return Grant.objects.create(user=user, role=role, region_code=region_code, **values)


def paper(by: User, case: Any) -> Attachment:
    """A photograph handed in with a case; its bytes are nowhere."""
    return Attachment.objects.create(
        sha256="0" * 64,
        size=1,
        content_type="image/png",
        name="照片.png",
        purpose="照片",
        subject=case.papers,
        permission="core.view_case",
        region_code=case.region_code,
        uploaded_by=by,
    )


def id_number(
    born_on: dt.date = dt.date(1970, 5, 1),
    *,
    male: bool = True,
    serial: int | None = None,
) -> str:
    """A number with a good checksum whose region prefix is issued to nobody."""
    serial = next(_numbers) if serial is None else serial
    sequence = (serial * 2 + (1 if male else 0)) % 1000
    body = f"9901{(serial // 500) % 100:02d}{born_on:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        body
        + "10X98765432"[
            sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
        ]
    )


TODAY = dt.date(2026, 11, 21)
PERIOD = "2026"
RECORD = {
    "attr": "01",
    "main_cause": "07",
    "danger_level": "1",
    "house_m2": 90,
    "house_structure": "02",
    "water_safe": True,
    "food_assured": True,
    "clothing_assured": True,
    "toilet": True,
    "tv": True,
    "power_domestic": True,
    "wage_fen": 12_000_00,
    "business_fen": 3_000_00,
    "tr_other_fen": 500_00,
    "cost_fen": 1_000_00,
}
MEMBER_RECORD = {
    "relation": "01",
    "education": "02",
    "schooling": "",
    "health": ["01"],
    "labour": "01",
    "work_area": "03",
    "work_months": 10,
    "has_dibao": False,
    "has_tekun": False,
    "med_resident": True,
    "med_employee": False,
    "med_critical": True,
    "pension_resident": True,
    "pension_employee": False,
    "is_soldier": False,
}


def member(
    name: str = "",
    *,
    relation: str = "01",
    born_on: dt.date = dt.date(1970, 5, 1),
    **values: Any,
) -> MemberData:
    """One line of a sheet: a healthy adult at work unless said otherwise.

    Fields of `record` may be given directly.
    """
    male = values.pop("sex", "1") == "1"
    identity = {
        key: values.pop(key)
        for key in list(values)
        if key in MemberData.__dataclass_fields__
    }
    identity.setdefault("id_no", id_number(born_on, male=male))
    return MemberData(
        id=identity.pop("id", None) or uuid7(),
        name=name or f"张{'甲乙丙丁戊己庚辛壬癸'[next(_numbers) % 10]}",
        sex="1" if male else "2",
        born_on=born_on,
        record=MEMBER_RECORD | {"relation": relation} | values,
        **identity,
    )


def sheet(
    *, village: str = VILLAGE, members: Any = None, period: str = PERIOD, **record: Any
) -> HouseholdData:
    """A sheet ready to be registered: one healthy adult at work, unless said otherwise."""
    own = {
        "group_name": "第一村民小组",
        "id_standard": "01",
        "first_identified_on": dt.date(2014, 12, 1),
        "bank_name": "",
    }
    own |= {
        key: record.pop(key)
        for key in ("group_name", "address", "first_identified_on")
        if key in record
    }
    return HouseholdData(
        id=record.pop("id", None) or uuid7(),
        region_code=village,
        period=period,
        household=own,
        phone=record.pop("phone", "13800000000"),
        bank_account=record.pop("bank_account", ""),
        record=RECORD | record,
        members=tuple(members or [member()]),
    )


def household(
    *,
    by: User | None = None,
    village: str = VILLAGE,
    on: dt.date = TODAY,
    **values: Any,
) -> Household:
    """A household registered by the verb itself; see `sheet` for what can be given."""
    return register_household(
        form=sheet(village=village, **values),
        by=by or person("village_cadre", village),
        on=on,
    )
