"""Labels of the audited verbs of this app, and the pages that their targets lead to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.permissions import VIEW_PEOPLE
from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts

# What is done to a person: the verbs that a person's own page lists.
ACTIONS_ON_PEOPLE = {
    "person.create": _("Account made"),
    "person.off": _("Account switched off"),
    "person.on": _("Account switched on"),
    "person.password_given": _("New password given"),
    "person.password_set": _("Own password set"),
    "grant.give": _("Role given"),
    "grant.end": _("Role ended"),
}
ACTIONS = {
    **ACTIONS_ON_PEOPLE,
    "session.begin": _("Signed in"),
    "session.end_all": _("Other sign-ins ended"),
    "token.create": _("API token made"),
    "token.revoke": _("API token revoked"),
}
FACTS = {
    "address": _("signed in from"),
    "ended": _("sign-ins ended"),
    "role": _("role"),
    "username": _("account"),
}


def register() -> None:
    """Give the audit the words and pages of this app; safe to call again."""
    name_actions(ACTIONS)
    link_targets({"accounts.user": ("accounts:person", VIEW_PEOPLE)})
    name_facts(FACTS)
