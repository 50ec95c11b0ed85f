"""The records of a family and of each person in one year, as rows of the registry."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from config.demo.families import YEARS, Family
from config.demo.members import Person
from config.demo.parameters import LINES

GROWTH = 1.085
NEEDS = {
    "01": "慢性病签约服务，减轻看病负担",
    "02": "落实残疾人两项补贴和照料",
    "03": "孩子上学期间的生活补助",
    "04": "灾后修缮住房，恢复生产",
    "05": "流转或代种土地，安排就近务工",
    "06": "解决灌溉和饮水",
    "07": "学一门种植或务工手艺",
    "08": "代种代管，安排公益性岗位",
    "09": "小额信贷，发展脐橙和养殖",
    "10": "修通入户路，方便农产品外运",
    "11": "帮助找到稳定的活干",
    "12": "按家庭实际情况帮扶",
}
FALLS_BACK = 30  # one in so many of those who have left poverty is below the line again
SAME_FOR_ALL = {
    "pasture_mu": 0,
    "water_mu": 0,
    "power_production": True,
    "power_domestic": True,
    "tv": True,
}
GOOD_HOUSE, BAD_HOUSE = ("1", "2"), ("3", "4")


def household_year(random: Random, family: Family, period: int) -> dict[str, Any]:
    """Conditions and income of one year, money in fen."""
    present = period == family.last_period
    # Troubles of a family that has exited are those of the present year only.
    troubles = family.troubles if present or family.exited_on is None else set()
    house = BAD_HOUSE if "house" in troubles else GOOD_HOUSE
    row = {
        "period": str(period),
        "window_start": dt.date(period - 1, 10, 1),
        "window_end": dt.date(period, 9, 30),
        "state": _state_in(family, period),
        "attr": family.attr,
        "main_cause": family.cause,
        "other_causes": family.other_causes,
        "need": NEEDS[family.cause],
        "danger_level": house[family.seed % 2],
        "water_safe": None if "unknown" in troubles else "water" not in troubles,
        "food_assured": "food" not in troubles,
        "clothing_assured": True,
        "filled_on": dt.date(period, 10, random.randint(3, 18)),
        "version": 1,
    }
    row |= _property(Random(family.seed), len(family.people))
    return row | _income(random, family, period, row)


def _state_in(family: Family, period: int) -> str:
    """The family's state in a year, which is today's in the present one."""
    if period == family.last_period:
        return family.state
    exited = family.exited_on is not None and family.exited_on.year <= period
    return "exited_with_policy" if exited else "not_exited"


def _property(random: Random, size: int) -> dict[str, Any]:
    """House, land and road, which stay as they are from year to year."""
    cultivated = round(random.uniform(0.6, 1.4) * size, 2)
    return {
        "is_military_martyr": random.random() < 0.01,
        "in_coop": random.random() < 0.35,
        "led_by_firm": random.random() < 0.22,
        "led_by_leader": random.random() < 0.18,
        "is_relocation": False,
        "cultivated_mu": cultivated,
        "irrigated_mu": round(cultivated * random.uniform(0.4, 1.0), 2),
        "forest_mu": round(random.uniform(0, 9), 2),
        "orchard_mu": round(
            random.choice((0, 0, 1.5, 3, 6)) * random.uniform(0.6, 1.2), 2
        ),
        **SAME_FOR_ALL,
        "road_km": round(random.uniform(0.05, 3.2), 2),
        "access_road": random.choice(("03", "03", "03", "02", "04")),
        "house_m2": round(random.uniform(18, 34) * max(size, 2), 1),
        "house_structure": random.choice(("02", "02", "01", "03")),
        "toilet": random.random() < 0.93,
        "fuel": random.choice(("01", "04", "04", "04")),
    }


def _income(
    random: Random, family: Family, period: int, row: dict[str, Any]
) -> dict[str, int]:
    """Yearly amounts in fen; they grow with the years and depend on who can work."""
    years = period - family.last_period + YEARS - 1
    level = family.prosperity * GROWTH**years * random.uniform(0.93, 1.07)
    workers = sum(1 for person in family.people if works(person, period))
    land = float(row["cultivated_mu"]) + 2.2 * float(row["orchard_mu"])
    business = land * 1_150 * level
    yuan = {
        "wage_fen": workers * 13_800 * level,
        "business_fen": business,
        "property_dividend_fen": random.choice((0, 0, 365, 800, 1_240)),
        "property_other_fen": random.choice((0, 0, 0, random.randint(60, 900))),
        **_transfers(random, family, period, level),
        "cost_fen": business * 0.34,
    }
    if family.exited_on and family.seed % FALLS_BACK:
        _lift(yuan, family, period, random)
    # To the yuan: what families earn is seldom a round sum, what is allowed them often.
    return {name: round(amount) * 100 for name, amount in yuan.items()}


def _transfers(
    random: Random, family: Family, period: int, level: float
) -> dict[str, float]:
    """Allowances and pensions of one year, in yuan."""
    size = len(family.people)
    old = sum(1 for person in family.people if person.age(period) >= 60)
    return {
        "tr_family_planning_fen": 0,
        "tr_dibao_fen": size * 2_600 * level if family.attr == "04" else 0,
        "tr_tekun_fen": size * 8_600 * level if family.attr == "06" else 0,
        "tr_pension_fen": old * 1_560,
        "tr_eco_fen": random.choice((0, 120, 260)),
        "tr_other_fen": random.choice((0, 0, random.randint(80, 1_100))),
    }


def _lift(yuan: dict[str, float], family: Family, period: int, random: Random) -> None:
    """Keep most of the exited above the line: allowance or relatives pay the rest."""
    line = LINES.get(period, max(LINES.values()))
    wanted = line * len(family.people) * random.uniform(1.03, 1.3)
    missing = wanted - (sum(yuan.values()) - 2 * yuan["cost_fen"])
    if missing > 0:
        yuan["tr_dibao_fen" if family.attr == "04" else "tr_other_fen"] += missing


def member_year(
    random: Random, family: Family, person: Person, period: int
) -> dict[str, Any]:
    """What was recorded of one person in one year."""
    age = person.age(period)
    troubles = family.troubles if period == family.last_period else set()
    schooling = _schooling(person, age)
    dropped_out = "dropout" in troubles and 7 <= age <= 15
    return {
        "period": str(period),
        "relation": person.relation,
        "political": "13" if age >= 18 else "",
        "education": _education(person, age) if schooling == "01" else "",
        "schooling": "01" if dropped_out else schooling,
        "dropout_reason": "03" if dropped_out else "",
        "health": _health(person),
        "labour": _labour(person, age, schooling) if age >= 16 else "04",
        **_work(random, person, period),
        "has_dibao": family.attr == "04",
        "has_tekun": family.attr == "06",
        **_insurance(person, family, troubles),
        "pension_resident": age >= 16 and schooling == "01",
        "pension_employee": False,
        "is_soldier": False,
    }


def _health(person: Person) -> list[str]:
    illness = "03" if person.seriously else "02"
    found = ((illness, person.ill), ("04", person.disabled))
    return [code for code, has in found if has] or ["01"]


def _work(random: Random, person: Person, period: int) -> dict[str, Any]:
    working = works(person, period)
    area = ("01", "02", "03", "04", "04")
    return {
        "work_area": random.choice(area) if working else "",
        "work_months": random.randint(6, 12) if working else None,
        "employer": "",
    }


def _insurance(person: Person, family: Family, troubles: set[str]) -> dict[str, bool]:
    """Where insurance is a trouble of the family, its last member has none."""
    insured = not ("insurance" in troubles and person is family.people[-1])
    return {
        "med_resident": insured,
        "med_employee": False,
        "med_critical": insured,
    }


def works(person: Person, period: int) -> bool:
    age = person.age(period)
    return person.able and 18 <= age <= 60 and _schooling(person, age) == "01"


def _schooling(person: Person, age: int) -> str:
    """The school of a person of this age, or "01" for none.

    Every second one goes to a trade school at fifteen, one in three studies.
    """
    if age < 3:
        return "21"
    if age < 6:
        return "02"
    if age < 12:
        return "03"
    if age < 15:
        return ("04", "05", "06")[age - 12]
    if age < 18:
        return (("10", "11", "12") if person.draw < 0.5 else ("07", "08", "09"))[
            age - 15
        ]
    return "16" if age < 22 and person.draw > 0.66 else "01"


def _education(person: Person, age: int) -> str:
    """The highest school left, by age: the old had little of it."""
    steps = (
        ("01", "02", "02", "03")
        if age >= 65
        else ("02", "03", "03", "04")
        if age >= 35
        else ("03", "04", "04", "05")
    )
    return steps[int(person.draw * 4)]


def _labour(person: Person, age: int, schooling: str) -> str:
    if schooling != "01":
        return "04"
    if not person.able:
        return "03"
    if age >= 60:
        return "05" if age < 70 else "04"
    return "02" if person.draw > 0.83 else "01"
