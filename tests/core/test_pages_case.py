"""The page of a case: who sees it, who may act, what a refusal leaves on the screen."""

from __future__ import annotations

from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.cases import engine, hooks, kinds
from core.ids import uuid7
from core.models import Attachment, PendingFile
from core.refusals import Refused
from tests import factories
from tests.core.case_page import (
    DAY,
    KIND,
    POLICY,
    STEPS,
    move,
    picture,
    see,
    words,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _setting(monkeypatch, settings, tmp_path):
    kind = engine.CaseKind(
        KIND, "退出", "core.view_case", "SY", subject_url=lambda case: "/"
    )
    monkeypatch.setitem(kinds._kinds, KIND, kind)
    monkeypatch.setattr(hooks, "_blockers", {})
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(cadre):
    return engine.open_case(
        kind=KIND,
        subject_id=uuid7(),
        subject_label="张三",
        region_code=factories.VILLAGE,
        policy=POLICY,
        policy_on=DAY,
        steps=STEPS,
        snapshot={},
        by=cadre,
    )


@pytest.fixture
def colleague(db):
    return factories.person("village_cadre", factories.VILLAGE, name="马同事")


def test_a_stranger_finds_no_case_and_can_move_none(client, case, stranger):
    client.force_login(stranger)
    answers = [
        see(client, case),
        see(client, case, "core:case-print"),
        move(client, case, "forward"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert written(case) == ("propose", 0, 0)


def test_who_may_act_sees_the_fields_and_who_may_not_sees_whose_step_it_is(
    client, case, cadre, supervisor
):
    client.force_login(cadre)
    mine = words(see(client, case))
    assert 'name="evidence-present"' in mine
    assert 'name="evidence-pictures"' in mine
    assert "县里的文件没有写这一步" in mine
    client.force_login(supervisor)
    theirs = words(see(client, case))
    assert "张三" in theirs
    assert "<form" not in theirs.split('id="step-title"')[1].split("</section>")[0]
    assert str(engine.role_label("village_cadre")) in theirs


def test_a_blocked_step_shows_its_reason_beside_a_button_that_cannot_be_pressed(
    client, case, cadre, monkeypatch
):
    monkeypatch.setitem(
        hooks._blockers, "task", [lambda case, step: ["公示还有 2 天才满。"]]
    )
    client.force_login(cadre)
    page = words(see(client, case))
    assert "公示还有 2 天才满。" in page
    button = page.split('id="forward-comment"')[1].split("</button>")[0]
    assert "disabled" in button
    refused = move(client, case, **{"evidence-present": "5"})
    assert refused.status_code == 409
    assert "公示还有 2 天才满。" in words(refused)
    assert written(case) == ("propose", 0, 0)


def test_a_refused_move_keeps_what_was_typed_where_it_was_typed(client, case, cadre):
    client.force_login(cadre)
    answer = move(
        client,
        case,
        **{
            "evidence-present": "0",
            "evidence-minutes": "记了一页",
            "comment": "情况属实",
        },
    )
    assert answer.status_code == 422
    summary = words(answer).split('role="alert"')[1].split("</ul>")[0]
    assert '<a href="#id_evidence-present">到会人数' in summary
    assert "记了一页</textarea>" in words(answer)
    assert "情况属实</textarea>" in words(answer)
    assert 'value="0"' in words(answer)
    assert written(case) == ("propose", 0, 0)


def test_the_reason_of_a_refused_return_stands_in_its_own_field(
    client, case, cadre, township_officer
):
    client.force_login(cadre)
    move(client, case, **{"evidence-present": "5"})
    case.refresh_from_db()
    client.force_login(township_officer)
    answer = move(client, case, "return", comment="缺照片", to_step="nowhere")
    assert answer.status_code == 409
    assert "缺照片</textarea>" in words(answer).split('id="return-comment"')[1][:400]
    assert (
        "缺照片"
        not in words(answer).split('id="forward-comment"')[1].split("</textarea>")[0]
    )


def test_a_page_that_is_out_of_date_says_who_did_what_and_loses_no_words(
    client, case, cadre, colleague
):
    client.force_login(colleague)
    assert move(client, case, **{"evidence-present": "5"}).status_code == 302
    client.force_login(cadre)
    late = move(client, case, **{"evidence-present": "7", "comment": "我也看过了"})
    assert late.status_code == 409
    assert "马同事" in words(late)
    assert "我也看过了" in words(late)
    assert written(case) == ("township", 1, 1)


@pytest.mark.parametrize("version", ["", "-1", "x", "1.0", "²", "９", None])
def test_a_version_that_is_no_number_is_refused_with_a_page(
    client, case, cadre, version
):
    client.force_login(cadre)
    given = {} if version is None else {"version": version}
    answer = client.post(
        reverse("core:case-move", args=[case.pk, "forward"]),
        given | {"evidence-present": "5"},
    )
    assert answer.status_code == 400
    assert "<h1>" in words(answer)
    assert written(case) == ("propose", 0, 0)


def test_the_same_step_sent_twice_is_done_once(client, case, cadre):
    client.force_login(cadre)
    answers = [
        move(client, case, **{"evidence-present": "5"}).status_code for _ in range(2)
    ]
    assert answers == [302, 409]
    assert written(case) == ("township", 1, 1)


@pytest.mark.parametrize(
    "content", [b"MZ\x90", b"\xff\xd8\xff broken", b"<svg onload=alert(1)>"]
)
def test_a_bad_picture_is_a_sentence_and_nothing_moves(client, case, cadre, content):
    client.force_login(cadre)
    file = SimpleUploadedFile("会场.jpg", content)
    answer = move(
        client,
        case,
        **{
            "evidence-present": "5",
            "evidence-minutes": "记了",
            "evidence-pictures": file,
        },
    )
    assert answer.status_code == 422
    assert "会场.jpg" in words(answer)
    assert "记了</textarea>" in words(answer)
    assert written(case) == ("propose", 0, 0)
    assert not Attachment.objects.exists()


def test_a_good_picture_is_kept_with_the_case(client, case, cadre):
    client.force_login(cadre)
    file = SimpleUploadedFile("会场.jpg", picture())
    assert (
        move(
            client, case, **{"evidence-present": "5", "evidence-pictures": file}
        ).status_code
        == 302
    )
    kept = Attachment.objects.get()
    assert case.events.get().evidence["pictures"] == [str(kept.pk)]
    assert "会场.jpg" in words(see(client, case))


def test_everything_wrong_with_a_step_is_said_at_once_and_leads_to_its_field(
    client, case, cadre, monkeypatch
):
    monkeypatch.setitem(
        hooks._blockers, "task", [lambda case, step: ["公示还有 2 天才满。"]]
    )
    client.force_login(cadre)
    sent = {"evidence-present": "九", "comment": "长" * 501}
    sent["evidence-pictures"] = SimpleUploadedFile("会场.exe", b"MZ")
    answer = move(client, case, **sent)
    assert answer.status_code == 422
    summary = words(answer).split('role="alert"')[1].split("</ul>")[0]
    assert "公示还有 2 天才满。" in summary
    for anchor in ("id_evidence-present", "id_evidence-pictures", "forward-comment"):
        assert summary.count(f'href="#{anchor}"') == 1
        assert f'id="{anchor}"' in words(answer)
    assert written(case) == ("propose", 0, 0)


def test_files_of_a_refused_step_wait_with_the_form_and_are_filed_when_it_is_done(
    client, case, cadre
):
    client.force_login(cadre)
    file = SimpleUploadedFile("会场.jpg", picture())
    late = {"evidence-present": "0", "evidence-pictures": file}
    answer = move(client, case, **late)
    assert answer.status_code == 422
    assert not Attachment.objects.exists(), "nothing stands in the dossier before"
    waiting = PendingFile.objects.get(owner=cadre)
    assert f'name="evidence-pictures-kept" value="{waiting.pk}"' in words(answer)
    again = {"evidence-present": "5", "evidence-pictures-kept": str(waiting.pk)}
    assert move(client, case, **again).status_code == 302
    filed = Attachment.objects.get(subject=case.papers)
    assert (filed.name, filed.purpose) == ("会场.jpg", "会议照片")
    assert case.events.get().evidence["pictures"] == [str(filed.pk)]
    assert "会议照片" in words(see(client, case)).split("会场.jpg")[1][:400]
    assert not PendingFile.objects.exists()


def test_a_step_refused_by_the_engine_leaves_its_files_waiting(
    client, case, cadre, monkeypatch
):
    client.force_login(cadre)
    file = SimpleUploadedFile("会场.jpg", picture())
    # After the files are filed: what the engine refuses undoes the filing too.
    fails = mock.Mock(side_effect=Refused("此时不能。"))
    monkeypatch.setattr("core.cases.taking.run_effects", fails)
    sent = {"evidence-present": "5", "evidence-pictures": file}
    answer = move(client, case, **sent)
    assert fails.called
    assert answer.status_code == 409
    assert not Attachment.objects.exists()
    assert "会场.jpg" in words(answer)
    assert PendingFile.objects.filter(owner=cadre).count() == 1


def test_who_may_not_act_leaves_no_file_behind(
    client, case, colleague, township_officer
):
    client.force_login(township_officer)
    file = SimpleUploadedFile("会场.jpg", picture())
    assert (
        move(
            client, case, **{"evidence-present": "5", "evidence-pictures": file}
        ).status_code
        == 409
    )
    assert not Attachment.objects.exists()
    assert not PendingFile.objects.exists()


def test_who_only_reads_cases_is_forbidden_to_move_one(client, case, supervisor):
    client.force_login(supervisor)
    assert move(client, case, **{"evidence-present": "5"}).status_code == 403


def test_forged_fields_change_nothing(client, case, cadre):
    client.force_login(cadre)
    forged = {
        "state": "approved",
        "status": "approved",
        "region_code": factories.OTHER_COUNTY_VILLAGE,
        "actor": "1",
    }
    assert (
        move(
            client, case, **{"evidence-present": "5", "evidence-secret": "1"}, **forged
        ).status_code
        == 302
    )
    case.refresh_from_db()
    assert (case.state, case.region_code) == ("township", factories.VILLAGE)
    event = case.events.get()
    assert event.actor == cadre
    assert "secret" not in event.evidence


def test_a_closed_case_offers_nothing_and_says_how_it_ended(client, case, cadre):
    client.force_login(cadre)
    assert move(client, case, "withdraw", comment="弄错了").status_code == 302
    page = words(see(client, case))
    assert 'id="step-title"' not in page
    assert "弄错了" in page
    case.refresh_from_db()
    assert move(client, case, comment="再来").status_code == 409


def test_the_case_on_paper_names_each_step_who_did_it_and_what_was_said(
    client, case, cadre
):
    client.force_login(cadre)
    move(client, case, **{"evidence-present": "5", "comment": "情况属实"})
    case.refresh_from_db()
    paper = words(see(client, case, "core:case-print"))
    for text in (
        case.number,
        "张三",
        "试验办法",
        "村级提出",
        cadre.name,
        "情况属实",
        case.snapshot_sha256,
        "签字",
    ):
        assert text in paper
    assert "csrfmiddlewaretoken" not in paper


def test_the_language_of_a_refused_step_leads_to_the_case_itself(client, case, cadre):
    client.force_login(cadre)
    answer = words(move(client, case, **{"evidence-present": "0"}))
    address = reverse("core:case", args=[case.pk])
    assert f'name="next" value="{address}"' in answer
    assert client.get(address).status_code == 200
