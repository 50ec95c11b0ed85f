"""Mistakes on the sheet of a new household: named, with nothing lost and nothing saved."""

import datetime as dt

import pytest

from households.models import Household
from tests.households.sheets import CREATE, person, posted, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"id_no": "110105194912310021"},
            "第2人 李四：证件号码：最后一位不对，请对照证件再填。",
        ),
        ({"id_no": "4.50E+17"}, "末几位已经丢失"),
        ({"id_no": ""}, "请填写证件号码"),
        ({"name": "李\u202e四"}, "看不见的字符"),
        ({"relation": ""}, "与户主关系："),
        ({"work_months": "13"}, "务工月数"),
        ({"born_on": "2026-13-01"}, "出生日期"),
        ({"sex": "2"}, "按证件号码应为男"),
        ({"id_type": "99", "id_no": ""}, "请填写：证件上看不出来"),
    ],
    ids=[
        "check digit",
        "scientific",
        "no number",
        "bidi",
        "no relation",
        "13 months",
        "no such day",
        "sex",
        "no document",
    ],
)
def test_a_broken_row_is_named_with_its_person_and_nothing_is_lost(
    signed_in, row, sentence
):
    broken = person("李四", **({"relation": "99"} | row))
    response = signed_in.post(CREATE, posted(person("张三"), broken))
    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="学一门手艺"' in words(response) or "学一门手艺</textarea>" in words(
        response
    )
    assert not Household.objects.exists()


def test_a_birth_in_the_future_is_refused(signed_in):
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    response = signed_in.post(
        CREATE, posted(person("张三"), person("张一", tomorrow, relation="03"))
    )
    assert response.status_code == 422
    assert "在今天之后" in words(response)


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([person("张三", relation="02")], "没有填写户主"),
        ([person("张三"), person("李四")], "张三、李四"),
    ],
    ids=["no head", "two heads"],
)
def test_a_household_needs_exactly_one_head(signed_in, people, sentence):
    response = signed_in.post(CREATE, posted(*people))
    assert response.status_code == 422
    assert sentence in words(response)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"irrigated_mu": "4"}, "有效灌溉面积不能大于耕地面积"),
        ({"wage_fen": "-1"}, "工资性收入"),
        ({"wage_fen": "1e9"}, "请填数字金额"),
        ({"wage_fen": "1,5"}, "请填数字金额"),
        ({"house_m2": "1,5"}, "请填写数字"),
        ({"wage_fen": "99999999999"}, "工资性收入"),
        ({"main_cause": ""}, "主要致贫原因"),
        ({"main_cause": "13"}, "主要致贫原因"),
        ({"need": ""}, "帮扶需求"),
        ({"other_causes": ["01", "02", "03"]}, "最多选两项"),
        ({"other_causes": ["07"]}, "不必重复"),
        ({"phone": "12345"}, "11位手机号"),
        ({"bank_account": "6.2E+18"}, "末几位已经丢失"),
        ({"first_identified_on": "2999-01-01"}, "在今天之后"),
        ({"danger_level": "7"}, "住房安全等级"),
    ],
)
def test_a_broken_item_is_named(signed_in, values, sentence):
    response = signed_in.post(CREATE, posted(**values))
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Household.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"first_identified_on": "0214-12-01"}, "年份过早"),
        ({"members-0-joined_on": "1960-01-01"}, "这一天早于出生日期"),
        ({"members-0-joined_on": "2999-01-01"}, "日期在今天之后"),
        ({"first_identified_on": "2026-02-30"}, "没有这一天"),
    ],
)
def test_a_day_that_cannot_be_is_named(signed_in, values, sentence):
    response = signed_in.post(CREATE, posted() | values)
    assert response.status_code == 422
    assert sentence in words(response)


def test_a_sheet_of_31_people_is_refused_in_words_a_cadre_knows(signed_in):
    names = "一二三四五六七八九十百千万金木水火土日月星天地人春夏秋冬东西南北"
    people = [person(f"张{name}", relation="99") for name in names]
    response = signed_in.post(CREATE, posted(*people))
    assert response.status_code == 422
    assert "一张采集表最多登记 30 人" in words(response)
    assert not Household.objects.exists()


def test_rows_that_did_not_arrive_are_said_and_nothing_is_saved(signed_in):
    sheet = posted()
    del sheet["members-TOTAL_FORMS"]
    response = signed_in.post(CREATE, sheet)
    assert response.status_code == 422
    assert "家庭成员信息没有完整收到" in words(response)
    assert not Household.objects.exists()
