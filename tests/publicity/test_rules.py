"""The rules as tables, without a database: what may hang, and how long it still hangs."""

import datetime as dt
from dataclasses import replace

import pytest

from publicity import rules
from publicity.columns import MAX_CELL
from publicity.drafts import Draft, DraftRow
from publicity.periods import counted

NOW = dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC)
GOOD = Draft(
    kind="publicity",
    region_code="990101001001",
    title="上村2026年拟退出名单公示",
    text="现予公示。",
    rows=(DraftRow({"head_name": "张三", "group": "第三组"}),),
    period=counted(7, False, NOW),
    issued_by="上村村民委员会",
    contacts="上村 13800001234",
)
ID = "360726197005010011"


def lines(*cells):
    return {"rows": tuple(DraftRow(one) for one in cells)}


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (dt.timedelta(days=3, hours=5, minutes=59), "还剩 3 天 5 小时"),
        (dt.timedelta(days=3), "还剩 3 天"),
        (dt.timedelta(days=2, minutes=59), "还剩 2 天"),
        (dt.timedelta(hours=23, minutes=59), "还剩 23 小时"),
        (dt.timedelta(hours=1), "还剩 1 小时"),
        (dt.timedelta(minutes=59, seconds=59), "还剩 59 分钟"),
        (dt.timedelta(seconds=59), "还剩 0 分钟"),
        (dt.timedelta(), "还剩 0 分钟"),
        (-dt.timedelta(days=3), "还剩 0 分钟"),
    ],
)
def test_the_time_left_is_never_said_longer_than_it_is(left, words):
    assert rules.countdown(NOW + left, NOW) == words


def test_a_good_sheet_may_hang():
    assert rules.unfit_for_public(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"title": f"公示{ID}"}, ["标题"]),
        ({"text": f"户主{ID}，现予公示。"}, ["正文"]),
        ({"issued_by": f"张三{ID}"}, ["落款"]),
        ({"contacts": f"上村{ID}"}, ["受理"]),
        ({"text": "联系13800001234，现予公示。"}, ["正文"]),
        (lines({"head_name": "张三"}, {"head_name": f"李四{ID}"}), ["第2行“户主姓名”"]),
        (lines({"result": "好" * (MAX_CELL + 1)}), ["第1行“完成情况”太长"]),
        (lines({"head_name": "张三"}, {}), ["第2行没有可公示的内容"]),
        (lines(), ["名单是空的"]),
        (lines({"id_no": "x"}), ["id_no"]),
        ({"text": "公示期自2026年11月28日起至2026年12月5日止"}, ["2026年11月29日至2026年12月5日"]),
        ({"title": ID, "text": ID}, ["标题", "正文"]),
    ],
)  # fmt: skip
def test_an_unfit_sheet_is_told_every_reason(changes, reasons):
    found = rules.unfit_for_public(replace(GOOD, **changes))
    assert len(found) == len(reasons), found
    for reason, expected in zip(found, reasons, strict=True):
        assert expected in reason


def test_a_cell_as_long_as_a_list_can_hold_may_hang():
    longest = replace(GOOD, **lines({"result": "好" * MAX_CELL}))
    assert rules.unfit_for_public(longest) == []


@pytest.mark.parametrize(
    ("after", "open_count", "reasons"),
    [
        (dt.timedelta(days=1), 0, ["2026-11-28"]),
        (dt.timedelta(), 0, []),
        (-dt.timedelta(seconds=1), 1, ["1 件异议没有答复"]),
        (dt.timedelta(days=1), 2, ["2026-11-28", "2 件异议没有答复"]),
    ],
)
def test_a_case_waits_for_the_days_and_for_every_answer(after, open_count, reasons):
    ends = dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)
    found = rules.reasons_to_wait(ends_at=ends, now=ends - after, open_count=open_count)
    assert len(found) == len(reasons)
    for reason, expected in zip(found, reasons, strict=True):
        assert expected in reason


def test_a_standing_notice_has_no_days_to_wait_for():
    assert rules.reasons_to_wait(ends_at=None, now=NOW, open_count=0) == []
