from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.scope import ScopedModel


class Job(ScopedModel):
    """A piece of background work; the row is the record, the broker only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        DENIED = "denied", _("no longer permitted")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.QUEUED, State.RUNNING)
    MAX_ATTEMPTS = 3

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(  # noqa: DJ001  NULLs do not collide
        max_length=120, unique=True, null=True, help_text="One job for ever per key."
    )
    title = models.CharField(_("title"), max_length=200)
    params = models.JSONField(
        default=dict, help_text="Ids and filters only, never personal data."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.QUEUED
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField(
        default=0, help_text="Fencing token: rises with each lease."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("asked for"), db_default=models.functions.Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_owner"),
            models.Index(
                fields=["lease_until"],
                name="job_open",
                condition=models.Q(state__in=("queued", "running")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "queued",
                        "running",
                        "done",
                        "failed",
                        "denied",
                        "cancelled",
                    ]
                ),
                name="job_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"], finished_at=None)
                | models.Q(
                    state__in=["done", "failed", "denied", "cancelled"],
                    finished_at__isnull=False,
                ),
                name="job_finished_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
