"""Decisions: what the standard says of each household, run by run, and what somebody should look at."""

from assessment.models.item import RecheckItem
from assessment.models.recheck import RecheckRun, RecheckShard, Verdict

__all__ = ["RecheckItem", "RecheckRun", "RecheckShard", "Verdict"]
