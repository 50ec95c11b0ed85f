"""What is done: projects of the library, households they benefit, measures given."""

from projects.models.acceptances import Acceptance
from projects.models.measures import Measure
from projects.models.projects import Project, ProjectBeneficiary
from projects.models.stages import ProjectStage

__all__ = ["Acceptance", "Measure", "Project", "ProjectBeneficiary", "ProjectStage"]
