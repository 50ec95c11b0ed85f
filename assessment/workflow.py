"""The exit of a household as a kind of case, registered with the process engine."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessment import services, standing
from assessment.permissions import VIEW_EXIT
from core.cases.hooks import (
    register_blocker,
    register_forward_effect,
    register_outcome_effect,
)
from core.cases.kinds import CaseKind, register_kind
from core.cases.models import Case
from publicity.sources import Source, from_snapshot, register_source

KIND = CaseKind(
    slug=services.HOUSEHOLD_EXIT,
    label=_("Household exit"),
    permission=VIEW_EXIT,
    number_prefix="TC",
    subject_url=lambda case: reverse("households:detail", args=[case.subject_id]),
    panel_url=lambda case: reverse("assessment:case-panel", args=[case.pk]),
    refreeze=services.refreeze_exit,
    signers=services.adults_of,
)


def register() -> None:
    """Tell the engine and the notices what an exit is and what follows from it."""
    register_kind(KIND)
    register_source(KIND.slug, Source("退出贫困户", from_snapshot))
    for step_kind in standing.JUDGED_AT:
        register_blocker(step_kind, standing.blocks(KIND.slug))
        register_forward_effect(step_kind, standing.holds(KIND.slug))
    register_outcome_effect(KIND.slug, Case.APPROVED, services.carry_out_exit)
    register_outcome_effect(KIND.slug, Case.REJECTED, services.restore_state)
    register_outcome_effect(KIND.slug, Case.WITHDRAWN, services.restore_state)
