"""The documents of the demonstration year, and what became of their money."""

from __future__ import annotations

import datetime as dt
from typing import Any

from config.demo.casework import Casework
from config.demo.clock import Agenda, Story
from config.demo.project_kinds import KINDS, YUAN, Kind
from config.demo.projects import ANNOUNCED, DELAYS, Projects
from funds import services
from funds.rules import Terms
from households.models import Household
from projects.models import Project
from projects.services import start_project
from villages.models import Region

# What a line pays for stands in the code list: production, all types, roads and water.
LINES = ("2130505", "2130599", "2130504", "2130506")
# The document that pays each kind of project, by the kind's place in `KINDS`.
PAID_BY = (0, 0, 1, 1, 1, 2)
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
ALLOCATED = (250, 205, 140)  # days ago, by document
# What stands where: how many steps of its case a project has gone, and for how long.
UNDECIDED = ((0, 2), (1, 3), (2, 7), (2, 12), (3, 4), (3, 14), (4, 2))
# Projects whose batch waits for approval or release.
LEFT_DRAFT, LEFT_APPROVED = {13, 30}, {9, 27}
LEFT_OPEN = LEFT_DRAFT | LEFT_APPROVED
POSTS = "03"  # the programme that pays a subsidy each quarter
# Of nine projects one each stops without money, unconfirmed, or not begun.
WITHOUT_MONEY, UNCONFIRMED, NOT_BEGUN = 8, 7, 6


def plant_money(agenda: Agenda, casework: Casework, county: str) -> None:
    """Put the year's documents, projects, allocations and payments on the agenda."""
    money = Money(casework, county)
    projects = money.projects
    for number, document in enumerate(DOCUMENTS):
        agenda.add(casework.ago(document[-1]), money.document(number))
    villages = _villages(county, casework)
    late = len(UNDECIDED) + 2
    for number, village in enumerate(villages[:-late]):
        begins = casework.ago(ANNOUNCED + 26 + number % 4)
        agenda.add(begins, money.year_project(agenda, number, village))
    agenda.add(casework.ago(ANNOUNCED), projects.announcement())
    undecided = zip(villages[-late:], UNDECIDED, strict=False)
    for number, (village, (steps, waited)) in enumerate(undecided):
        days = waited + sum(DELAYS[:steps]) + (8 if steps > 1 else 0) + 1
        agenda.add(casework.ago(days), projects.late(number, village, steps))
    agenda.add(casework.ago(20), projects.returned(villages[-2]))
    agenda.add(casework.ago(3), projects.draft(villages[-1]))
    agenda.add(casework.ago(75), projects.measures(villages[0]))


def _villages(county: str, casework: Casework) -> list[str]:
    """The villages of the named cadres and some others; the first has several projects."""
    codes = list(
        Region.objects.current()
        .below(county)
        .at_level(5)
        .filter(name__endswith="村委会")
        .order_by("code")
        .values_list("code", flat=True)
    )
    others = casework.random.sample(codes[2:], PROJECTS - 5)
    return [codes[0], codes[1], codes[0], *others, codes[0], codes[1]]


