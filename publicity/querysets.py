"""Which notices, rows and objections: the words that pages and services chain."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject

from core.cases.models import Case, CaseEvent, CaseEventQuerySet
from core.scope import ScopedQuerySet
from publicity.database_clock import ClockTimestamp
from publicity.permissions import VIEW_NOTICE


class NoticeQuerySet(ScopedQuerySet):
    """Notices; whether one hangs is asked of the database's clock each time."""

    view_permission = VIEW_NOTICE

    def on_board(self) -> Self:
        """Posted, not withdrawn and not over: what the public may read now."""
        return self.standing_or_unended().filter(withdrawn_at=None)

    def standing_or_unended(self) -> Self:
        """Without an end, or with one to come."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp()))

    def ended(self) -> Self:
        """The period is over by the database's clock."""
        return self.filter(withdrawn_at=None, ends_at__lte=ClockTimestamp())

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn_at=None)

    def unclosed(self) -> Self:
        """Over, and not yet recorded as over by the tick."""
        return self.ended().filter(closed_at=None)

    def with_state(self) -> Self:
        """Adds `state`: current, ended or withdrawn."""
        over = Q(ends_at__lte=ClockTimestamp())
        # Withdrawn wins over ended: a withdrawn notice never becomes one that was served.
        return self.annotate(
            state=models.Case(
                When(~Q(withdrawn_at=None), then=Value("withdrawn")),
                When(over, then=Value("ended")),
                default=Value("current"),
                output_field=models.CharField(),
            )
        )

    def in_state(self, state: str) -> Self:
        words = {
            "current": self.on_board,
            "ended": self.ended,
            "withdrawn": self.withdrawn,
        }
        return words[state]() if state in words else self

    def with_open_objections(self) -> Self:
        """Adds `open_objections`, the number not answered yet."""
        return self.annotate(
            open_objections=Count("objections", filter=Q(objections__state="open"))
        )

    def for_list(self) -> Self:
        return (
            self.with_state()
            .with_open_objections()
            .select_related("published_by")
            .defer("text")
        )

    def for_cases(self, cases: Any) -> Self:
        """Every notice, also a withdrawn one, that names any of the cases."""
        return self.filter(
            pk__in=self.model.rows.rel.related_model.objects.filter(
                case__in=cases
            ).values("notice")
        )

    def freeing_cases(self) -> Self:
        """Ended publicity notices with a case that still stands at their step."""
        rows = self.model.rows.rel.related_model.objects.filter(
            notice=OuterRef("pk"), case__state=OuterRef("step"), case__round=F("round")
        )
        return self.ended().filter(Exists(rows)).exclude(kind="announcement")

    def overtaken(self) -> Self:
        """Still hanging while a case on it was returned, rejected or withdrawn."""
        rows = self.model.rows.rel.related_model.objects
        return self.on_board().filter(
            Exists(rows.filter(notice=OuterRef("pk")).fallen())
        )

    def fallen_with_cases(self) -> Self:
        """Taken down before their end because nothing on them is proposed any more."""
        rows = self.model.rows.rel.related_model.objects.filter(notice=OuterRef("pk"))
        return self.withdrawn().filter(
            Exists(rows.fallen()),
            ~Exists(rows.standing()),
            ends_at__gt=ClockTimestamp(),
            replaced_by=None,
        )


def _setbacks() -> CaseEventQuerySet:
    """Of the case of a row, in the round it was posted in: a return begins a new one."""
    return CaseEvent.objects.filter(
        case=OuterRef("case"), round=OuterRef("round")
    ).exclude(action=CaseEvent.Action.FORWARD)


class NoticeRowQuerySet(models.QuerySet):
    """Rows as they hang on the board."""

    def standing_for(self, case: Case) -> Self:
        """Rows of the case on notices of its present step and round that were not withdrawn."""
        return self.filter(
            case=case,
            round=case.round,
            notice__step=case.state,
            notice__withdrawn_at=None,
        ).exclude(notice__kind="announcement")

    def fallen(self, until: dt.datetime | None = None) -> Self:
        """Rows whose case was returned, rejected or withdrawn since they were posted."""
        setbacks = _setbacks()
        return self.filter(
            Exists(setbacks if until is None else setbacks.filter(at__lte=until))
        )

    def standing(self) -> Self:
        """Rows of what is still proposed, and rows without a case."""
        return self.filter(~Exists(_setbacks()))

    def still_proposed(self) -> Self:
        """Rows of open cases that have not gone back since."""
        return self.filter(case__closed_at=None, round=F("case__round"))


class ObjectionQuerySet(ScopedQuerySet):
    """Objections against a list or one of its rows."""

    view_permission = VIEW_NOTICE

    def still_open(self) -> Self:
        return self.filter(state=self.model.State.OPEN)

    def about_case(self, case: Case) -> Self:
        """Those about the case's row, and those about a whole list it stands on."""
        # One about the whole list holds every case on it.
        whole = Q(row=None, notice__rows__case=case)
        return self.filter(Q(case=case) | whole).distinct()

    def answered(self) -> Self:
        return self.exclude(state=self.model.State.OPEN)

    def for_list(self) -> Self:
        return self.select_related(
            "notice", "row", "answered_by", "recorded_by"
        ).order_by("-received_at")


def cases_at(kind_of_step: str) -> Q:
    """Condition: open cases whose present step is of a kind, by their own frozen flow."""
    # In SQL: the steps of a case are in its own row, frozen when it was opened.
    return Q(closed_at=None) & Q(
        Exists(
            Case.objects.filter(pk=OuterRef("pk")).filter(
                models.Func(
                    F("flow"),
                    Value("$.steps[*] ? (@.key == $s && @.kind == $k)"),
                    JSONObject(s=F("state"), k=Value(kind_of_step)),
                    function="jsonb_path_exists",
                    template="%(function)s(%(expressions)s)",
                    output_field=models.BooleanField(),
                )
            )
        )
    )
