"""Projects of the demonstration, the documents that pay for them, and what reached the households."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.demo.clock import Agenda, Story
from config.demo.walks import Walker
from core.cases.models import Case, CaseEvent
from funds import services
from households.models import Household
from projects.models import Measure, Project
from projects.services import (
    Benefit,
    accept_project,
    confirm_measure,
    declare_project,
    record_measure,
    start_project,
    submit_project,
)
from projects.workflow import KIND
from publicity.services import announce_cases
from villages.models import Region

YUAN = 100


@dataclass(frozen=True)
class Kind:
    """A kind of project: what it does, what a household has of it, and what it is paid, in yuan."""

    name: str
    category: str
    measure: str
    budget: int
    content: str
    linkage: str
    how: str
    programme: str = ""
    amounts: tuple[int, ...] = ()


KINDS = (
    Kind(
        "脐橙标准果园改造",
        "010101",
        "01",
        0,
        "改造脐橙老果园{n}亩，统一供苗、供肥和技术指导",
        "脱贫户自家果园按改造面积奖补，合作社包销果品",
        "果园改造奖补",
        "01",
        (3_000, 4_500, 6_000, 8_000),
    ),
    Kind(
        "肉牛养殖奖补",
        "010102",
        "01",
        0,
        "对新增肉牛存栏的脱贫户按头奖补，计划{n}头",
        "按新增存栏头数奖补到户，养殖大户带动，兽医站包防疫",
        "肉牛养殖奖补",
        "01",
        (4_000, 6_000, 8_000, 10_000),
    ),
    Kind(
        "公益性岗位",
        "020501",
        "03",
        0,
        "设保洁、护路、护林岗位{n}个，安置弱劳动力就近上岗",
        "优先安排脱贫户中的弱劳动力，岗位补贴按季发到社保卡",
        "公益性岗位补贴",
        "03",
        (1_800, 2_100, 2_400),
    ),
    Kind(
        "外出务工交通补助",
        "020101",
        "02",
        0,
        "对跨省务工的脱贫劳动力补助往返交通费，约{n}人",
        "凭车票和务工证明补助到人，通过社保卡发放",
        "往返交通补助",
        "02",
        (300, 600, 900),
    ),
    Kind(
        "帮扶车间建设",
        "020201",
        "02",
        220_000,
        "改造闲置校舍为帮扶车间，吸纳就业{n}人",
        "优先招用脱贫劳动力，按件计酬，租金归村集体",
        "车间务工",
    ),
    Kind(
        "饮水安全巩固提升",
        "030102",
        "08",
        180_000,
        "新建蓄水池并更换管网，受益{n}户",
        "供水到户，管护岗位优先安排脱贫户",
        "自来水入户",
    ),
)
DOCUMENTS = (  # number, title, level, kind, yuan, days ago
    (
        "演财农〔{y}〕3号",
        "财政衔接推进乡村振兴补助资金（第一批）",
        "1",
        "01",
        900_000,
        278,
    ),
    ("演财农〔{y}〕11号", "省级衔接资金", "2", "01", 2_000_000, 220),
    ("演财农〔{y}〕20号", "市级衔接资金", "3", "01", 1_600_000, 152),
    ("演财农〔{y}〕28号", "县级配套资金", "4", "02", 400_000, 6),
)
PROJECTS = 40
BENEFICIARIES = (8, 16)
QUARTERS = 3  # of which an allocation pays for at most
ANNOUNCED = 262  # days ago on which the county put the year's projects into the library
DELAYS = (1, 2, 4, 5)  # days before each step up to the county's decision
ALLOCATED = (250, 205, 140)  # days ago, by document
PLANNED_TO = (
    -25,
    -2,
    3,
    24,
)  # planned completion of what is not accepted yet, days from now
# What stands where: how many steps of its case a project has gone, and how long it has stood there.
UNDECIDED = ((0, 2), (1, 3), (2, 7), (2, 12), (3, 4), (3, 14), (4, 2))
LEFT_DRAFT, LEFT_APPROVED = (
    {13, 30},
    {9, 27},
)  # projects whose batch waits for approval or release
SHORT = "缺少受益户签字，请补齐后再报。"

VISITS = (
    ("06", "家庭医生上门随访，送常用药，测血压。"),
    ("02", "介绍到园区务工，已面试。"),
    ("12", "帮扶责任人走访，核对收入，帮助销售脐橙。"),
    ("05", "核对学生资助到账情况。"),
    ("01", "农技员到果园指导黄龙病防控。"),
    ("11", "帮助申请临时救助，材料已交乡镇。"),
)


def plant_money(agenda: Agenda, walker: Walker, county: str) -> None:
    """Put the year's documents, projects, allocations and payments on the agenda."""
    told = Money(walker, county)
    for number, document in enumerate(DOCUMENTS):
        agenda.add(walker.ago(document[-1]), told.document(number))
    villages = _villages(county, walker)
    late = len(UNDECIDED) + 2
    for number, village in enumerate(villages[:-late]):
        agenda.add(
            walker.ago(ANNOUNCED + 26 + number % 4),
            told.year_project(agenda, number, village),
        )
    agenda.add(walker.ago(ANNOUNCED), told.announcement())
    for number, (village, (steps, waited)) in enumerate(
        zip(villages[-late:], UNDECIDED, strict=False)
    ):
        days = waited + sum(DELAYS[:steps]) + (8 if steps > 1 else 0) + 1
        agenda.add(walker.ago(days), told.late_project(number, village, steps))
    agenda.add(walker.ago(20), told.returned_project(villages[-2]))
    agenda.add(walker.ago(3), told.draft(villages[-1]))
    agenda.add(walker.ago(75), told.measures(villages[0]))


