from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _test_policies(request, settings):
    """The pages of a county's own figures are there only where a policy leaves some to it."""
    if "assessment:parameter" in request.node.name:
        settings.POLICY_DIR = Path(__file__).resolve().parent.parent / "policies"
