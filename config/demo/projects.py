"""Projects of the demonstration: declared, decided, announced, accepted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from config.demo.casework import Casework
from config.demo.clock import Story
from config.demo.project_kinds import KINDS, YUAN, Kind
from core.cases.models import Case, CaseEvent
from households.models import Household
from projects.models import Measure, Project
from projects.services import (
    Benefit,
    accept_project,
    confirm_measure,
    declare_project,
    record_measure,
    submit_project,
)
from projects.workflow import KIND
from publicity.services import announce_cases
from villages.models import Region

BENEFICIARIES = (8, 16)
QUARTERS = 3  # of which an allocation pays for at most
ANNOUNCED = 262  # days ago on which the county put the year's projects into the library
DELAYS = (1, 2, 4, 5)  # days before each step up to the county's decision
# Planned completion of what is not accepted yet, in days from now.
PLANNED_TO = (-25, -2, 3, 24)
SHORT = "缺少受益户签字，请补齐后再报。"
VISITS = (
    ("06", "家庭医生上门随访，送常用药，测血压。"),
    ("02", "介绍到园区务工，已面试。"),
    ("12", "帮扶责任人走访，核对收入，帮助销售脐橙。"),
    ("05", "核对学生资助到账情况。"),
    ("01", "农技员到果园指导黄龙病防控。"),
    ("11", "帮助申请临时救助，材料已交乡镇。"),
)


class Projects:
    """Declares projects and takes them through their cases."""

    def __init__(self, casework: Casework) -> None:
        self.casework, self.random = casework, casework.random
        self.people, self.clock = casework.people, casework.clock

    def draft(self, village: str) -> Story:
        """A project that nobody has submitted yet."""
        self.declare(len(KINDS) - 2, village)
        yield from ()

    def late(self, number: int, village: str, steps: int) -> Story:
        """One of next year's projects on its way."""
        project = self.declare(number, village)
        yield self.casework.later(1)
        yield from self.casework.advance(self.submit(project), DELAYS[:steps])

    def returned(self, village: str) -> Story:
        """A project that was sent back for a signature."""
        project = self.declare(1, village)
        yield self.casework.later(1)
        case_id = self.submit(project)
        yield from self.casework.advance(case_id, DELAYS[:2])
        yield self.casework.later(3)
        self.casework.decline(case_id, CaseEvent.Action.RETURN, SHORT)

    def announcement(self) -> Story:
        """The county announces all it has decided at once; they are in the library."""
        waiting = Case.objects.of_kind(KIND).at_step("announcement")
        decided = list(waiting.order_by("region_code", "pk"))
        by = self.casework.actor(decided[0])
        announce_cases(cases=decided, by=by, today=self.clock.today)
        yield from ()

    def measures(self, village: str) -> Story:
        """What a cadre records of visits, without a project."""
        homes = Household.objects.poor().in_region(village).order_by("id")[:6]
        for home, (kind, content) in zip(homes, VISITS, strict=False):
            yield self.casework.later(3)
            today = self.clock.today
            record_measure(
                household=home,
                kind=kind,
                happened_on=today,
                content=content,
                by=self.people[village],
                on=today,
            )

    def declare(self, number: int, village: str) -> Project:
        """Declare a project of the kind that the number stands for."""
        kind = KINDS[number % len(KINDS)]
        benefits = self._benefits(kind, village)
        return declare_project(
            region_code=village,
            values=self._values(number, kind, village, benefits),
            beneficiaries=benefits,
            by=self.people[village],
        )

    def submit(self, project: Project) -> Any:
        """Submit a project; the key of its case."""
        by = self.people[project.region_code]
        return submit_project(project_id=project.pk, by=by, on=self.clock.today).pk

    def accept(self, project_id: Any, kind: Kind) -> None:
        today = self.clock.today
        inspectors = ("xian2", "xiang", "zhucun")
        accept_project(
            project_id=project_id,
            by=self.people["xian2"],
            accepted_on=today,
            people="、".join(self.people[account].name for account in inspectors),
            passed=True,
            finding="按批复内容完成，数量和质量符合要求，同意验收。",
            measure_kind=kind.measure,
            on=today,
        )

    def confirm_measures(self, project_id: Any) -> None:
        """Half of the households have confirmed what they had."""
        rows = Measure.objects.filter(project=project_id).order_by("region_code", "id")
        for row in rows[::2]:
            confirm_measure(
                measure_id=row.pk,
                confirmed_on=self.clock.today,
                by=self.people[row.region_code],
                on=self.clock.today,
            )

    def _benefits(self, kind: Kind, village: str) -> list[Benefit]:
        homes = list(Household.objects.active().in_region(village).order_by("id"))
        wanted = self.random.randint(*BENEFICIARIES)
        chosen = self.random.sample(homes, min(len(homes), wanted))
        return [Benefit(home, kind.how, self._amount(kind)) for home in chosen]

    def _values(
        self, number: int, kind: Kind, village: str, benefits: list[Benefit]
    ) -> dict[str, Any]:
        # The order of these lines is that of the random numbers they draw.
        place = Region.objects.names([village])[village].removesuffix("村委会")
        budget = self._budget(kind, benefits)
        begin, end, year = self._planned(number)
        content = kind.content.format(n=self.random.randint(12, 60))
        return {
            "name": f"{year}年{place}{kind.name}项目",
            "category": kind.category,
            "nature": "01",
            "content": f"{content}。",
            "site": place,
            "planned_from": begin,
            "planned_to": end,
            "plan_year": year,
            "responsible_unit": f"{place}村民委员会",
            "responsible_person": self.people[village].name,
            "budget_special_fen": budget * YUAN,
            "budget_other_fen": budget // 10 * YUAN,
            "benefit_linkage": f"{kind.linkage}。",
            "performance_target": f"带动{len(benefits)}户脱贫户户均年增收1000元以上。",
            "benefit_households": len(benefits) * 4,
            "benefit_people": len(benefits) * 14,
        }

    def _budget(self, kind: Kind, benefits: list[Benefit]) -> int:
        """Whole thousands of yuan: of the kind, or enough for what is to be paid."""
        quarters = QUARTERS if kind.programme == "03" else 1
        paid = sum(benefit.expected_fen for benefit in benefits) // YUAN * quarters
        wanted = kind.budget * self.random.uniform(0.7, 1.3) or paid * 1.3
        return int(wanted) // 1000 * 1000 + 1000

    def _planned(self, number: int) -> tuple[dt.date, dt.date, int]:
        """First and last day as planned, and the year a project is named by."""
        begin = self.clock.today + dt.timedelta(days=45)
        end = self.clock.made_on + dt.timedelta(days=PLANNED_TO[number // 4 % 4])
        if end > begin:
            return begin, end, end.year
        return begin, begin + dt.timedelta(days=240), begin.year

    def _amount(self, kind: Kind) -> int:
        return self.random.choice(kind.amounts) * YUAN if kind.amounts else 0
