from __future__ import annotations

import uuid
from typing import Any

from accounts.roles import roles_with
from households.models import Household
from households.permissions import ADD, CHANGE, REVEAL, VIEW
from tests import factories
from tests.authz.rows import Row, by_key, thing

READERS = " ".join(roles_with(VIEW))
WRITERS = " ".join(roles_with(CHANGE))
ADDERS = " ".join(roles_with(ADD))
NO_DRAFT = uuid.UUID(int=7)
REVEALERS = " ".join(roles_with(REVEAL))


@thing("household")
def household(place: str, mark: str) -> dict[str, Any]:
    made = factories.household(village=place)
    Household.objects.filter(pk=made.pk).update(head_name=mark)
    return {"pk": made.pk}


@thing("member")
def member(place: str, mark: str) -> dict[str, Any]:
    made = factories.household(village=place)
    return {"pk": made.pk, "member_pk": made.members.first().pk}


PURPOSE = {"purpose": "document"}

CHARTS = "Numbers only, of the households one sees: tests/households/test_charts.py."
ROWS = [
    Row("households:create", ADDERS, why="An empty sheet, or one's own draft."),
    Row("households:create", ADDERS, "POST", send={"name": "张三"}),
    Row("households:update", WRITERS, thing="household"),
    Row("households:update", WRITERS, "POST", thing="household", send={"version": "1"}),
    Row("households:draft", WRITERS, "POST", send={"period": "2026"}),
    Row(
        "households:draft-discard",
        WRITERS,
        "POST",
        kwargs={"pk": NO_DRAFT},
        why="Only one's own draft goes.",
    ),
    Row("households:number-check", WRITERS, "POST", send={"period": "2026"}),
    Row("households:hints", WRITERS, "POST", send={"period": "2026"}),
    Row("households:list", READERS, lists="household"),
    Row("households:search", READERS, "POST", send={"q": "张三"}),
    Row("households:detail", READERS, thing="household"),
    Row("households:timeline", READERS, thing="household"),
    Row("households:history", READERS, thing="household"),
    Row("households:card", READERS, thing="household"),
    Row(
        "households:reveal",
        REVEALERS,
        "POST",
        thing="household",
        kwargs={"field": "phone"},
        send=PURPOSE,
    ),
    Row("households:member-reveal", REVEALERS, "POST", thing="member", send=PURPOSE),
    Row(
        "households:region-panel",
        READERS,
        kwargs={"code": factories.PROVINCE},
        why="Numbers only, of the households one sees: tests/households/test_figures.py.",
    ),
    Row("households:charts", READERS, why=CHARTS),
    Row(
        "households:region-charts",
        READERS,
        kwargs={"code": factories.TOWNSHIP},
        why=CHARTS,
    ),
    Row("api:household-list", READERS, lists="household"),
    Row("api:household-list", ADDERS, "POST"),
    Row("api:household-detail", READERS, thing="household"),
    Row("api:household-detail", WRITERS, "PUT", thing="household"),
    Row("api:household-search", READERS, "POST", send={"q": "张三"}),
    Row("api:member-list", READERS, lists="api member"),
    Row("api:member-detail", READERS, thing="api member"),
]


@thing("api member", sign=by_key)
def api_member(place: str, mark: str) -> dict[str, Any]:
    return {"pk": member(place, mark)["member_pk"]}
