"""Every address of the site and who may open it: the lines of all apps put together."""

from importlib import import_module
from importlib.util import find_spec

from tests.authz.rows import Row

APPS = (
    "config",
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
)
ROWS: list[Row] = [
    row
    for app in APPS
    if find_spec(f"tests.{app}.authz")
    for row in import_module(f"tests.{app}.authz").ROWS
]
