"""The address of the database, and as whom the application speaks to it.

Everything the application does, it does as a role that owns nothing: no TRUNCATE, no
`session_replication_role`, no trigger switched off. Migrations are the owner's
(`config/roles.py`). Where one address is given for both, the application takes the role
when it connects. See docs/decisions/0080.
"""

from __future__ import annotations

from typing import Any

from environ import Env

ROLE = "lika_app"
# A page may take 15 s; commands and workers set a longer limit for themselves.
PAGE_MILLISECONDS = 15_000


def configured(env: Env) -> dict[str, Any]:
    """The application's connection."""
    return {
        **env.db("DATABASE_URL"),
        "ATOMIC_REQUESTS": False,  # each verb opens its own transaction and locks first
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options(env, role=role(env)),
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default=None)},
    }


def owner(env: Env) -> dict[str, Any]:
    """What is different when the owner connects."""
    address = env.str("MIGRATION_DATABASE_URL", default="") or env.str("DATABASE_URL")
    found = env.db_url_config(address)
    return {
        **{name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT")},
        "OPTIONS": options(env, role=""),
    }


def role(env: Env) -> str:
    return env.str("DATABASE_ROLE", default=ROLE)


def options(env: Env, *, role: str) -> dict[str, str]:
    """What the server is told when the connection begins: it costs no query."""
    told: dict[str, Any] = {
        "statement_timeout": env.int("DB_STATEMENT_TIMEOUT", default=PAGE_MILLISECONDS),
        "lock_timeout": 5_000,
        "idle_in_transaction_session_timeout": 30_000,
    }
    if role:
        told["role"] = role
    return {
        "application_name": env.str("LIKA_ROLE", default="manage"),
        "options": " ".join(f"-c {name}={value}" for name, value in told.items()),
    }
