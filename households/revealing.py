"""Show a personal number in full: to whom it is allowed, for a purpose, on record.

The number of times a day is limited; the limit is `REVEAL_DAILY_QUOTA`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.actors import Actor
from core.audit.models import AuditEntry
from core.crypto import unseal
from core.locks import advisory_lock
from core.refusals import Refused
from households.models import Household, Member
from households.permissions import REVEAL

VERB = "household.reveal"
PURPOSES = {
    "document": gettext_lazy("Compare with the document"),
    "subsidy": gettext_lazy("Pay out a subsidy"),
    "medical": gettext_lazy("Medical insurance or treatment"),
    "comparison": gettext_lazy("Compare with another department's data"),
    "contact": gettext_lazy("Reach the family"),
    "check": gettext_lazy("Inspection or audit"),
}
FIELDS = {
    "phone": gettext_lazy("Telephone"),
    "bank_account": gettext_lazy("Bank account"),
}


class QuotaSpent(Refused):
    """The person has looked at as many numbers today as anyone may."""

    status = 429


@dataclass(frozen=True)
class Revealed:
    """A number in full and its masked form; never stored, never logged."""

    value: str
    mask: str
    label: str


def reveal_household_number(
    *, household: Household, field: str, purpose: str, by: Actor
) -> Revealed:
    """The family's telephone or bank account in full."""
    number = _Number(
        household,
        getattr(household, f"{field}_sealed"),
        f"households.Household.{field}:{household.pk}",
    )
    value = _reveal(number, {"field": field}, purpose, by)
    return Revealed(value, getattr(household, f"{field}_mask"), str(FIELDS[field]))


def reveal_member_number(*, member: Member, purpose: str, by: Actor) -> Revealed:
    """A person's document number in full."""
    number = _Number(
        member.household, member.id_no_sealed, f"households.Member.id_no:{member.pk}"
    )
    value = _reveal(number, {"field": "id_no", "member": str(member.pk)}, purpose, by)
    return Revealed(
        value, member.id_no_mask, str(Member._meta.get_field("id_no_mask").verbose_name)
    )


@dataclass(frozen=True)
class _Number:
    household: Household
    sealed: str
    context: str


@transaction.atomic
def _reveal(number: _Number, what: dict[str, str], purpose: str, by: Actor) -> str:
    if not by.can(REVEAL, number.household.region_code):
        raise PermissionDenied
    if purpose not in PURPOSES:
        raise Refused(_("Say what you need the number for."))
    if not number.sealed:
        raise Refused(_("No number is recorded here."))
    # After the other reasons: a look that shows nothing does not count.
    _refuse_beyond_quota(by)
    audit.record(
        by=by,
        verb=VERB,
        target=number.household,
        after=what,
        purpose=str(PURPOSES[purpose]),
    )
    return unseal(number.sealed, number.context)


def _refuse_beyond_quota(by: Actor) -> None:
    """Count under a lock of the person, so that two windows at once get no more."""
    # Kept until the transaction ends, and thus until the look is on record.
    advisory_lock(f"{VERB}:{by.pk}")
    midnight = timezone.make_aware(
        dt.datetime.combine(timezone.localdate(), dt.time.min)
    )
    today = AuditEntry.objects.filter(
        actor_id=by.pk, verb=VERB, at__gte=midnight
    ).count()
    if today >= settings.REVEAL_DAILY_QUOTA:
        words = _(
            "You have looked at %(count)d numbers today, the most anyone may; go on "
            "tomorrow."
        )
        raise QuotaSpent(words % {"count": today})


def seconds_until_midnight() -> int:
    """How long until the quota begins anew."""
    now = timezone.localtime()
    return 24 * 3600 - now.hour * 3600 - now.minute * 60
