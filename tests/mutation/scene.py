"""Rows to attack, each made by the real verbs when first asked for."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from core.models import Case
from funds.models import Account, Entry
from tests import factories, money


class Scene:
    """One county with projects and money at every stage."""

    @cached_property
    def people(self) -> list[Any]:
        return [factories.person() for _ in range(4)]

    @cached_property
    def cadre(self) -> Any:
        return factories.person("village_cadre")

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
    def case(self) -> Any:
        """Stands at its first step."""
        return Case.objects.about(money.project("declared", by=self.cadre).pk).get()

    @cached_property
    def reviewed(self) -> Any:
        """Stands at the township's decision."""
        return Case.objects.about(self.declared.pk).get()

    @cached_property
    def fund(self) -> Any:
        return money.document()

    @cached_property
    def other_fund(self) -> Any:
        return money.document()

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
        return money.batch(of=self.allocation)

    @cached_property
    def approved(self) -> Any:
        return money.batch("approved", of=self.allocation)

    @cached_property
    def released(self) -> Any:
        return money.batch("released", of=self.allocation)

    @cached_property
    def line(self) -> Any:
        return self.batch.payments.get()

    def account(self, purpose: str, fund: Any = None) -> int:
        fund = fund or self.fund
        return Account.objects.get(document=fund, purpose=purpose).pk

    @property
    def issue(self) -> Any:
        return Entry.objects.get(document=self.fund, kind="issue")

    @staticmethod
    def key() -> str:
        return str(uuid.uuid4())
