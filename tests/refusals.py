"""Expect a refusal by its reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.refusals import Refused


@contextmanager
def refused(*fragments: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The block raises `Refused`, and its reasons contain every fragment."""
    with pytest.raises(Refused) as refusal:
        yield refusal
    reasons = " ".join(refusal.value.reasons)
    missing = [fragment for fragment in fragments if fragment not in reasons]
    assert not missing, f"{missing} not among the reasons: {reasons}"
