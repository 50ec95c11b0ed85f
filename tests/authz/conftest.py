from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _test_policies(settings):
    """A policy that holds where the cast works: pages of its parameters are there to be opened."""
    settings.POLICY_DIR = Path(__file__).resolve().parent.parent / "policies"
