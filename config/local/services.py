"""The servers Lika needs: those the environment names, else our own."""

import os
from collections.abc import Callable
from pathlib import Path

from . import state
from .broker import Broker
from .postgres import Postgres


def _nothing() -> None:
    """There is nothing of ours to leave."""


def ensure(*, durable: bool = True) -> Callable[[], None]:
    """Put DATABASE_URL and REDIS_URL into the environment; return how to leave the servers.

    Named servers win. Ours stop when the last process that uses them has left.
    """
    if os.environ.get("LIKA_LOCAL") == "0" or (
        _named("DATABASE_URL") and _named("REDIS_URL")
    ):
        return _nothing
    os.environ.setdefault("LIKA_LOCAL", "1")
    folder = state.state_folder()
    started = []
    with state.writing_in(folder), state.alone(folder / "services.lock"):
        leave = state.use(
            folder, lambda: [server.stop() for server in reversed(started)]
        )
        if not _named("DATABASE_URL"):
            postgres = Postgres(folder, durable=durable)
            started.append(postgres)
            name_database(postgres, postgres.start())
        if not _named("REDIS_URL"):
            broker = Broker(folder, durable=durable)
            started.append(broker)
            os.environ["REDIS_URL"] = broker.start()
    return leave


def name_database(postgres: Postgres, owner: str) -> None:
    """The application's address, and the owner's for migrations."""
    os.environ["MIGRATION_DATABASE_URL"] = owner
    os.environ["DATABASE_URL"] = postgres.application_url(owner)


def ensure_for_tests() -> Callable[[], None]:
    """Like `ensure`, with data, keys and media of its own and without waiting for the disk."""
    folder = state.state_folder() / "test"
    os.environ["LIKA_STATE"] = str(folder)
    os.environ["LIKA_LOCAL"] = "1"
    return ensure(durable=False)


def _named(variable: str) -> bool:
    return bool(os.environ.get(variable))


def servers(folder: Path, *, durable: bool = True) -> tuple[Postgres, Broker]:
    """Return the two servers of a folder without starting them."""
    return Postgres(folder, durable=durable), Broker(folder, durable=durable)
