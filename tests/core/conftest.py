"""The cast of the process that the engine is tested with."""

import pytest

from core.cases import kinds
from tests import factories
from tests.core import process


@pytest.fixture
def process_kind(monkeypatch):
    """The engine knows the kind of the tests."""
    monkeypatch.setitem(kinds._kinds, process.KIND, process.kind_of_case())


@pytest.fixture
def cast(db, process_kind):
    """One person for each part in the process, and some who have none."""
    return {
        name: factories.person(role, region)
        for name, (role, region) in process.PEOPLE.items()
    }
