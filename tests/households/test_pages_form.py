"""The sheet of a new household in the browser: what is refused, asked about, and registered."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households.models import Household
from tests import factories
from tests.households.sheets import CREATE, child, person, posted, posted_again, words

pytestmark = pytest.mark.django_db


def test_the_empty_sheet_offers_a_head_and_a_button_for_more(signed_in):
    response = signed_in.get(CREATE)
    assert response.status_code == 200
    assert 'name="members-0-relation"' in words(response)
    assert 'name="add_row"' in words(response)
    assert '<option value="990101100201" selected>' in words(response)
    assert "2026年度" in words(response)


def test_a_filled_sheet_registers_the_household_and_leads_to_it(signed_in, cadre):
    response = signed_in.post(CREATE, posted(person("张三"), child()))
    household = Household.objects.get()
    assert (response.status_code, response.url) == (302, household.get_absolute_url())
    assert (household.head_name, household.member_count, household.created_by) == (
        "张三",
        2,
        cadre,
    )
    period = household.periods.get()
    assert (period.business_fen, period.net_fen, period.filled_by_name) == (
        3_000_50,
        14_500_50,
        "李村干",
    )
    assert household.members.get(name="张小明").born_on == dt.date(2015, 3, 1)


def test_sending_the_page_twice_registers_once(signed_in):
    sheet = posted()
    first, second = signed_in.post(CREATE, sheet), signed_in.post(CREATE, sheet)
    assert first.url == second.url
    assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"id_no": "110105194912310021"},
            "第2人 李四：证件号码，最后一位不对，请对照证件再填。",
        ),
        ({"id_no": "4.50E+17"}, "末几位已经丢失"),
        ({"id_no": ""}, "请填写证件号码"),
        ({"name": "李\u202e四"}, "看不见的字符"),
        ({"relation": ""}, "与户主关系，"),
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


def test_figures_are_read_as_people_type_them(signed_in):
    signed_in.post(
        CREATE,
        posted(
            wage_fen="１２，０００元",
            cultivated_mu=" 3.5 亩 ",
            first_identified_on="2014年12月1日",
        ),
    )
    period = Household.objects.get().periods.get()
    assert (period.wage_fen, float(period.cultivated_mu)) == (12_000_00, 3.5)


def test_what_is_doubtful_is_asked_once_and_then_saved(signed_in):
    sheet = posted(person("张三"), child(schooling=""))
    first = signed_in.post(CREATE, sheet)
    assert first.status_code == 200
    assert "张小明：适龄儿童" in words(first)
    assert not Household.objects.exists()
    second = signed_in.post(CREATE, sheet | {"seen": first.context["mark"]})
    assert second.status_code == 302
    assert Household.objects.get().periods.get().schooling_unknown_count == 1


def test_a_number_registered_elsewhere_gets_one_neutral_sentence(signed_in):
    taken = factories.id_number(dt.date(1970, 5, 1))
    factories.household(
        village=factories.OTHER_COUNTY_VILLAGE,
        members=[factories.member("王五", id_no=taken)],
    )
    response = signed_in.post(CREATE, posted(person("张三", id_no=taken)))
    assert response.status_code == 409
    assert "需由县级核实" in words(response)
    assert [problem.anchor for problem in response.context["problems"]] == [
        "id_members-0-id_no"
    ]
    for secret in ("王五", "白石县", "石桥村"):
        assert secret not in words(response)


def test_one_more_row_without_javascript_keeps_what_was_typed(signed_in):
    response = signed_in.post(
        CREATE, posted(person("张三", id_no="bad")) | {"add_row": "1"}
    )
    assert response.status_code == 200
    assert 'name="members-1-name"' in words(response)
    assert 'value="张三"' in words(response)
    assert "field-invalid" not in words(response)


def test_a_forged_field_is_a_bad_request(signed_in):
    assert signed_in.post(CREATE, posted(status="exited_no_policy")).status_code == 400
    assert (
        signed_in.post(CREATE, posted() | {"members-0-person_no": "P1"}).status_code
        == 400
    )
    assert signed_in.post(CREATE, posted() | {"headcount": "9"}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"id": ""},
        {"period": "2013"},
        {"period": "2999"},
        {"period": "\x00"},
    ],
)
def test_a_sheet_without_a_proper_number_or_period_is_a_bad_request(signed_in, change):
    assert signed_in.post(CREATE, posted() | change).status_code == 400


def test_a_person_of_another_household_cannot_be_named_in_a_row(signed_in):
    stranger = factories.household(village=factories.OTHER_COUNTY_VILLAGE).members.get()
    response = signed_in.post(
        CREATE,
        posted(person("张三"), person("李四", relation="99", id=str(stranger.pk))),
    )
    assert response.status_code == 400


def test_a_body_of_50_megabytes_is_refused(signed_in):
    response = signed_in.post(
        CREATE,
        b"need=" + b"x" * 50_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (400, 413)
    assert not Household.objects.exists()


NONSENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\x00",
            "\u202e",
            "NaN",
            "Infinity",
            "-0",
            "1e999",
            "1" * 40,
            "9" * 5000,
            "٣",
            "\U0010ffff",
            "[]",
            "{}",
        ]
    ),
)


FIELDS = st.sampled_from(
    [name for name in posted() if name not in ("id", "csrfmiddlewaretoken")]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.dictionaries(FIELDS, NONSENSE, min_size=1, max_size=4))
def test_no_nonsense_breaks_the_page(signed_in, changes):
    for address in (CREATE, reverse("households:hints"), reverse("households:draft")):
        response = signed_in.post(address, posted() | changes)
        assert response.status_code in (200, 204, 302, 400, 404, 409, 422)


@pytest.mark.capability("S1")
def test_one_sheet_is_a_card_a_line_of_the_village_and_of_the_township_and_a_record(
    client, cadre, township_officer
):
    factories.household(village=factories.OTHER_TOWNSHIP_VILLAGE)
    client.force_login(cadre)
    address = client.post(CREATE, posted(person("张三"), child())).url
    household = Household.objects.get(head_name="张三")
    assert "张小明" in words(client.get(address))
    assert "张小明" in words(
        client.get(reverse("households:card", args=[household.pk]))
    )
    in_village = client.get(reverse("households:list"), {"region": factories.VILLAGE})
    client.force_login(township_officer)
    in_township = client.get(reverse("households:list"), {"region": factories.TOWNSHIP})
    for listing in (in_village, in_township):
        assert [row.pk for row in listing.context["page"].rows] == [household.pk]
        assert household.hh_no in words(listing)
        assert (
            [row.member_count for row in listing.context["page"].rows]
            == [household.members.counted().count()]
            == [2]
        )


@pytest.mark.parametrize(
    ("village", "status"),
    [
        (factories.OTHER_COUNTY_VILLAGE, 404),
        (factories.SIBLING_VILLAGE, 404),
        ("990101100999", 404),
        ("x", 404),
    ],
)
def test_a_household_is_registered_only_in_ones_own_village(signed_in, village, status):
    assert signed_in.post(CREATE, posted(region_code=village)).status_code == status
    assert not Household.objects.exists()


def test_where_one_may_look_but_not_write_is_403(client, cadre):
    factories.grant(cadre, "supervisor", factories.COUNTY)
    client.force_login(cadre)
    assert (
        client.post(CREATE, posted(region_code=factories.SIBLING_VILLAGE)).status_code
        == 403
    )


@pytest.mark.parametrize("role", ["supervisor", "auditor", "helper"])
def test_who_only_reads_gets_403(client, role):
    household = factories.household()
    client.force_login(factories.person(role, factories.COUNTY))
    assert client.get(CREATE).status_code == 403
    assert (
        client.get(reverse("households:update", args=[household.pk])).status_code == 403
    )
    assert (
        client.post(
            reverse("households:draft"), posted(id=str(household.pk))
        ).status_code
        == 403
    )
    assert (
        client.post(
            reverse("households:hints"), posted(id=str(household.pk))
        ).status_code
        == 403
    )


def test_a_foreign_household_is_404(client, stranger):
    household = factories.household()
    client.force_login(stranger)
    address = reverse("households:update", args=[household.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, posted_again(household)).status_code == 404


def test_a_sheet_used_by_another_person_is_refused(signed_in, sibling_cadre, client):
    sheet = posted()
    signed_in.post(CREATE, sheet)
    client.force_login(sibling_cadre)
    response = client.post(CREATE, sheet | {"region_code": factories.SIBLING_VILLAGE})
    assert response.status_code == 409
    assert Household.objects.count() == 1


def test_the_panel_shows_income_and_questions_while_typing(signed_in):
    response = signed_in.post(
        reverse("households:hints"), posted(person("张三"), child(schooling=""))
    )
    assert "7,250.25" in words(response)
    assert "张小明：适龄儿童" in words(response)


def test_the_panel_bears_a_half_filled_sheet(signed_in):
    half = posted(
        person("", id_no=""), attr="", wage_fen="x", **{"members-TOTAL_FORMS": "zz"}
    )
    assert signed_in.post(reverse("households:hints"), half).status_code == 200


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


def test_signs_nobody_sees_are_dropped_from_what_is_typed(signed_in):
    signed_in.post(
        CREATE, posted(address="12\u200b号\u202e", need="学一门\ufeff手艺\r\n找活干")
    )
    home = Household.objects.get()
    assert (home.address, home.periods.get().need) == ("12号", "学一门手艺\n找活干")


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
