from __future__ import annotations

from tests import factories
from tests.authz.rows import EVERYONE, Row, thing
from villages.models import Village

READERS = (
    "village_cadre township_officer county_office county_finance"
    " line_department supervisor resident_team auditor"
)


@thing("village")
def village(place: str, mark: str) -> dict[str, str]:
    made, _new = Village.objects.update_or_create(
        region_code=place, defaults={"phone": mark[-20:]}
    )
    return {"code": made.region_code}


@thing("api village")
def api_village(place: str, mark: str) -> dict[str, str]:
    return {"region_code": village(place, mark)["code"]}


@thing("village by its mark")
def marked_village(place: str, mark: str) -> dict[str, str]:
    Village.objects.update_or_create(region_code=place, defaults={"phone": mark})
    return {}


REGION = {"code": factories.VILLAGE}
NAMES = "Names of places are public."

ROWS = [
    Row(
        "villages:search",
        EVERYONE,
        query="?q=x",
        why="Names of places are public; every form with a place asks.",
    ),
    Row("villages:region-list", READERS, why=NAMES),
    Row("villages:region-detail", READERS, kwargs=REGION, why=NAMES),
    Row("villages:list", READERS, lists="village by its mark"),
    Row("villages:detail", READERS, thing="village"),
    Row("api:region-list", READERS, why=NAMES),
    Row("api:region-detail", READERS, kwargs=REGION, why=NAMES),
    Row("api:village-list", READERS, lists="village by its mark"),
    Row("api:village-detail", READERS, thing="api village"),
]
