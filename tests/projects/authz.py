"""Who may open projects and measures."""

from core.cases.models import Case
from projects import services
from tests import factories, money
from tests.authz.rows import Row, thing

OFFICES = (
    "township_officer county_office county_finance line_department supervisor auditor"
)
READERS = f"village_cadre helper resident_team {OFFICES}"
CHANGERS = "village_cadre township_officer county_office"


@thing("project")
def project(place, mark):
    return {"pk": money.project(region_code=place, name=mark).pk}


@thing("project's household")
def household(place, mark):
    return {"pk": money.family(place, head_name=mark).pk}


@thing("measure")
def measure(place, mark):
    cadre = factories.person("village_cadre", place)
    made = services.record_measure(
        household=money.family(place, head_name=mark),
        kind="04",
        happened_on=money.TODAY,
        content=mark,
        by=cadre,
        on=money.TODAY,
    )
    return {"pk": made.pk}


@thing("project's case")
def project_case(place, mark):
    made = money.project("declared", region_code=place, name=mark)
    return {"pk": Case.objects.about(made.pk).get().pk}


@thing("place of projects")
def place_of_projects(place, mark):
    return {"code": place}


ROWS = [
    Row("projects:list", READERS, lists="project"),
    Row("projects:create", "village_cadre", why="An empty form."),
    Row("projects:create", "village_cadre", "POST"),
    Row(
        "projects:household-options",
        "village_cadre",
        query="?household=标记",
        lists="project's household",
    ),
    Row("projects:detail", READERS, thing="project"),
    Row("projects:update", "village_cadre", thing="project"),
    Row("projects:update", "village_cadre", "POST", thing="project"),
    Row("projects:submit", "village_cadre", "POST", thing="project"),
    Row("projects:start", CHANGERS, "POST", thing="project"),
    Row("projects:accept", "county_office", thing="project"),
    Row("projects:accept", "county_office", "POST", thing="project"),
    Row("projects:household-panel", READERS, thing="project's household"),
    Row("projects:measure-create", CHANGERS, thing="project's household"),
    Row("projects:measure-create", CHANGERS, "POST", thing="project's household"),
    Row("projects:measure-confirm", CHANGERS, thing="measure"),
    Row("projects:measure-confirm", CHANGERS, "POST", thing="measure"),
    Row("projects:case-panel", READERS, thing="project's case"),
    Row("projects:village-panel", READERS, thing="place of projects", lists="project"),
    Row("api:project-list", READERS, lists="project"),
    Row("api:project-detail", READERS, thing="project"),
]
