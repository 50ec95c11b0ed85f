"""Which projects, beneficiaries and measures: the words of lists, exports and the API."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db.models import Count, Max, Min, Q

from core.cases.models import CaseEvent
from core.scope import ScopedQuerySet
from projects import permissions, stages
from projects.workflow import KIND


class ProjectQuerySet(ScopedQuerySet):
    def in_library(self) -> Self:
        """Those the county has decided on, finished ones too."""
        return self.filter(state__in=self.model.LIBRARY)

    def submitted(self) -> Self:
        """Declared, and neither returned nor withdrawn; those of the library too."""
        return self.exclude(state__in=self.model.EDITABLE)

    def least_and_most(self) -> list[int | None]:
        """The smallest and the largest budget; None without any."""
        return [*self.aggregate(Min("budget_fen"), Max("budget_fen")).values()]

    def awaiting_acceptance(self, on: dt.date) -> Self:
        """Under way and past the day they were to be finished."""
        return self.filter(state=self.model.State.UNDER_WAY, planned_to__lte=on)

    def of_year(self, year: int) -> Self:
        """Projects of the plan of a year; their work may begin or end in another."""
        return self.filter(plan_year=year)

    def matching(self, text: str) -> Self:
        """By number, or by any part of the name."""
        text = text.strip()
        if not text:
            return self
        return self.filter(Q(number__istartswith=text) | Q(name__contains=text))

    def answered_for_by(self, text: str) -> Self:
        """By a person or unit responsible at any stage.

        Whoever declared, decided, carried out or accepted a project is found by name,
        and the committee, government or office that decided a stage by its own.
        """
        text = text.strip()
        if not text:
            return self
        events = CaseEvent.objects.filter(case__kind=KIND, actor__name__contains=text)
        # A subquery, not a join: a join would list a project once for each acceptance.
        accepted = self.model.objects.filter(
            Q(acceptances__people__contains=text)
            | Q(acceptances__recorded_by__name__contains=text)
        )
        reached = self.model.objects.filter(
            Q(stages__person_name__contains=text) | Q(stages__unit__contains=text)
        )
        return self.filter(
            Q(responsible_person__contains=text)
            | Q(responsible_unit__contains=text)
            | Q(declared_by__name__contains=text)
            | Q(pk__in=events.values("case__subject_id"))
            | Q(pk__in=accepted.values("pk"))
            | Q(pk__in=reached.values("pk"))
            | stages.decided_by(text)
        )

    def for_list(self) -> Self:
        """With the number of registered households that each names."""
        return self.annotate(household_count=Count("beneficiaries")).select_related(
            "declared_by"
        )


class ProjectBeneficiaryQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW

    def with_households(self) -> Self:
        """With each household and account holder, by place and household number."""
        return self.select_related("household__bank_holder").order_by(
            "region_code", "household__hh_no"
        )


class MeasureQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW

    def least_and_most(self) -> list[int | None]:
        """The smallest and the largest amount; None without any."""
        return [*self.aggregate(Min("amount_fen"), Max("amount_fen")).values()]

    def of_household(self, household_id: Any) -> Self:
        """Measures of one household, the latest first."""
        return (
            self.filter(household_id=household_id)
            .select_related("project")
            .order_by("-happened_on", "-id")
        )
