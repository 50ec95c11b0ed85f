"""The project library as ledgers: its list (项目库台账) and what the province files."""

from ledgers import declaration
from projects.ledgers.filing import FILING
from projects.ledgers.library import LIBRARY

__all__ = ["FILING", "LIBRARY", "register"]


def register() -> None:
    """Make the ledgers known; called from `AppConfig.ready`."""
    declaration.register(LIBRARY)
    declaration.register(FILING)
