"""Made-up content of the style guide: a menu, lists, a case, a notice."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from core.web import style_forms
from core.web.navigation import NavLink, NavSection
from core.web.paging import Page

TODAY = dt.date(2026, 11, 21)


def frame() -> dict[str, Any]:
    def link(
        label: str, icon: str, active: bool = False, phone: bool = False
    ) -> NavLink:
        return NavLink(label, "/style/", icon, active, phone)

    work = [link("待办", "clipboard-check", True, True), link("消息", "bell")]
    people = [
        link("农户", "users", phone=True),
        link("村情", "building-community"),
        link("走访", "heart-handshake"),
    ]
    decisions = [
        link("识别与退出", "gavel", phone=True),
        link("动态监测", "target"),
        link("公示公告", "speakerphone"),
    ]
    money = [link("项目库", "briefcase"), link("资金", "coin")]
    reports = [link("台账与导出", "file-spreadsheet"), link("统计", "chart-bar")]
    return {
        "frame": SimpleNamespace(
            nav=[
                NavSection("我的工作", work),
                NavSection("农户与村", people),
                NavSection("认定与公示", decisions),
                NavSection("项目与资金", money),
                NavSection("台账与统计", reports),
            ],
            my_posts=["村级信息员 · 河镇乡海雀村"],
            key="samples",
        ),
        "user": SimpleNamespace(is_authenticated=True, name="杨秀英"),
        "demo": True,
        "today": TODAY,
    }


def lists() -> dict[str, Any]:
    names = ["王光荣", "李德珍", "杨昌明", "陈国富", "赵永秀"]
    states = [
        ("exited", "脱贫户"),
        ("monitored", "监测对象"),
        ("in_review", "乡镇审核中"),
        ("exited", "脱贫户"),
    ]
    rows = [
        {
            "name": name,
            "number": f"5205-2014-{1108 + n * 37:06d}",
            "group": f"{n + 1} 组",
            "people": 3 + n % 3,
            "income": 1284650 + n * 97210,
            "state": states[n % 4],
            "mark": ["", "row-warn", "", "row-bad", ""][n],
        }
        for n, name in enumerate(names)
    ]
    work = [
        (
            "李德珍户 人均纯收入低于监测线",
            "本月比对发现，请入户核实",
            TODAY - dt.timedelta(2),
            "work-bad",
        ),
        (
            "海雀村 2026 年第二批公示",
            "公示期将满，尚有 1 条异议未办结",
            TODAY + dt.timedelta(2),
            "work-warn",
        ),
        ("杨昌明户 四季度走访", "本季度还没有走访记录", TODAY + dt.timedelta(20), ""),
    ]
    return {
        "page": Page(rows, "", "eyJh", 213, False),
        "capped": Page(rows, "a", "b", 10_000, True),
        "filter_form": style_forms.FilterForm(),
        "work": work,
        "tiles": _key_figures(),
        "chart": _chart("incomes", "近五年人均纯收入", "bar"),
        "pie": {
            "id": "causes",
            "title": "主要致贫原因",
            "kind": "pie",
            "unit": "户",
            "labels": ["因病", "因残", "缺劳力", "缺技术"],
            "series": [{"name": "户数", "values": [86, 51, 40, 36]}],
        },
        "job": SimpleNamespace(
            pk="1",
            state="running",
            get_state_display="正在生成",
            is_open=False,
            total=4210,
            done=2890,
            title="导出农户台账（河镇乡，2026 年）",
            message="预计还要 1 分钟",
        ),
    }


def _key_figures() -> list[dict[str, Any]]:
    return [
        {
            "label": "在册农户",
            "value": "213",
            "unit": "户",
            "url": "#",
            "icon": "home",
            "tone": "info",
        },
        {
            "label": "监测对象",
            "value": "9",
            "unit": "户",
            "url": "#",
            "icon": "eye",
            "note": "其中风险未消除 4 户",
            "tone": "warn",
        },
        {
            "label": "逾期未办",
            "value": "2",
            "unit": "件",
            "url": "#",
            "icon": "calendar-due",
            "note": "最久 2 天",
            "tone": "bad",
        },
        {
            "label": "本年到村资金",
            "value": "386.50",
            "unit": "万元",
            "url": "#",
            "note": "已支付 71.2%",
            "tone": "good",
        },
    ]


def _chart(key: str, title: str, kind: str) -> dict[str, Any]:
    series = [
        {"name": "海雀村", "values": [9860, 11240, 12710, 13980, 15320]},
        {"name": "全乡", "values": [10120, 11390, 12600, 14230, 15110]},
    ]
    years = ["2022", "2023", "2024", "2025", "2026"]
    return {
        "id": key,
        "title": title,
        "kind": kind,
        "unit": "元",
        "labels": years,
        "series": series,
    }


def forms() -> dict[str, Any]:
    given = {
        "head": "李德珍",
        "id_no": "52242519680312",
        "salary": "12600",
        "business": "-300",
        "water": "1",
    }
    form = style_forms.HouseholdForm(data=given)
    form.is_valid()
    form.add_error("id_no", "身份证号少 4 位，请对照户口簿重新输入。")
    members = [
        {"name": "李德珍", "relation": "01", "wage": 0},
        {"name": "李小龙", "relation": "03", "wage": 28800},
    ]
    return {
        "form": form,
        "formset": style_forms.MemberFormSet(initial=members, prefix="members"),
    }


def decisions() -> dict[str, Any]:
    def at(day: int, hour: int) -> dt.datetime:
        return dt.datetime(2026, 11, day, hour, 12, tzinfo=dt.UTC)

    steps = [
        {"label": "农户申请", "state": "done", "at": dt.date(2026, 11, 2)},
        {"label": "村民代表评议", "state": "done", "at": dt.date(2026, 11, 6)},
        {"label": "村级公示", "state": "now", "note": "还剩 2 天"},
        {"label": "乡镇审核", "state": "next"},
        {"label": "县级审定", "state": "next"},
    ]
    events = [
        {
            "at": at(14, 1),
            "title": "开始村级公示",
            "by": "杨秀英",
            "place": "海雀村",
            "tone": "info",
            "icon": "speakerphone",
        },
        {
            "at": at(9, 3),
            "title": "乡镇退回补正",
            "by": "周明",
            "place": "河镇乡",
            "tone": "warn",
            "icon": "arrow-back-up",
            "text": "缺 3 位村民代表签名，请补齐后重新提交。",
        },
        {
            "at": at(6, 8),
            "title": "村民代表评议通过",
            "by": "杨秀英",
            "tone": "good",
            "icon": "circle-check",
        },
        {
            "at": dt.date(2026, 11, 2),
            "title": "收到申请",
            "by": "杨秀英",
            "place": "海雀村",
            "icon": "file-text",
        },
    ]
    facts = [
        ("户编号", "5205-2014-001145"),
        ("家庭人口", "4 人", "其中劳动力 2 人"),
        ("人均纯收入", "13,818.60 元"),
        ("住房安全", "是"),
        ("帮扶责任人", "周明（县医保局）"),
        ("联系电话", ""),
    ]
    return {
        "steps": steps,
        "events": events,
        "facts": facts,
        "purposes": [("visit", "入户走访"), ("check", "核对信息")],
    }


def notice() -> dict[str, Any]:
    return {
        "notice": {
            "title": "海雀村2026年度拟脱贫户公示",
            "number": "海村公〔2026〕12号",
            "issued_by": "河镇彝族苗族乡海雀村村民委员会",
            "issued_on": dt.date(2026, 11, 14),
            "from_on": dt.date(2026, 11, 14),
            "to_on": dt.date(2026, 11, 20),
            "text": "经农户申请、村民代表大会评议，以下农户拟予退出。现予公示，接受群众监督。",
            "report_to": "公示期内如有异议，请向村委会、乡镇人民政府或县扶贫部门反映。",
        },
        "columns": ["序号", "户主", "家庭人口", "所在组", "评议结果"],
        "rows": [
            [n + 1, name, 3 + n % 3, f"{n % 5 + 1} 组", "同意"]
            for n, name in enumerate(["王*荣", "李*珍", "杨*明"] * 8)
        ],
    }
