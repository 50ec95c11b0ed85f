"""The two families of the golden papers, with every value typed by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from households.models import Household, HouseholdPeriod
from tests import factories
from tests.database import triggers_off

ZHANG = {
    "name": "张大山",
    "id_no": "99010119700101001X",
    "born_on": dt.date(1970, 1, 1),
    "education": "03",
    "schooling": "01",
}
WANG = {
    "name": "王桂花",
    "relation": "02",
    "sex": "2",
    "id_no": "990101197203030027",
    "born_on": dt.date(1972, 3, 3),
    "education": "02",
    "schooling": "01",
    "health": ["02"],
    "work_area": "",
    "work_months": None,
}
XIAOYU = {
    "name": "张小雨",
    "relation": "04",
    "sex": "2",
    "id_no": "990101201406060049",
    "born_on": dt.date(2014, 6, 6),
    "education": "",
    "schooling": "03",
    "labour": "04",
    "work_area": "",
    "work_months": None,
    "pension_resident": False,
}
LI = {
    "name": "李小河",
    "id_no": "99010119800202002X",
    "born_on": dt.date(1980, 2, 2),
}


def plant() -> tuple[Household, Household]:
    """张大山 of 上村, exited in 2019, and 李小河 of 下村, still poor."""
    zhang = factories.household(
        members=[factories.member(**one) for one in (ZHANG, WANG, XIAOYU)],
        attr="04",
        main_cause="01",
        other_causes=["07", "03"],
        phone="13900000011",
        bank_account="6217000000000011",
        first_identified_on=dt.date(2014, 12, 1),
    )
    li = factories.household(
        village=factories.SIBLING_VILLAGE,
        group_name="第二村民小组",
        members=[factories.member(**LI)],
        main_cause="02",
        phone="13900000022",
        bank_account="6217000000000022",
        first_identified_on=dt.date(2016, 12, 1),
    )
    _settle(zhang, li)
    return Household.objects.get(pk=zhang.pk), Household.objects.get(pk=li.pk)


def _settle(zhang: Household, li: Household) -> None:
    """What only a case or an earlier year would have written."""
    put_in_state(zhang, "exited_with_policy", dt.date(2019, 11, 20))
    Household.objects.filter(pk__in=[zhang.pk, li.pk]).update(bank_name="清河农商银行")
    Household.objects.filter(pk=li.pk).update(id_standard="02")
    for family, income in ((zhang, 876_543), (li, 321_005)):
        family.periods.update(net_pc_fen=income)
    _earlier(zhang, "2018", attr="04", main_cause="01", net_pc_fen=234_560)
    _earlier(li, "2018", attr="01", main_cause="02", net_pc_fen=199_999)


def put_in_state(family: Household, state: str, exited_on: dt.date) -> None:
    """A state as a case would leave it, without the case."""
    with (
        triggers_off("households_household"),
        triggers_off("households_householdperiod"),
    ):
        Household.objects.filter(pk=family.pk).update(state=state, exited_on=exited_on)
        family.periods.update(state=state)


def _earlier(family: Household, period: str, **values: Any) -> None:
    row = family.periods.get(period="2026")
    row.pk, row.period = None, period
    row.other_causes = []
    row.window_start = dt.date(int(period), 1, 1)
    row.window_end = dt.date(int(period), 12, 31)
    for name, value in values.items():
        setattr(row, name, value)
    HouseholdPeriod.objects.bulk_create([row])


def in_states(*states: str) -> dict[str, Household]:
    """One more family for each state."""
    made = {state: factories.household() for state in states}
    for state, family in made.items():
        put_in_state(family, state, dt.date(2019, 11, 20))
    return made
