"""Re-checks of the exit standard: runs, verdicts, and findings for a person to look at."""

from assessment.models.item import RecheckItem
from assessment.models.recheck import RecheckRun, RecheckShard, Verdict

__all__ = ["RecheckItem", "RecheckRun", "RecheckShard", "Verdict"]
