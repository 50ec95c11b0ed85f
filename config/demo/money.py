"""Projects of the demonstration, the documents that pay for them, and what reached the households."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from config.demo.clock import turn_back
from config.demo.walks import Walker
from funds import batches, services
from households.models import Household
from projects.models import Project
from projects.services import Benefit, accept_project, declare_project, start_project, submit_project
from publicity.services import announce_cases
from villages.models import Region

YUAN = 100
KINDS = (
    # name, type, measure, unit of the budget in yuan, what it does
    ("脐橙标准果园改造", "010101", "01", 260_000, "改造脐橙老果园{n}亩，统一供苗、供肥和技术指导"),
    ("肉牛养殖奖补", "010102", "01", 180_000, "对新增肉牛存栏的脱贫户按头奖补，计划{n}头"),
    ("蔬菜大棚建设", "010101", "01", 420_000, "新建钢架大棚{n}亩，优先租给脱贫户种植"),
    ("外出务工交通补助", "020101", "02", 60_000, "对跨省务工的脱贫劳动力补助往返交通费，约{n}人"),
    ("帮扶车间建设", "020201", "02", 350_000, "改造闲置校舍为帮扶车间，吸纳就业{n}人"),
    ("饮水安全巩固提升", "030102", "08", 300_000, "新建蓄水池并更换管网，受益{n}户"),
)
DOCUMENTS = (
    ("演财农〔{y}〕3号", "财政衔接推进乡村振兴补助资金（第一批）", "1", "01", 6_800_000),
    ("演财农〔{y}〕11号", "省级衔接资金", "2", "01", 2_400_000),
    ("演财农〔{y}〕20号", "市级衔接资金", "3", "01", 900_000),
    ("演财农〔{y}〕28号", "县级配套资金", "4", "02", 1_500_000),
)
PROJECTS = 26
BENEFICIARIES = (6, 14)


def plant_money(county: str, people: dict[str, Any], random: Random, today: dt.date) -> dict[str, int]:
    """Documents, projects in every state, allocations, batches in every state."""
    documents = _documents(county, people, today)
    walker = Walker(people, random, today)
    decided, in_library = [], []
    for number, village in enumerate(_villages(county, random)):
        project = _declare(number, village, people, random, today)
        if number % 13 == 12:
            continue
        case = submit_project(project_id=project.pk, by=people[village], on=today)
        turn_back(case.pk, random.randint(2, 6))
        case.refresh_from_db()
        if number % 3 == 2:
            walker.walk(case, number % 5)
        else:
            decided.append(walker.walk(case, len(case.steps) - 1))
            in_library.append(project.pk)
    announce_cases(cases=decided, by=walker.actor(decided[0]), today=today)
    paid = _spend(in_library, documents, people, random, today)
    return {"documents": len(documents), "projects": PROJECTS, "in_library": len(in_library), "batches": paid}


def _villages(county: str, random: Random) -> list[str]:
    codes = list(
        Region.objects.current()
        .below(county)
        .at_level(5)
        .filter(name__endswith="村委会")
        .order_by("code")
        .values_list("code", flat=True)
    )
    return [codes[0], codes[1], codes[0], *random.sample(codes[2:], PROJECTS - 3)]


def _documents(county: str, people: dict[str, Any], today: dt.date) -> list[Any]:
    made = []
    for number, (name, title, level, kind, yuan) in enumerate(DOCUMENTS):
        values = {
            "number": name.format(y=today.year),
            "title": f"{today.year}年{title}",
            "issued_on": dt.date(today.year, 2 + number, 10),
            "issuer": "上级财政部门（演示）",
            "level": level,
            "kind": kind,
            "budget_line": "2130505",
            "amount_fen": yuan * YUAN,
            "tasks": "用于产业发展、稳岗就业和补齐短板。",
        }
        document = services.register_document(region_code=county, values=values, by=people["caizheng"])
        if number < len(DOCUMENTS) - 1:
            services.confirm_document(document_id=document.pk, by=people["caizheng2"], on=today)
        made.append(document)
    return made


def _declare(number: int, village: str, people: dict[str, Any], random: Random, today: dt.date) -> Project:
    name, category, _measure, yuan, content = KINDS[number % len(KINDS)]
    place = Region.objects.names([village])[village].removesuffix("村委会")
    homes = list(Household.objects.active().in_region(village).order_by("id"))
    chosen = random.sample(homes, min(len(homes), random.randint(*BENEFICIARIES)))
    budget = int(yuan * random.uniform(0.7, 1.3)) // 1000 * 1000
    values = {
        "name": f"{today.year}年{place}{name}项目",
        "category": category,
        "nature": "01",
        "content": content.format(n=random.randint(12, 60)) + "。",
        "site": place,
        "planned_from": dt.date(today.year, 3, 1),
        "planned_to": dt.date(today.year, 12, 20),
        "responsible_unit": f"{place}村民委员会",
        "responsible_person": people[village].name,
        "budget_special_fen": budget * YUAN,
        "budget_other_fen": budget // 10 * YUAN,
        "benefit_linkage": "土地流转、就近务工和年底分红，到户资金通过社保卡“一卡通”发放。",
        "performance_target": f"带动{len(chosen)}户脱贫户户均年增收1000元以上。",
        "benefit_households": len(chosen) * 4,
        "benefit_people": len(chosen) * 14,
    }
    benefits = [Benefit(home, "奖补到户", random.choice((600, 800, 1000, 1500)) * YUAN) for home in chosen]
    return declare_project(region_code=village, values=values, beneficiaries=benefits, by=people[village])


def _spend(project_ids: list[Any], documents: list[Any], people: dict[str, Any], random: Random, today: dt.date) -> int:
    """Allocate to most projects of the library; pay some of them, leave batches waiting at each hand."""
    made = 0
    for number, project_id in enumerate(project_ids[: len(project_ids) - 2]):
        project = Project.objects.get(pk=project_id)
        document = documents[number % 3]
        amount = int(project.budget_special_fen * 0.9) // 10_000 * 10_000
        allocation = services.allocate(
            document_id=document.pk, project_id=project_id, amount_fen=amount, by=people["xian"], note="按项目计划安排"
        )
        if number % 7 == 6:
            continue
        services.confirm_allocation(allocation_id=allocation.pk, by=people["caizheng"], on=today)
        start_project(project_id=project_id, by=people[project.region_code], on=today - dt.timedelta(days=30))
        if number % 4 == 3:
            continue
        _pay(allocation, project, number, people, random, today)
        made += 1
        if number % 2 == 0:
            _accept(project, number, people, today)
    return made


def _pay(
    allocation: Any, project: Project, number: int, people: dict[str, Any], random: Random, today: dt.date
) -> None:
    amounts = {b.household_id: b.expected_fen for b in project.beneficiaries.all()}
    quarter = 1 + 3 * ((today.month - 1) // 3)
    covers = (dt.date(today.year, quarter, 1), today + dt.timedelta(days=1))
    batch = batches.make_batch(
        allocation_id=allocation.pk, programme="01", covers=covers, amounts=amounts, by=people["xian"], on=today
    )
    if number % 5 == 4:
        return
    batches.approve_batch(batch_id=batch.pk, by=people["xian2"])
    if number % 5 != 3:
        batches.release_batch(batch_id=batch.pk, by=people["caizheng"], on=today)


def _accept(project: Project, number: int, people: dict[str, Any], today: dt.date) -> None:
    accept_project(
        project_id=project.pk,
        by=people["xian2"],
        accepted_on=today,
        people=f"{people['xian2'].name}、{people['xiang'].name}、{people['zhucun'].name}",
        passed=True,
        finding="按批复内容完成，数量和质量符合要求，同意验收。",
        measure_kind=KINDS[number % len(KINDS)][2],
        on=today,
    )
