"""The small county of the tests: its places and their codes."""

from __future__ import annotations

import datetime as dt

from core.scope import level_of
from villages.models import Region

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
DIGITS_OF_PARENT = {1: 0, 2: 2, 3: 4, 4: 6, 5: 9}


def plant() -> None:
    """Write the places; the code prefix 99 is issued to nobody."""
    Region.objects.bulk_create(
        [_region(code, name) for code, name in PLACES.items()], ignore_conflicts=True
    )


def _region(code: str, name: str) -> Region:
    level = level_of(code)
    return Region(
        code=code,
        name=name,
        short_name=name.removesuffix("村委会"),
        level=level,
        parent_code=""
        if level == 1
        else code[: DIGITS_OF_PARENT[level]].ljust(12, "0"),
        valid_from=dt.date(2000, 1, 1),
    )
