"""A refusal is an answer with reasons, not a failure."""

from collections.abc import Iterable


class Refused(Exception):
    """The deed cannot be done now; each reason is a sentence that says what to do about it."""

    def __init__(self, *reasons: object) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Stale(Refused):
    """What the person looked at has changed since; nothing was written."""


def refuse_if(reasons: Iterable[object]) -> None:
    """Raise `Refused` with all reasons when there is at least one."""
    reasons = list(reasons)
    if reasons:
        raise Refused(*reasons)
