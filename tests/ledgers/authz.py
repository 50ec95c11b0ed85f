"""Who may look at ledgers and have their files made."""

from accounts.roles import roles_with
from core.jobs import enqueue
from ledgers.export import EXPORT, KIND
from tests import factories
from tests.authz.rows import EVERYONE, Row, thing

EXPORTERS = " ".join(roles_with(EXPORT))
SLUG = {"slug": "roster"}


@thing("export job")
def export_job(place, mark):
    """The file belongs to the one who asked for it, wherever the others work."""
    owner = factories.person("village_cadre", place)
    params = {"ledger": "roster", "filters": {}, "on": "2026-11-21", "full": False}
    return {"pk": enqueue(kind=KIND, by=owner, region_code=place, title=mark, params=params).pk}


ROWS = [
    Row("ledgers:list", EXPORTERS),
    Row("ledgers:detail", EXPORTERS, kwargs=SLUG),
    Row("ledgers:export", EXPORTERS, "POST", kwargs=SLUG),
    Row("ledgers:download", EXPORTERS, thing="export job", ok=(404,), owner_only=True),
    Row("api:ledger-list", EXPORTERS),
    Row("api:ledger-order", EXPORTERS, "POST", kwargs=SLUG),
    Row("api:job-list", EVERYONE),
    Row("api:job-detail", EVERYONE, thing="job", ok=(404,), owner_only=True),
    Row("api:job-file", EXPORTERS, thing="export job", ok=(404,), owner_only=True),
]
