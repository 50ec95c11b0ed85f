"""Decisions: what the standard says of a household, what somebody should look at, the figures a county sets."""

from assessment.models.item import RecheckItem
from assessment.models.recheck import RecheckRun, RecheckShard, Verdict

__all__ = ["RecheckItem", "RecheckRun", "RecheckShard", "Verdict"]
