"""The sheet of a new household in the browser: asked about, and registered."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from households.models import Household
from tests import factories
from tests.households.sheets import CREATE, child, person, posted, words

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


def test_a_row_added_without_a_script_has_the_defaults_of_any_other(signed_in):
    asked = posted(person("张三")) | {"add_row": "1"}
    shown = signed_in.post(CREATE, asked).context["sheet"].members.forms
    fresh = signed_in.get(CREATE).context["sheet"].members.empty_form
    defaults = {name: fresh[name].value() for name in fresh.fields if name != "id"}
    added = {name: shown[1][name].value() for name in defaults}
    assert {k: v or None for k, v in added.items()} == {
        k: v or None for k, v in defaults.items()
    }
    assert (added["id_type"], added["ethnicity"]) == ("01", "01")
    # Left as it came, it is no person.
    sent = asked | {"members-TOTAL_FORMS": "2"}
    sent |= {f"members-1-{name}": value or "" for name, value in added.items()}
    del sent["members-1-health"]  # a box nobody ticked is not sent
    del sent["add_row"]
    assert signed_in.post(CREATE, sent).status_code == 302
    assert Household.objects.get().members.count() == 1


def test_a_long_sheet_has_ways_to_its_parts_and_its_people(signed_in):
    signed_in.post(CREATE, posted(person("张三"), child()))
    family = Household.objects.get()
    page = words(signed_in.get(reverse("households:update", args=[family.pk])))
    jumps = page.split('class="jumps')[1].split("</nav>")[0]
    anchors = re.findall(r'href="#([^"]+)"', jumps)
    assert len(anchors) == 6
    for anchor in anchors:
        assert page.count(f'id="{anchor}"') == 1
    assert "张小明" in jumps


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


def test_a_number_registered_in_a_household_one_sees_leads_there(signed_in, cadre):
    taken = factories.id_number(dt.date(1970, 5, 1))
    home = factories.household(
        by=cadre, members=[factories.member("王五", id_no=taken)]
    )
    response = signed_in.post(CREATE, posted(person("张三", id_no=taken)))
    assert response.status_code == 409
    assert f'href="{home.get_absolute_url()}"' in words(response)
    assert home.hh_no in words(response)


def test_one_more_row_without_javascript_keeps_what_was_typed(signed_in):
    response = signed_in.post(
        CREATE, posted(person("张三", id_no="bad")) | {"add_row": "1"}
    )
    assert response.status_code == 200
    assert 'name="members-1-name"' in words(response)
    assert 'value="张三"' in words(response)
    assert "field-invalid" not in words(response)


@pytest.mark.capability("S1")
def test_a_sheet_filled_in_the_browser_is_a_card_and_a_row_of_each_list(
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


def test_signs_nobody_sees_are_dropped_from_what_is_typed(signed_in):
    signed_in.post(
        CREATE, posted(address="12\u200b号\u202e", need="学一门\ufeff手艺\r\n找活干")
    )
    home = Household.objects.get()
    assert (home.address, home.periods.get().need) == ("12号", "学一门手艺\n找活干")