class Money:
    """Stories of the year's money: documents, allocations, and payments to households."""

    def __init__(self, casework: Casework, county: str) -> None:
        self.casework, self.county = casework, county
        self.people, self.clock = casework.people, casework.clock
        self.projects = Projects(casework)
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
            "budget_line": LINES[number],
            "amount_fen": yuan * YUAN,
            "tasks": "用于产业发展、稳岗就业和补齐短板。",
        }
        document = services.register_document(
            region_code=self.county, values=values, by=self.people["caizheng"]
        )
        self.documents[number] = document
        if number == len(DOCUMENTS) - 1:
            return  # the last waits for the second person
        yield self.casework.later(1)
        second = self.people["caizheng2"]
        services.confirm_document(
            document_id=document.pk, by=second, on=self.clock.today
        )

    def year_project(self, agenda: Agenda, number: int, village: str) -> Story:
        """One of the year's projects up to the county's decision, then its money."""
        project = self.projects.declare(number, village)
        yield self.casework.later(1)
        yield from self.casework.advance(self.projects.submit(project), DELAYS)
        paid_by = PAID_BY[number % len(KINDS)]
        begins = self.casework.ago(ALLOCATED[paid_by] - number % 5)
        agenda.add(begins, self.spending(number, project.pk))

    def spending(self, number: int, project_id: Any) -> Story:
        """Allocated, begun, paid, accepted; some projects stop on the way."""
        if number % 9 == WITHOUT_MONEY:
            return
        project = Project.objects.get(pk=project_id)
        allocation = self._allocate(number, project)
        if number % 9 == UNCONFIRMED:
            return
        yield self.casework.later(2)
        services.confirm_allocation(
            allocation_id=allocation.pk, by=self.people["caizheng"], on=self.clock.today
        )
        if number % 9 == NOT_BEGUN:
            return
        yield self.casework.later(12)
        cadre = self.people[project.region_code]
        start_project(project_id=project_id, by=cadre, on=self.clock.today)
        kind = KINDS[number % len(KINDS)]
        if kind.programme:
            yield from self._payments(allocation, kind, number)
        if number % 4 != 3 and number not in LEFT_OPEN:
            yield max(self.casework.later(3), self.casework.ago(65 - 2 * number))
            self.projects.accept(project_id, kind)
            yield self.casework.later(1)
            self.projects.confirm_measures(project_id)

    def _allocate(self, number: int, project: Project) -> Any:
        share = int(project.budget_special_fen * 0.9)
        return services.allocate(
            document_id=self.documents[PAID_BY[number % len(KINDS)]].pk,
            project_id=project.pk,
            by=self.people["xian"],
            amount_fen=share // 10_000 * 10_000,
            note="按项目计划安排",
        )

    def _payments(self, allocation: Any, kind: Kind, number: int) -> Story:
        """The payments of a project: one, or one a quarter for posts."""
        is_posts = kind.programme == POSTS
        if number in LEFT_OPEN:
            yield self.casework.ago(6)
        else:
            yield self.casework.later(20 if is_posts else 60)
        yield from self._pay(allocation, kind, number)
        if is_posts and number not in LEFT_OPEN:
            yield self.casework.later(92)  # in the next quarter
            yield from self._pay(allocation, kind, number)

    def _pay(self, allocation: Any, kind: Kind, number: int) -> Story:
        """A batch by three people; some are sent back and made again, some wait."""
        batch = self._make_batch(allocation, kind)
        if number % 6 == 3:
            yield self.casework.later(2)
            reason = "两户金额与公示不一致，核对后重报。"
            services.return_batch(
                batch_id=batch.pk, by=self.people["xian2"], reason=reason
            )
            yield self.casework.later(2)
            batch = self._make_batch(allocation, kind)
        if number in LEFT_DRAFT:
            return
        yield self.casework.later(1)
        services.approve_batch(batch_id=batch.pk, by=self.people["xian2"])
        if number in LEFT_APPROVED:
            return
        yield self.casework.later(3)
        services.release_batch(
            batch_id=batch.pk, by=self.people["caizheng"], on=self.clock.today
        )

    def _make_batch(self, allocation: Any, kind: Kind) -> Any:
        today = self.clock.today
        named = allocation.project.beneficiaries.filter(
            household__state__in=Household.ACTIVE
        )
        return services.make_batch(
            allocation_id=allocation.pk,
            terms=Terms(
                kind.programme,
                _quarter(today),
                # Posts and fares are paid while the project runs.
                is_advance=allocation.project.state != Project.State.ACCEPTED,
            ),
            on=today,
            amounts={row.household_id: row.expected_fen for row in named},
            by=self.people["xian"],
        )


def _quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """The quarter of a day, half open."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = dt.date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after
