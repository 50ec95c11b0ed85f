"""The deeds of this app, in the words of the audit."""

from django.utils.translation import gettext_lazy as _

from core.audit.actions import name_actions
from core.audit.presenters import link_targets, name_facts

PEOPLE = {
    "person.create": _("Account made"),
    "person.off": _("Account switched off"),
    "person.on": _("Account switched on"),
    "person.password_given": _("New password given"),
    "person.password_set": _("Own password set"),
    "grant.give": _("Role given"),
    "grant.end": _("Role ended"),
}
DEEDS = {
    **PEOPLE,
    "session.begin": _("Signed in"),
    "session.end_all": _("Other sign-ins ended"),
    "token.create": _("API token made"),
    "token.revoke": _("API token revoked"),
}
name_actions(DEEDS)
link_targets({"accounts.user": ("accounts:person", "accounts.view_user")})
name_facts(
    {
        "address": _("signed in from"),
        "ended": _("sign-ins ended"),
        "role": _("role"),
        "username": _("account"),
    }
)
