"""The exit of a household as a case: what the process engine must know of it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessment import services
from core.cases.engine import CaseKind, on_outcome, register_kind
from core.cases.models import Case
from publicity.sources import Source, from_snapshot, register_source

KIND = CaseKind(
    slug=services.HOUSEHOLD_EXIT,
    label=_("Household exit"),
    permission="assessment.view_exit",
    number_prefix="TC",
    subject_url=lambda case: reverse("households:detail", args=[case.subject_id]),
    panel_url=lambda case: reverse("assessment:case-panel", args=[case.pk]),
    refreeze=services.refrozen,
)


def register() -> None:
    """Once, at start."""
    register_kind(KIND)
    register_source(KIND.slug, Source("退出贫困户", from_snapshot))
    on_outcome(KIND.slug, Case.APPROVED)(services.carry_out_exit)
    on_outcome(KIND.slug, Case.REJECTED)(services.take_back_choice)
    on_outcome(KIND.slug, Case.WITHDRAWN)(services.take_back_choice)
