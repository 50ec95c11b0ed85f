from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.cases.kinds import kinds
from core.cases.triggers import APPLY_EVENT, GUARD_CASE, START_CASE
from core.ids import uuid7
from core.scope import ScopedModel, ScopedQuerySet, ranges_q


class CaseQuerySet(ScopedQuerySet):
    """Cases by kind, subject and step; `visible_to` asks each kind's own permission."""

    def visible_to(self, user: Any, permission: str | None = None) -> Self:
        """Cases of the kinds and regions the user may see; each kind names its own permission."""
        # Nothing, until a kind allows something: a kind nobody registered is not seen.
        allowed = Q(pk__in=[])
        for kind in kinds():
            ranges = user.scope_ranges(permission or kind.permission)
            if ranges:
                allowed |= Q(kind=kind.slug) & ranges_q("region_code", ranges)
        return self.filter(allowed)

    def of_kind(self, slug: str) -> Self:
        return self.filter(kind=slug)

    def still_open(self) -> Self:
        return self.filter(closed_at=None)

    def about(self, subject_id: Any) -> Self:
        """All cases of one household or project, old and new."""
        return self.filter(subject_id=subject_id)

    def at_step(self, *keys: str) -> Self:
        return self.filter(state__in=keys)


class Case(ScopedModel):
    """One subject going through the ordered steps of a process of the policy."""

    APPROVED, REJECTED, WITHDRAWN = "approved", "rejected", "withdrawn"
    OUTCOMES = (APPROVED, REJECTED, WITHDRAWN)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("case number"), max_length=40, unique=True)
    subject_id = models.UUIDField()
    subject_label = models.CharField(_("about"), max_length=200)
    policy_name = models.CharField(_("policy"), max_length=60)
    policy_digest = models.CharField(max_length=64)
    policy_on = models.DateField(_("judged by the policy of"))
    # A copy: a case goes on by the policy it began with, whatever the file says later.
    flow = models.JSONField(
        help_text="The steps as they stood when the case was opened."
    )
    state = models.CharField(_("step"), max_length=40)
    version = models.PositiveIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    snapshot = models.JSONField(
        default=dict, help_text="The facts the deciders see, frozen when proposed."
    )
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), db_default=models.functions.Now())
    step_since = models.DateTimeField(
        _("at this step since"), db_default=models.functions.Now()
    )
    step_due_on = models.DateField(_("due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        ordering = ("-opened_at",)
        permissions = [("move_case", "Can act on a step of a case")]
        indexes = [
            models.Index(
                fields=["region_code", "kind", "state"], name="case_region_kind_state"
            ),
            models.Index(fields=["subject_id"], name="case_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(closed_at=None),
                name="case_one_open_per_subject",
                violation_error_message=_(
                    "A case of this kind is already open for the same subject; finish"
                    " that one first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["approved", "rejected", "withdrawn"],
                    closed_at__isnull=False,
                )
                | (
                    ~Q(state__in=["approved", "rejected", "withdrawn"])
                    & Q(closed_at=None)
                ),
                name="case_closed_with_outcome",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="start_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=START_CASE,
            ),
            pgtrigger.Trigger(
                name="guard_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=GUARD_CASE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject_label}"

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.flow["steps"]

    @property
    def step(self) -> dict[str, Any] | None:
        """The step the case stands at; None when it is closed."""
        return next((step for step in self.steps if step["key"] == self.state), None)

    @property
    def papers(self) -> str:
        """What the files handed in with this case belong to."""
        return f"core.case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseEventQuerySet(ScopedQuerySet):
    """Events by what they were: decisions, tasks."""

    def decisions(self) -> Self:
        return self.filter(is_decision=True)

    def tasks_of(self, case: Case) -> Self:
        """Actions that prepared what is decided: steps that are no decision or notice."""
        tasks = [step["key"] for step in case.steps if step["kind"] == "task"]
        return self.filter(action=self.model.Action.FORWARD, step__in=tasks)


class CaseEvent(ScopedModel):
    """One action on a case, written once; the state of the case follows from its events."""

    class Action(models.TextChoices):
        FORWARD = "forward", _("done")
        RETURN = "return", _("returned")
        REJECT = "reject", _("rejected")
        WITHDRAW = "withdraw", _("withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    action = models.CharField(_("action"), max_length=10, choices=Action)
    step = models.CharField(_("step"), max_length=40)
    to_step = models.CharField(_("next step"), max_length=40)
    is_decision = models.BooleanField(default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=40)
    at = models.DateTimeField(_("time"), db_default=models.functions.Now())
    comment = models.CharField(_("reason or remark"), max_length=500, blank=True)
    evidence = models.JSONField(default=dict)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("case event")
        ordering = ("case", "seq")
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="case_event_seq_once"),
            models.UniqueConstraint(
                fields=["case", "round", "step"],
                condition=Q(is_decision=True),
                name="case_one_decision_a_step",
            ),
            models.UniqueConstraint(
                fields=["case", "round", "actor"],
                condition=Q(is_decision=True),
                name="case_deciders_differ",
            ),
            models.CheckConstraint(
                condition=Q(action="forward") | ~Q(comment=""),
                name="case_event_refusal_has_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="apply_event",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=APPLY_EVENT,
                declare=[
                    ("c", "core_case%ROWTYPE"),
                    ("steps", "jsonb"),
                    ("here", "int"),
                    ("there", "int"),
                    ("kind", "text"),
                ],
            ),
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.action}"
