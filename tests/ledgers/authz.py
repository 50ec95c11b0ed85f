"""Who may look at ledgers and have their files made."""

from collections.abc import Iterator

from accounts.roles import roles_with
from core.jobs.queue import enqueue
from ledgers.declaration import ledger_named
from ledgers.export import KIND
from ledgers.permissions import EXPORT_LEDGER
from tests import factories
from tests.authz.rows import EVERYONE, Row, thing

EXPORTERS = " ".join(roles_with(EXPORT_LEDGER))
SLUGS = (
    *("roster", "project-library", "project-filing"),
    *("fund-ledger", "payment-list"),
)
OWN = "One's own files."


@thing("export job")
def export_job(place, mark):
    """The file belongs to the one who asked for it, wherever the others work."""
    owner = factories.person("village_cadre", place)
    params = {"ledger": "roster", "filters": {}, "on": "2026-11-21", "full": False}
    return {
        "pk": enqueue(
            kind=KIND, by=owner, region_code=place, title=mark, params=params
        ).pk
    }


@thing("place of a ledger")
def place_of_a_ledger(place, mark):
    return {"region": place}


def of_ledger(slug: str) -> Iterator[Row]:
    """The page of a ledger and the orders for its file.

    The place stands in the query or the body.
    """
    permission = ledger_named(slug).permission
    readers = [
        role for role in roles_with(EXPORT_LEDGER) if role in roles_with(permission)
    ]
    unseen = " ".join(set(roles_with(EXPORT_LEDGER)) - set(readers))
    common = {
        "roles": " ".join(readers),
        "unseen": unseen,
        "kwargs": {"slug": slug},
        "thing": "place of a ledger",
        "in_query": True,
    }
    yield Row("ledgers:detail", **common)
    yield Row("ledgers:export", method="POST", send=dict, ok=(302,), **common)
    yield Row(
        "api:ledger-order",
        method="POST",
        send=lambda it: {"region_code": it["region"]},
        ok=(202,),
        **common,
    )


ROWS = [
    Row("ledgers:list", EXPORTERS, why=OWN),
    *(row for slug in SLUGS for row in of_ledger(slug)),
    Row("ledgers:download", EXPORTERS, thing="export job", ok=(404,), owner_only=True),
    Row("api:ledger-list", EXPORTERS, why="What ledgers there are, no row of them."),
    Row("api:job-list", EVERYONE, why=OWN),
    Row("api:job-detail", EVERYONE, thing="job", ok=(404,), owner_only=True),
    Row("api:job-file", EXPORTERS, thing="export job", ok=(404,), owner_only=True),
]
