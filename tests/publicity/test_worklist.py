"""What notices put on a worklist."""

import pytest
from django.utils import timezone

from core.cases import engine
from core.web import worklist
from publicity import services
from tests.publicity.conftest import (
    at_board,
    posted,
    shift,
)

pytestmark = pytest.mark.usefixtures("parameters")


def test_worklist_shows_what_to_post_what_to_answer_and_what_is_over(
    cadre, township_officer
):
    at_board(cadre, name="李四")
    over = shift(posted(cadre, at_board(cadre)), days=9)
    services.file_objection(notice=over, text="家里有小车", via="paper", by=cadre)
    today = timezone.localdate()
    mine = {item.kind for item in worklist.items_for(cadre, today)}
    assert {"待公示", "公示期满"} <= mine
    assert "异议" not in mine
    assert "异议" in {item.kind for item in worklist.items_for(township_officer, today)}


@pytest.mark.parametrize("action", ["return", "withdraw"])
def test_worklist_shows_a_notice_whose_case_went_back_while_it_hangs(cadre, action):
    case = at_board(cadre)
    notice = posted(cadre, case, at_board(cadre, name="李四"))

    def asked():
        return [
            item.url
            for item in worklist.items_for(cadre, timezone.localdate())
            if item.kind == "公示待更正"
        ]

    assert asked() == []
    case.refresh_from_db()
    engine.move(
        case_id=case.pk,
        action=action,
        by=cadre,
        version=case.version,
        comment="姓名写错",
    )
    assert asked() == [notice.get_absolute_url()]
    services.withdraw_notice(notice=notice, by=cadre, reason="姓名写错")
    assert asked() == []
