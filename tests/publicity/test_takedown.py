"""A notice comes down with the last case it names, and a line with its case."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.cases import engine
from core.web import worklist
from publicity import services
from publicity.models import Notice
from tests.publicity.conftest import at_board, posted, shift
from tests.publicity.pages import sign_in
from tests.publicity.public_pages import address

pytestmark = pytest.mark.usefixtures("parameters")


def end(case, by, action="withdraw", comment="户主外出"):
    case.refresh_from_db()
    return engine.move(
        case_id=case.pk, action=action, by=by, version=case.version, comment=comment
    )


@pytest.mark.parametrize("action", ["withdraw", "return"])
def test_the_notice_of_one_case_comes_down_at_once_and_says_why(
    villager, cadre, action
):
    case = at_board(cadre, name="张三明")
    notice = posted(cadre, case)
    end(case, cadre, action)
    notice.refresh_from_db()
    assert (notice.withdrawn_by, notice.withdrawn_reason) == (cadre, "户主外出")
    gone = villager.get(address(notice))
    words = gone.content.decode()
    assert gone.status_code == 410
    assert "所涉事项已退回、未通过或撤回" in words
    assert "张*明" not in words
    assert AuditEntry.objects.filter(verb="notice.withdraw").exists()


def test_control_a_notice_taken_down_for_a_mistake_does_not_say_so(villager, cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    services.withdraw_notice(notice=notice, by=cadre, reason="写错")
    end(case, cadre)
    assert "所涉事项已退回" not in villager.get(address(notice)).content.decode()


def test_of_many_lines_the_one_whose_case_ended_leaves_the_public_page(
    villager, client, cadre
):
    first, second = (
        at_board(cadre, name="张三明"),
        at_board(cadre, name="李小四"),
    )
    notice = posted(cadre, first, second)
    end(first, cadre)
    page = villager.get(address(notice))
    words = page.content.decode()
    assert page.status_code == 200
    assert "张*明" not in words
    assert "李*四" in words
    assert "第1行已撤下" in words
    paper = sign_in(client, cadre).get(reverse("publicity:print", args=[notice.pk]))
    assert "张三明" not in paper.content.decode()
    assert "第1行已撤下" in paper.content.decode()
    end(second, cadre)
    assert villager.get(address(notice)).status_code == 410


def test_a_line_that_fell_cannot_be_objected_to(villager, cadre):
    first, second = at_board(cadre), at_board(cadre)
    notice = posted(cadre, first, second)
    end(first, cadre)
    sent = villager.post(address(notice), {"about": "1", "text": "家里有小车"})
    assert sent.status_code == 422


def test_a_notice_whose_days_are_over_is_not_taken_down(cadre):
    case = at_board(cadre)
    notice = shift(posted(cadre, case), days=9)
    end(case, cadre)
    notice.refresh_from_db()
    assert notice.withdrawn_at is None


def test_the_printed_sheet_says_it_is_taken_down(client, cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)
    end(case, cadre)
    paper = sign_in(client, cadre).get(reverse("publicity:print", args=[notice.pk]))
    assert "撤下，不再张贴" in paper.content.decode()


def test_the_sheet_on_the_board_is_on_the_worklist_until_a_new_one_hangs(cadre):
    case = at_board(cadre)
    notice = posted(cadre, case)

    def asked():
        return [
            item.url
            for item in worklist.items_for(cadre, timezone.localdate())
            if item.kind == "待揭下的公示"
        ]

    assert asked() == []
    case = end(case, cadre, "return")
    assert asked() == [notice.get_absolute_url()]
    engine.move(case_id=case.pk, action="forward", by=cadre, version=case.version)
    case.refresh_from_db()
    assert posted(cadre, case).replaces == notice
    assert asked() == []
    assert Notice.objects.count() == 2
