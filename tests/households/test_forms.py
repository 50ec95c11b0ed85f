"""Fields and questions of the sheet, without a page around them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.forms.fields import (
    CountField,
    DayField,
    FigureField,
    YesNoField,
    YuanField,
)
from core.forms.widgets import FastSelect, FastTextInput
from households.rules import Person
from households.sheet import hints
from households.sheet.summary import bounds
from tests.factories import MEMBER_RECORD, RECORD

ON = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (FigureField(), "３．５", Decimal("3.5")),
        (FigureField(units=("亩",)), " 1,200.50 亩", Decimal("1200.50")),
        (FigureField(), "", None),
        (FigureField(), "0", Decimal(0)),
        (YuanField(), "1,234.56元", 123456),
        (YuanField(), "￥１２", 1200),
        (YuanField(required=False), "", None),
        (YuanField(), "0", 0),
        (CountField(units=("个月",)), "10个月", 10),
        (CountField(), "１，２００", 1200),
        (CountField(), "", None),
        (DayField(), "2016.3.1", dt.date(2016, 3, 1)),
        (DayField(), "２０１６年３月１日", dt.date(2016, 3, 1)),
        (DayField(), "20160301", dt.date(2016, 3, 1)),
        (DayField(), "2016 年 3 月 1 日", dt.date(2016, 3, 1)),
        (DayField(), "2016/03/01", dt.date(2016, 3, 1)),
        (YesNoField(), "1", True),
        (YesNoField(), "0", False),
        (YesNoField(), "", None),
    ],
)
def test_values_are_read_as_people_type_them(field, typed, value):
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (FigureField(), "三亩"),
        (FigureField(), "1e5"),
        (FigureField(), "NaN"),
        (FigureField(), "-1"),
        (FigureField(), "1.234"),
        (FigureField(), "12345678"),
        (FigureField(), "1,5"),
        (FigureField(), "1，5"),
        (FigureField(units=("亩",)), "3 公里"),
        (YuanField(), "0.001"),
        (YuanField(), "Infinity"),
        (YuanField(), "1,5"),
        (YuanField(), "3.6万"),
        (CountField(), "1.5"),
        (CountField(), "1,5"),
        (CountField(units=("个月",)), "2年"),
        (DayField(), "2016-3-"),
        (DayField(), "2016111"),
        (DayField(), "2016 1 11"),
        (DayField(), "2016-3/1"),
        (DayField(), "16-3-1"),
        (DayField(), "2026-02-30"),
        (YesNoField(), "2"),
    ],
)
def test_what_is_no_value_is_refused(field, typed):
    with pytest.raises(ValidationError):
        field.clean(typed)


def test_money_goes_out_as_it_came_in():
    assert YuanField().prepare_value(123456) == "1234.56"
    assert YuanField().prepare_value(1200_00) == "1200"
    assert YuanField().prepare_value(1200_50) == "1200.50"
    assert YuanField().prepare_value("12x") == "12x"


def test_the_directly_written_boxes_escape_what_they_show():
    text = FastTextInput().render("a", '"><script>', {"id": "x"})
    assert "<script>" not in text
    select = FastSelect(choices=[("<", "<b>"), ("2", "二")]).render("a", "2")
    assert "<b>" not in select
    assert '<option value="2" selected>二</option>' in select


def person(**values):
    identity = {
        "name": "张三",
        "sex": "1",
        "born_on": dt.date(1980, 1, 1),
        "id_type": "01",
    }
    identity |= {key: values.pop(key) for key in list(values) if key in identity}
    return Person(**identity, record=MEMBER_RECORD | values)


CHILD = {
    "relation": "03",
    "labour": "04",
    "education": "",
    "work_area": "",
    "work_months": None,
}


@pytest.mark.parametrize(
    ("people", "record", "codes"),
    [
        ([person()], {}, []),
        ([person(), person(relation="04")], {}, ["Q024"]),
        (
            [person(), person(relation="02", sex="2"), person(relation="02", sex="2")],
            {},
            ["Q025"],
        ),
        ([person(), person(relation="02")], {}, ["Q025"]),
        ([person(health=["01", "02"])], {}, ["Q081"]),
        ([person(health=[])], {}, ["Q053"]),
        ([person(health=["04"])], {}, ["Q082"]),
        ([person(health=["04"], id_type="09")], {}, []),
        (
            [person(), person(born_on=dt.date(2015, 1, 1), schooling="", **CHILD)],
            {},
            ["Q016"],
        ),
        (
            [person(), person(born_on=dt.date(2015, 1, 1), schooling="01", **CHILD)],
            {},
            ["Q016"],
        ),
        (
            [person(), person(born_on=dt.date(2015, 1, 1), schooling="03", **CHILD)],
            {},
            [],
        ),
        (
            [
                person(),
                person(
                    born_on=dt.date(2015, 1, 1),
                    schooling="03",
                    **(CHILD | {"labour": "01"}),
                ),
            ],
            {},
            ["Q049"],
        ),
        (
            [
                person(),
                person(
                    born_on=dt.date(2015, 1, 1),
                    schooling="03",
                    **(CHILD | {"education": "02"}),
                ),
            ],
            {},
            ["Q051"],
        ),
        (
            [person(labour="04", work_area="", work_months=None)],
            {"wage_fen": None},
            ["Q050"],
        ),
        ([person(labour="03", health=["02"])], {}, ["Q047"]),
        ([person(labour="")], {}, ["Q053"]),
        ([person(work_months=None)], {}, ["Q083"]),
        ([person(education="")], {}, ["Q052"]),
        ([person(med_employee=True)], {}, ["Q019"]),
        ([person(med_resident=False)], {}, ["Q018"]),
        ([person(med_resident=None, med_employee=None, is_soldier=True)], {}, []),
        ([person(has_tekun=True)], {}, ["Q059"]),
        ([person()], {"tr_dibao_fen": 3000_00}, ["Q084"]),
        ([person(has_dibao=True)], {}, ["Q084"]),
        ([person()], {"attr": "06"}, ["Q086"]),
        ([person(work_area="", work_months=None)], {}, ["Q055"]),
        ([person()], {"wage_fen": 0}, ["Q055"]),
        ([person()], {"cost_fen": None}, ["Q056"]),
        ([person()], {"danger_level": "4"}, ["Q087"]),
        ([person()], {"house_m2": None}, ["Q065"]),
        ([person()], {"road_km": Decimal(400)}, ["Q066"]),
        ([person()], {"cultivated_mu": Decimal(60)}, ["Q066"]),
        ([person()], {"wage_fen": 100_00}, ["Q066"]),
        ([person()], {"cost_fen": 99_999_00}, ["Q152"]),
    ],
)
@pytest.mark.django_db
def test_what_is_doubtful_is_asked_about(people, record, codes):
    found = hints.hints(RECORD | record, people, bounds(ON), on=ON)
    assert [hint.code for hint in found] == codes


@pytest.mark.django_db
def test_a_question_knows_its_person():
    found = hints.hints(RECORD, [person(), person(relation="04")], bounds(ON), on=ON)
    assert [(hint.row, hint.field) for hint in found] == [(1, "relation")]
