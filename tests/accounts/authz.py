"""Who may open the pages of people and accounts."""

from accounts import tokens
from accounts.models import Grant
from tests import factories
from tests.authz.rows import EVERYONE, PUBLIC, Row, thing

ADMIN = "account_admin"


@thing("person")
def person(place, mark):
    return {"pk": factories.person("village_cadre", place, name=mark).pk}


@thing("grant")
def grant(place, mark):
    return {
        "pk": Grant.objects.get(
            user=factories.person("village_cadre", place, name=mark)
        ).pk
    }


@thing("token", missing={"key": "lika_nobodys"})
def token(place, mark):
    """Everyone's token is foreign to everyone else, wherever they work."""
    made, _text = tokens.create_token(
        by=factories.person("village_cadre", place), name=mark
    )
    return {"key": made.token_key}


@thing("api-token", missing={"token_key": "lika_nobodys"})
def api_token(place, mark):
    return {"token_key": token(place, mark)["key"]}


def successor(kwargs):
    """Somebody else of the administrator's own area."""
    village = Grant.objects.filter(region_code=factories.SIBLING_VILLAGE)
    return {"successor": village.values_list("user", flat=True)[0]}


ROWS = [
    Row(
        "home",
        EVERYONE,
        why="Each provider of work, figures and buttons asks its own permission.",
    ),
    Row(
        "set_language",
        PUBLIC,
        "POST",
        send={"language": "en"},
        why="The public pages have the switch too.",
    ),
    Row("accounts:login", PUBLIC, why="Nobody is signed in before signing in."),
    Row(
        "accounts:login",
        PUBLIC,
        "POST",
        ok=(422, 302),
        why="Nobody is signed in before signing in.",
    ),
    Row(
        "accounts:logout", PUBLIC, "POST", why="A stale page's button still leads out."
    ),
    Row("accounts:profile", EVERYONE, why="One's own account."),
    Row("accounts:password", EVERYONE, why="One's own password."),
    Row("accounts:password", EVERYONE, "POST", ok=(422,), why="One's own password."),
    Row("accounts:sessions-end", EVERYONE, "POST", why="One's own sign-ins."),
    Row("accounts:tokens", EVERYONE, why="One's own tokens."),
    Row("accounts:tokens", EVERYONE, "POST", ok=(422,), why="One's own tokens."),
    Row(
        "accounts:token-revoke",
        EVERYONE,
        "POST",
        thing="token",
        ok=(404,),
        why="One's own tokens.",
    ),
    Row("accounts:people", f"{ADMIN} auditor", lists="person"),
    Row("accounts:person", f"{ADMIN} auditor", thing="person"),
    Row("accounts:person-create", ADMIN, why="An empty form."),
    Row("accounts:person-create", ADMIN, "POST", send={"username": "new1"}, ok=(422,)),
    Row("accounts:person-switch", ADMIN, thing="person"),
    Row("accounts:person-switch", ADMIN, "POST", thing="person"),
    Row("accounts:person-password", ADMIN, thing="person"),
    Row("accounts:person-password", ADMIN, "POST", thing="person", ok=(200,)),
    Row("accounts:grant-create", ADMIN, thing="person"),
    Row(
        "accounts:grant-create",
        ADMIN,
        "POST",
        thing="person",
        send={"role": "helper"},
        ok=(422,),
    ),
    Row("accounts:grant-outside", ADMIN, why="A form for an account that is typed in."),
    Row("accounts:grant-outside", ADMIN, "POST", send={"account": "nobody"}, ok=(422,)),
    Row("accounts:grant-end", ADMIN, thing="grant"),
    Row("accounts:grant-end", ADMIN, "POST", thing="grant"),
    Row("accounts:hand-over", ADMIN, thing="person"),
    Row("accounts:hand-over", ADMIN, "POST", thing="person", send=successor),
    Row("api-me", EVERYONE, why="The account that asks."),
    Row("api:token-list", EVERYONE, why="One's own tokens."),
    Row(
        "api:token-list", EVERYONE, "POST", send={"name": "x"}, why="One's own tokens."
    ),
    Row(
        "api:token-detail",
        EVERYONE,
        "DELETE",
        thing="api-token",
        ok=(404,),
        why="One's own tokens.",
    ),
]