def _villages(county: str, walker: Walker) -> list[str]:
    """The villages of the named cadres and some others; the first has several projects."""
    codes = list(
        Region.objects.current()
        .below(county)
        .at_level(5)
        .filter(name__endswith="村委会")
        .order_by("code")
        .values_list("code", flat=True)
    )
    others = walker.random.sample(codes[2:], PROJECTS - 5)
    return [codes[0], codes[1], codes[0], *others, codes[0], codes[1]]


class Money:
    """The stories of a year: where its money came from, what it was for, and whom it reached."""

    def __init__(self, walker: Walker, county: str) -> None:
        self.walker, self.people, self.random, self.clock = (
            walker,
            walker.people,
            walker.random,
            walker.clock,
        )
        self.county = county
        self.documents: dict[int, Any] = {}

    def document(self, number: int) -> Story:
        name, title, level, kind, yuan, _days = DOCUMENTS[number]
        today = self.clock.today
        values = {
            "number": name.format(y=today.year),
            "title": f"{today.year}年{title}",
            "issued_on": today - dt.timedelta(days=4),
            "issuer": "上级财政部门（演示）",
            "level": level,
            "kind": kind,
            "budget_line": "2130505",
            "amount_fen": yuan * YUAN,
            "tasks": "用于产业发展、稳岗就业和补齐短板。",
        }
        document = services.register_document(
            region_code=self.county, values=values, by=self.people["caizheng"]
        )
        self.documents[number] = document
        if number < len(DOCUMENTS) - 1:  # the last waits for the second person
            yield self.walker.later(1)
            services.confirm_document(
                document_id=document.pk,
                by=self.people["caizheng2"],
                on=self.clock.today,
            )

    def draft(self, village: str) -> Story:
        self._declare(len(KINDS) - 2, village)
        yield from ()

    def late_project(self, number: int, village: str, steps: int) -> Story:
        """One of next year's projects on its way."""
        project = self._declare(number, village)
        yield self.walker.later(1)
        yield from self.walker.walk(self._submit(project), DELAYS[:steps])

    def returned_project(self, village: str) -> Story:
        project = self._declare(1, village)
        yield self.walker.later(1)
        case_id = self._submit(project)
        yield from self.walker.walk(case_id, DELAYS[:2])
        yield self.walker.later(3)
        self.walker.turn_down(case_id, CaseEvent.Action.RETURN, SHORT)

    def year_project(self, agenda: Agenda, number: int, village: str) -> Story:
        """One of the year's projects up to the county's decision, then what its money did."""
        project = self._declare(number, village)
        yield self.walker.later(1)
        yield from self.walker.walk(self._submit(project), DELAYS)
        agenda.add(
            self.walker.ago(ALLOCATED[number % 3] - number % 5),
            self.spending(number, project.pk),
        )

    def announcement(self) -> Story:
        """The county announces all it has decided on one sheet; with that they are in the library."""
        decided = list(
            Case.objects.of_kind(KIND)
            .at_step("announcement")
            .order_by("region_code", "pk")
        )
        announce_cases(
            cases=decided, by=self.walker.actor(decided[0]), today=self.clock.today
        )
        yield from ()

    def spending(self, number: int, project_id: Any) -> Story:
        """Allocated, begun, paid, accepted; every fifth project or so stops on the way."""
        if number % 9 == 8:  # stays in the library without money
            return
        project = Project.objects.get(pk=project_id)
        allocation = services.allocate(
            document_id=self.documents[number % 3].pk,
            project_id=project_id,
            by=self.people["xian"],
            amount_fen=int(project.budget_special_fen * 0.9) // 10_000 * 10_000,
            note="按项目计划安排",
        )
        if number % 9 == 7:  # waits for the second person
            return
        yield self.walker.later(2)
        services.confirm_allocation(
            allocation_id=allocation.pk, by=self.people["caizheng"], on=self.clock.today
        )
        if number % 9 == 6:  # has money, has not begun
            return
        yield self.walker.later(12)
        start_project(
            project_id=project_id,
            by=self.people[project.region_code],
            on=self.clock.today,
        )
        kind = KINDS[number % len(KINDS)]
        if kind.programme:
            yield (
                self.walker.ago(6)
                if number in LEFT_DRAFT | LEFT_APPROVED
                else self.walker.later(20 if kind.programme == "03" else 60)
            )
            yield from self._pay(allocation, kind, number)
            if kind.programme == "03" and number not in LEFT_DRAFT | LEFT_APPROVED:
                yield self.walker.later(92)  # in the next quarter
                yield from self._pay(allocation, kind, number)
        if number % 4 != 3 and number not in LEFT_DRAFT | LEFT_APPROVED:
            yield max(self.walker.later(3), self.walker.ago(65 - 2 * number))
            self._accept(project_id, kind)
            yield self.walker.later(1)
            self._confirm(project_id)

    def measures(self, village: str) -> Story:
        """What a cadre writes down of a visit, without a project."""
        homes = Household.objects.poor().in_region(village).order_by("id")[:6]
        for home, (kind, content) in zip(homes, VISITS, strict=False):
            yield self.walker.later(3)
            today = self.clock.today
            record_measure(
                household=home,
                kind=kind,
                happened_on=today,
                content=content,
                by=self.people[village],
                on=today,
            )

    def _declare(self, number: int, village: str) -> Project:
        kind = KINDS[number % len(KINDS)]
        today = self.clock.today
        place = Region.objects.names([village])[village].removesuffix("村委会")
        homes = list(Household.objects.active().in_region(village).order_by("id"))
        chosen = self.random.sample(
            homes, min(len(homes), self.random.randint(*BENEFICIARIES))
        )
        benefits = [Benefit(home, kind.how, self._amount(kind)) for home in chosen]
        paid = (
            sum(benefit.expected_fen for benefit in benefits)
            // YUAN
            * (QUARTERS if kind.programme == "03" else 1)
        )
        budget = (
            int(kind.budget * self.random.uniform(0.7, 1.3) or paid * 1.3)
            // 1000
            * 1000
            + 1000
        )
        begin = today + dt.timedelta(days=45)
        end = self.clock.made_on + dt.timedelta(days=PLANNED_TO[number // 4 % 4])
        year = (end if end > begin else begin).year
        values = {
            "name": f"{year}年{place}{kind.name}项目",
            "category": kind.category,
            "nature": "01",
            "content": kind.content.format(n=self.random.randint(12, 60)) + "。",
            "site": place,
            "planned_from": begin,
            "planned_to": end if end > begin else begin + dt.timedelta(days=240),
            "responsible_unit": f"{place}村民委员会",
            "responsible_person": self.people[village].name,
            "budget_special_fen": budget * YUAN,
            "budget_other_fen": budget // 10 * YUAN,
            "benefit_linkage": f"{kind.linkage}。",
            "performance_target": f"带动{len(chosen)}户脱贫户户均年增收1000元以上。",
            "benefit_households": len(chosen) * 4,
            "benefit_people": len(chosen) * 14,
        }
        return declare_project(
            region_code=village,
            values=values,
            beneficiaries=benefits,
            by=self.people[village],
        )

    def _amount(self, kind: Kind) -> int:
        return self.random.choice(kind.amounts) * YUAN if kind.amounts else 0

    def _submit(self, project: Project) -> Any:
        by = self.people[project.region_code]
        return submit_project(project_id=project.pk, by=by, on=self.clock.today).pk

    def _pay(self, allocation: Any, kind: Kind, number: int) -> Story:
        """A batch by three people; some are sent back and made again, some wait at each hand."""
        batch = self._make(allocation, kind)
        if number % 6 == 3:
            yield self.walker.later(2)
            services.return_batch(
                batch_id=batch.pk,
                by=self.people["xian2"],
                reason="两户金额与公示不一致，核对后重报。",
            )
            yield self.walker.later(2)
            batch = self._make(allocation, kind)
        if number in LEFT_DRAFT:
            return
        yield self.walker.later(1)
        services.approve_batch(batch_id=batch.pk, by=self.people["xian2"])
        if number in LEFT_APPROVED:
            return
        yield self.walker.later(3)
        services.release_batch(
            batch_id=batch.pk, by=self.people["caizheng"], on=self.clock.today
        )

    def _make(self, allocation: Any, kind: Kind) -> Any:
        today = self.clock.today
        named = allocation.project.beneficiaries.filter(
            household__state__in=Household.ACTIVE
        )
        return services.make_batch(
            allocation_id=allocation.pk,
            programme=kind.programme,
            covers=_quarter(today),
            on=today,
            amounts={row.household_id: row.expected_fen for row in named},
            by=self.people["xian"],
        )

    def _accept(self, project_id: Any, kind: Kind) -> None:
        today = self.clock.today
        accept_project(
            project_id=project_id,
            by=self.people["xian2"],
            accepted_on=today,
            people="、".join(
                self.people[account].name for account in ("xian2", "xiang", "zhucun")
            ),
            passed=True,
            finding="按批复内容完成，数量和质量符合要求，同意验收。",
            measure_kind=kind.measure,
            on=today,
        )

    def _confirm(self, project_id: Any) -> None:
        """Half of the households have confirmed what they had."""
        rows: Sequence[Measure] = Measure.objects.filter(project=project_id).order_by(
            "region_code", "id"
        )[::2]
        for row in rows:
            confirm_measure(
                measure_id=row.pk,
                confirmed_on=self.clock.today,
                by=self.people[row.region_code],
                on=self.clock.today,
            )


def _quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """The quarter of a day, half open."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = dt.date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after
