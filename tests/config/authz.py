"""Who may ask the machine's own addresses."""

from tests.authz.rows import EVERYONE, PUBLIC, Row

ROWS = [
    Row("healthz", PUBLIC, why="Asked by the load balancer, which has no account."),
    Row(
        "readyz",
        PUBLIC,
        ok=(200, 503),
        why="Asked by the load balancer, which has no account.",
    ),
    Row("api-schema", EVERYONE, why="Shape of the API, no data."),
    Row("api-docs", EVERYONE, why="Shape of the API, no data."),
]
