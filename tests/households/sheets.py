"""A filled sheet: as a browser sends it, and as values."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from core.ids import uuid7
from households import services
from households.models import Household
from households.sheet.values import (
    HOUSEHOLD_FIELDS,
    MEMBER_RECORD,
    PERIOD_RECORD,
    HouseholdData,
    MemberData,
    record_of,
)
from tests import factories

CREATE = "/households/new/"
HOUSEHOLD = {
    "region_code": factories.VILLAGE,
    "group_name": "一组",
    "address": "12号",
    "id_standard": "01",
    "first_identified_on": "2014-12-01",
    "planned_exit_year": "",
    "phone": "13800000000",
    "bank_name": "",
    "bank_account": "",
}
RECORD = {
    "attr": "01",
    "main_cause": "07",
    "other_causes": [],
    "need": "学一门手艺",
    "is_military_martyr": "0",
    "in_coop": "1",
    "led_by_firm": "0",
    "led_by_leader": "0",
    "is_relocation": "0",
    "cultivated_mu": "3.5",
    "irrigated_mu": "2",
    "forest_mu": "",
    "orchard_mu": "",
    "pasture_mu": "",
    "water_mu": "",
    "power_production": "1",
    "power_domestic": "1",
    "tv": "1",
    "road_km": "0.4",
    "access_road": "03",
    "house_m2": "90",
    "house_structure": "02",
    "danger_level": "1",
    "toilet": "1",
    "fuel": "04",
    "water_safe": "1",
    "food_assured": "1",
    "clothing_assured": "1",
    "wage_fen": "12000",
    "business_fen": "3,000.50",
    "property_dividend_fen": "",
    "property_other_fen": "",
    "tr_family_planning_fen": "",
    "tr_dibao_fen": "",
    "tr_tekun_fen": "",
    "tr_pension_fen": "",
    "tr_eco_fen": "",
    "tr_other_fen": "500",
    "cost_fen": "1000",
}
PERSON = {
    "id": "",
    "relation": "01",
    "id_type": "01",
    "sex": "",
    "born_on": "",
    "ethnicity": "01",
    "political": "13",
    "education": "02",
    "schooling": "",
    "dropout_reason": "",
    "health": ["01"],
    "labour": "01",
    "work_area": "03",
    "work_months": "10",
    "employer": "",
    "has_dibao": "0",
    "has_tekun": "0",
    "med_resident": "1",
    "med_employee": "0",
    "med_critical": "1",
    "pension_resident": "1",
    "pension_employee": "0",
    "is_soldier": "0",
    "joined_on": "",
    "joined_reason": "",
    "left_on": "",
    "left_reason": "",
}
CHILD = {
    "relation": "03",
    "schooling": "03",
    "education": "",
    "labour": "04",
    "work_area": "",
    "work_months": "",
}


def person(
    who: str, born: dt.date = dt.date(1970, 5, 1), *, male: bool = True, **values: Any
) -> dict[str, Any]:
    """One row as typed."""
    return (
        PERSON | {"name": who, "id_no": factories.id_number(born, male=male)} | values
    )


def child(name: str = "张小明", **values: Any) -> dict[str, Any]:
    return person(name, dt.date(2015, 3, 1), **(CHILD | values))


def posted(*people: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The whole sheet of a new household."""
    people = people or (person("张三"),)
    post = (
        {"id": str(uuid7()), "version": "0", "period": "2026", "seen": ""}
        | HOUSEHOLD
        | RECORD
    )
    post |= {"members-TOTAL_FORMS": str(len(people)), "members-INITIAL_FORMS": "0"}
    post |= {
        f"members-{n}-{name}": value
        for n, row in enumerate(people)
        for name, value in row.items()
    }
    return post | values


def posted_again(household: Any, *new: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The sheet of a registered household as its page offers it, numbers left empty."""
    rows = []
    for member in household.members.counted():
        record = member.periods.get(period="2026")
        row = PERSON | {
            "id": str(member.pk),
            "name": member.name,
            "id_no": "",
            "sex": member.sex,
        }
        row |= {
            "born_on": member.born_on.isoformat(),
            "relation": record.relation,
            "schooling": record.schooling,
        }
        row |= {
            "education": record.education,
            "labour": record.labour,
            "work_area": record.work_area,
        }
        rows.append(
            row
            | {
                "work_months": ""
                if record.work_months is None
                else str(record.work_months)
            }
        )
    values = {"id": str(household.pk), "version": str(household.version)} | values
    post = posted(*rows, *new, **values)
    del post["region_code"]
    return post


def words(response: Any) -> str:
    return response.content.decode()


def hand_in(
    household: Household, data: HouseholdData, by: Any, *, version: int
) -> Household:
    """Save a sheet of given values, as one who saw that version of the household."""
    return services.update_household(
        household_id=household.pk,
        period=data.period,
        version=version,
        fill=lambda _stored: data,
        by=by,
        on=factories.TODAY,
    )


def family() -> list[MemberData]:
    """A couple and their child."""
    return [
        factories.member("单大山", relation="01"),
        factories.member("李秀英", relation="02", sex="2"),
        factories.member(
            "单小明",
            relation="03",
            born_on=dt.date(2015, 3, 1),
            labour="04",
            work_area="",
            work_months=None,
            schooling="03",
            education="",
        ),
    ]


def as_data(
    household: Household, period: str = "2026", **changes: Any
) -> HouseholdData:
    """The household's sheet as it is stored, numbers kept."""
    stored = household.periods.get(period=period)
    records = {
        row.member_id: row for row in household.member_periods.filter(period=period)
    }
    lines = [
        MemberData(
            id=row.pk,
            name=row.name,
            sex=row.sex,
            born_on=row.born_on,
            ethnicity=row.ethnicity,
            id_type=row.id_type,
            record=record_of(records[row.pk], MEMBER_RECORD),
        )
        for row in household.members.counted()
    ]
    data = HouseholdData(
        id=household.pk,
        region_code=household.region_code,
        period=period,
        members=tuple(lines),
        household={name: getattr(household, name) for name in HOUSEHOLD_FIELDS},
        record=record_of(stored, PERIOD_RECORD),
    )
    return replace(data, **changes)


def update(
    household: Household, data: HouseholdData, by: Any, version: int | None = None
) -> Household:
    """Save a sheet as one who saw the household as it is now, or that version of it."""
    return hand_in(
        household, data, by, version=household.version if version is None else version
    )


def changed(data: HouseholdData, index: int, **values: Any) -> HouseholdData:
    """The sheet with one person changed; names of the record go into the record."""
    line = data.members[index]
    record = line.record | {
        name: values.pop(name) for name in list(values) if name in line.record
    }
    members = list(data.members)
    members[index] = replace(line, record=record, **values)
    return replace(data, members=tuple(members))
