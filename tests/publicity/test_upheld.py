"""An upheld objection sends its cases back; the same one sent twice is one."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.cases import presenters
from core.web import worklist
from publicity import drafts, services
from publicity.models import Objection
from tests import factories
from tests.publicity.conftest import STEPS, at_board, forward, posted, set_parameters
from tests.publicity.pages import sign_in
from tests.publicity.public_pages import address, said
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")
VISIT = {**STEPS[0], "key": "visit", "name": "入户核实"}


def process(upheld_to=""):
    """Propose, visit, notice, decide, announce; the profile names where an objection leads."""
    board = {**STEPS[1], "notice": {**STEPS[1]["notice"], "upheld_to": upheld_to}}
    return [STEPS[0], VISIT, board, *STEPS[2:]]


def on_board(cadre, upheld_to="", **values):
    return forward(at_board(cadre, steps=process(upheld_to), **values), cadre)


def uphold(notice, by, row=None, answer="车在户主名下。"):
    objection = services.file_objection(notice=notice, row=row, text="家里有小车")
    return services.answer_objection(
        objection=objection, state="accepted", answer=answer, by=by
    )


@pytest.mark.parametrize(
    ("upheld_to", "step"), [("visit", "visit"), ("propose", "propose"), ("", "propose")]
)
def test_the_case_goes_back_to_the_step_the_profile_names(
    cadre, township_officer, upheld_to, step
):
    case = on_board(cadre, upheld_to)
    objection = uphold(posted(cadre, case), township_officer)
    case.refresh_from_db()
    assert (case.state, case.round) == (step, 2)
    entry = presenters.context_of(case, cadre)["events"][-1]
    assert entry["by"] == township_officer.name
    assert objection.receipt in entry["text"]
    assert "车在户主名下。" in entry["text"]


def test_it_is_the_item_of_everybody_who_may_act(cadre, township_officer):
    case = on_board(cadre, "visit")
    other = factories.person("village_cadre", factories.VILLAGE)
    stranger = factories.person("village_cadre", factories.SIBLING_VILLAGE)
    uphold(posted(cadre, case), township_officer)

    def reasons(person):
        items = worklist.items_for(person, timezone.localdate())
        return [
            item.reason
            for item in items
            if item.url == reverse("core:case", args=[case.pk])
        ]

    for person in (cadre, other):
        (reason,) = reasons(person)
        assert "车在户主名下。" in reason
        assert "入户核实" in reason
    assert reasons(stranger) == []


def test_of_the_whole_list_every_open_case_goes_back(cadre, township_officer):
    cases = [on_board(cadre, "visit"), on_board(cadre, "visit")]
    notice = posted(cadre, *cases)
    uphold(notice, township_officer)
    for case in cases:
        case.refresh_from_db()
        assert case.state == "visit"
    notice.refresh_from_db()
    assert notice.withdrawn_at is not None, "nothing on it is proposed any more"


def test_a_long_answer_is_cut_in_the_reason_and_whole_at_the_objection(
    cadre, township_officer
):
    case = on_board(cadre)
    objection = uphold(posted(cadre, case), township_officer, answer="查" * 1900)
    reason = case.events.get(action="return").comment
    assert len(reason) == 500
    assert reason.endswith("…")
    assert len(objection.answer) == 1900


def test_of_a_case_that_has_gone_back_already_nothing_moves(cadre, township_officer):
    case = on_board(cadre)
    notice = posted(cadre, case, on_board(cadre))
    row = notice.rows.get(case=case)
    first = services.file_objection(notice=notice, row=row, text="家里有小车")
    uphold(notice, township_officer, row)
    case.refresh_from_db()
    before = case.version
    services.answer_objection(
        objection=first, state="accepted", answer="属实。", by=township_officer
    )
    case.refresh_from_db()
    assert case.version == before


def test_who_prepared_the_case_does_not_answer(cadre):
    helper = factories.person("village_cadre", factories.VILLAGE)
    factories.grant(helper, "township_officer", factories.TOWNSHIP)
    case = forward(at_board(cadre, steps=process()), helper)
    with refused("须由其他人答复异议"):
        uphold(posted(cadre, case), helper)


def test_the_answer_form_says_where_the_case_goes(client, cadre, township_officer):
    case = on_board(cadre, "visit")
    notice = posted(cadre, case)
    objection = services.file_objection(notice=notice, text="家里有小车")
    address_ = reverse("publicity:objection-answer", args=[objection.pk])
    page = sign_in(client, township_officer).get(address_).content.decode()
    assert "退回“入户核实”" in page


def test_sent_again_by_refresh_or_back_it_is_one_with_the_same_receipt(villager, cadre):
    notice = posted(cadre)
    answers = [villager.post(address(notice), said(name="李四")) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Objection.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"text": "人数不对"},
        {"about": "all"},
        {"name": "王五"},
        {"REMOTE_ADDR": "10.9.9.9"},
    ],
)
def test_control_another_objection_is_another(villager, cadre, other):
    notice = posted(cadre)
    values = {key: other[key] for key in other if key != "REMOTE_ADDR"}
    extra = {key: other[key] for key in other if key == "REMOTE_ADDR"}
    villager.post(address(notice), said(name="李四"))
    villager.post(address(notice), said() | {"name": "李四"} | values, **extra)
    assert Objection.objects.count() == 2


def test_recorded_twice_by_staff_it_is_one(client, cadre):
    notice = posted(cadre)
    sign_in(client, cadre)
    record = reverse("publicity:objection-record", args=[notice.pk])
    for _ in range(2):
        client.post(record, said(via="phone", name="李四", phone="0797-1234567"))
    assert Objection.objects.count() == 1


def test_receipt_and_notice_say_by_when_it_is_answered(villager, cadre):
    set_parameters(objection_answer_days=10)
    notice = posted(cadre)
    due = timezone.localdate() + dt.timedelta(days=10)
    assert f"{due:%Y-%m-%d} 前答复" in villager.get(address(notice)).content.decode()
    receipt = villager.post(address(notice), said(), follow=True).content.decode()
    assert f"{due:%Y-%m-%d}" in receipt


def test_a_profile_that_asks_for_the_days_posts_nothing_without_them(
    cadre, monkeypatch
):
    policy = drafts.policy_named("notices-test")
    declared = {"objection_answer_days": {"label": "异议答复期限", "type": "int"}}
    parameters = policy.contents["parameters"]
    monkeypatch.setitem(policy.contents, "parameters", {**parameters, **declared})
    case = at_board(cadre)
    with refused("异议答复期限"):
        posted(cadre, case)
    set_parameters(objection_answer_days=10)
    assert posted(cadre, case).pk
