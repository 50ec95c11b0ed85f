"""A refusal is an answer with reasons, not a failure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

REASON_LIMIT = 300


class Refused(Exception):
    """The action cannot be done now; each reason is a sentence that says what to do.

    `status` is the HTTP status a page or the API answers with.
    """

    status = 409

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


def clean_reason(text: str, limit: int = REASON_LIMIT) -> str:
    """The reason without blanks around it; refused when it is empty or too long."""
    reason = text.strip()
    if not reason:
        raise Refused(_("Give the reason, so that the others know what to do."))
    if len(reason) > limit:
        raise Refused(
            _("Shorten this text to at most %(limit)d characters.") % {"limit": limit}
        )
    return reason
