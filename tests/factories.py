"""Rows for tests, made by functions with defaults; a stage is reached by walking the real verbs."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from accounts.models import Grant, User
from core.scope import level_of
from villages.models import Region

PASSWORD = "Test-only-2026"
COUNTY = "990101000000"
TOWNSHIP = "990101100000"
VILLAGE = "990101100201"
SIBLING_VILLAGE = "990101100202"
OTHER_TOWNSHIP = "990101101000"
OTHER_TOWNSHIP_VILLAGE = "990101101201"
PREFECTURE = "990100000000"
PROVINCE = "990000000000"
OTHER_COUNTY = "990102000000"
OTHER_COUNTY_VILLAGE = "990102100201"
OTHER_PREFECTURE_VILLAGE = "990201100201"

PLACES = {
    PROVINCE: "试验省",
    PREFECTURE: "试验市",
    COUNTY: "清河县",
    TOWNSHIP: "东山镇",
    VILLAGE: "上村村委会",
    SIBLING_VILLAGE: "下村村委会",
    OTHER_TOWNSHIP: "西水乡",
    OTHER_TOWNSHIP_VILLAGE: "柳树村村委会",
    OTHER_COUNTY: "白石县",
    "990102100000": "北坡镇",
    OTHER_COUNTY_VILLAGE: "石桥村村委会",
    "990200000000": "远山市",
    "990201000000": "临江县",
    "990201100000": "渡口镇",
    OTHER_PREFECTURE_VILLAGE: "河湾村村委会",
}
_numbers = itertools.count(1)


def plant_regions() -> None:
    """A small province of our own: code prefix 99 is issued to nobody."""
    rows = []
    for code, name in PLACES.items():
        level = level_of(code)
        parent = "" if level == 1 else code[: {2: 2, 3: 4, 4: 6, 5: 9}[level]].ljust(12, "0")
        short = name.removesuffix("村委会")
        rows.append(
            Region(
                code=code, name=name, short_name=short, level=level, parent_code=parent, valid_from=dt.date(2000, 1, 1)
            )
        )
    Region.objects.bulk_create(rows, ignore_conflicts=True)


def person(role: str | None = None, region_code: str = VILLAGE, *, name: str = "", **values: Any) -> User:
    """A person with an account and, given a role, one open grant."""
    number = next(_numbers)
    user = User(
        username=f"{role or 'nobody'}{number}", name=name or f"测试{number}", must_change_password=False, **values
    )
    user.password = "!"  # signing in with a password is the matter of few tests; the others use force_login
    user.save()
    if role:
        grant(user, role, region_code)
    return user


def grant(user: User, role: str, region_code: str, **values: Any) -> Grant:
    values.setdefault("valid_from", dt.date(2020, 1, 1))
    user.__dict__.pop("active_grants", None)
    return Grant.objects.create(user=user, role=role, region_code=region_code, **values)


def id_number(born_on: dt.date = dt.date(1970, 5, 1), *, male: bool = True, serial: int | None = None) -> str:
    """A number with a good checksum whose region prefix is issued to nobody."""
    serial = next(_numbers) if serial is None else serial
    sequence = (serial * 2 + (1 if male else 0)) % 1000
    body = f"9901{(serial // 500) % 100:02d}{born_on:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
