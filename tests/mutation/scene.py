"""Rows to attack, each made by the real verbs when first asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property
from typing import Any

from core.cases import engine
from core.cases.models import Case
from funds.models import Account, Entry, Reversal
from tests import factories, money
from tests.mutation.attacks import copy
from tests.mutation.registry_scene import CoreScene, NoticeScene, RegistryScene


class MoneyScene(CoreScene):
    """Projects and money at every stage."""

    @cached_property
    def household(self) -> Any:
        return money.family()

    @cached_property
    def draft(self) -> Any:
        return money.project(by=self.cadre)

    @cached_property
    def declared(self) -> Any:
        made = money.project("declared", by=self.cadre)
        money.forward(Case.objects.about(made.pk).get(), self.cadre, opinion="同意")
        return made

    @cached_property
    def library(self) -> Any:
        return money.project("in_library", by=self.cadre)

    @cached_property
    def under_way(self) -> Any:
        return money.project("under_way", by=self.cadre)

    @cached_property
    def accepted(self) -> Any:
        return money.project("accepted", by=self.cadre)

    @cached_property
    def unfunded(self) -> Any:
        """In the library, and no money for it yet."""
        return money.project("in_library", by=self.cadre)

    @cached_property
    def case(self) -> Any:
        """Stands at its first step."""
        return Case.objects.about(money.project("declared", by=self.cadre).pk).get()

    @cached_property
    def reviewed(self) -> Any:
        """Stands at the township's decision."""
        return Case.objects.about(self.declared.pk).get()

    @cached_property
    def preparer(self) -> Any:
        return factories.person("village_cadre")

    @cached_property
    def prepared(self) -> Case:
        """Stands at the township's decision; another cadre than its maker did the first step."""
        case = Case.objects.about(money.project("declared", by=self.cadre).pk).get()
        return money.forward(case, self.preparer, opinion="同意")

    @cached_property
    def first_reviewer(self) -> Any:
        return factories.person("township_officer", factories.TOWNSHIP)

    @cached_property
    def returned(self) -> Case:
        """Stands before the county again; another person was the township's first reviewer."""
        case = Case.objects.about(money.project("declared", by=self.cadre).pk).get()
        case = money.forward(
            money.forward(case, self.cadre, opinion="同意"), self.first_reviewer
        )
        case = engine.move(
            case_id=case.pk,
            action="return",
            by=self.officers[0],
            version=case.version,
            to_step=case.steps[1]["key"],
            comment="材料不齐",
        )
        return money.forward(
            case, factories.person("township_officer", factories.TOWNSHIP)
        )

    @cached_property
    def fund(self) -> Any:
        return money.document()

    @cached_property
    def other_fund(self) -> Any:
        """Nothing of it is allocated."""
        return money.document()

    @cached_property
    def small_fund(self) -> Any:
        return money.document(amount_fen=1_000)

    @cached_property
    def road_fund(self) -> Any:
        """Money for roads and water; the projects of the scene grow fruit."""
        return money.document(budget_line="2130504")

    @cached_property
    def pending_fund(self) -> Any:
        return money.document(confirmed=False)

    @cached_property
    def allocation(self) -> Any:
        return money.allocation(self.fund, self.library)

    @cached_property
    def pending_allocation(self) -> Any:
        return money.allocation(self.fund, self.library, 1_000, confirmed=False)

    @cached_property
    def batch(self) -> Any:
        return money.batch(of=self.allocation, covers=month(3))

    @cached_property
    def approved(self) -> Any:
        return money.batch("approved", of=self.allocation, covers=month(2))

    @cached_property
    def released(self) -> Any:
        return money.batch("released", of=self.allocation, covers=month(1))

    @cached_property
    def line(self) -> Any:
        return self.batch.payments.get()

    @cached_property
    def mistake(self) -> Reversal:
        """The release is to be taken back; a second person has not looked yet."""
        return Reversal.objects.create(
            region_code=self.released.region_code,
            entry=self.released.entry,
            reason="错误",
            asked_by=self.people[0],
        )

    def account(self, purpose: str, fund: Any = None) -> int:
        fund = fund or self.fund
        return Account.objects.get(document=fund, purpose=purpose).pk

    @property
    def issue(self) -> Any:
        return Entry.objects.get(document=self.fund, kind="issue")

    @property
    def other_issue(self) -> Any:
        return Entry.objects.get(document=self.other_fund, kind="issue")

    @staticmethod
    def key() -> str:
        return str(uuid.uuid4())


def month(number: int) -> tuple[dt.date, dt.date]:
    return dt.date(2026, number, 1), dt.date(2026, number + 1, 1)


class Scene(MoneyScene, RegistryScene, NoticeScene):
    """One county with rows of every kind; attacks share it, each undone by its savepoint."""

    def build(self) -> None:
        """Make every row before the first attack: what is made inside one is undone with it."""
        for kind in type(self).__mro__:
            for name, value in vars(kind).items():
                if isinstance(value, cached_property):
                    getattr(self, name)

    def row_of(self, table: str) -> Any:
        """The key of a row whose whole content may be rewritten."""
        rows = {
            "households_household": self.home.pk,
            "households_householdperiod": self.home.periods.get().pk,
            "households_member": self.head.pk,
            "households_memberperiod": self.head.periods.get().pk,
            "projects_project": self.draft.pk,
        }
        return rows[table]

    def insert_again(self, table: str) -> None:
        """A second row like that one, with keys of its own."""
        changes = {
            "households_household": {"hh_no": "'X'"},
            "households_householdperiod": {"period": "'2031'"},
            "households_member": {"person_no": "'X'", "id_no_index": "NULL"},
            "households_memberperiod": {"period": "'2031'"},
            "projects_project": {"number": "'X'"},
        }
        copy(table, self.row_of(table), **changes[table])
