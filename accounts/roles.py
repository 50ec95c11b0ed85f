"""The roles and their permissions, as data in code; a grant says where and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

# Permissions stand here as literals: this is the table of role → permissions, and the
# apps that define them come later in the import order. Reading is spelled out too: no
# role sees a thing because another permission of its line implies it.
READ = (
    "core.view_case",
    "core.view_policyparameter",
    "villages.view_village",
    "households.view_household",
    "publicity.view_notice",
    "projects.view_project",
    "assessment.view_exit",
    "assessment.view_recheck",
)
READ_MONEY = ("funds.view_funddocument", "funds.view_paymentbatch")


@dataclass(frozen=True)
class Role:
    """What a person in this role may do in the region of the grant.

    `level` is the widest region for which the role is given.
    """

    slug: str
    name: object
    level: int
    permissions: tuple[str, ...]


ROLES = (
    Role(
        "village_cadre",
        _("village cadre"),
        5,
        (
            *READ,
            "core.move_case",
            "households.add_household",
            "households.change_household",
            "households.reveal_household",
            "ledgers.export_ledger",
            "publicity.publish_notice",
            "projects.add_project",
            "projects.change_project",
            "assessment.propose_exit",
            "funds.view_paymentbatch",
        ),
    ),
    Role(
        "township_officer",
        _("township officer"),
        4,
        (
            *READ,
            *READ_MONEY,
            "core.move_case",
            "households.change_household",
            "households.reveal_household",
            "ledgers.export_ledger",
            "publicity.publish_notice",
            "publicity.answer_objection",
            "publicity.view_objection",
            "projects.change_project",
        ),
    ),
    Role(
        "county_office",
        _("county poverty office"),
        3,
        (
            *READ,
            *READ_MONEY,
            "core.move_case",
            "core.set_policyparameter",
            "households.change_household",
            "households.reveal_household",
            "ledgers.export_ledger",
            "publicity.publish_notice",
            "publicity.answer_objection",
            "publicity.view_objection",
            "projects.change_project",
            "projects.accept_project",
            "funds.add_funddocument",
            "funds.allocate_fund",
            "funds.make_payment",
            "funds.approve_payment",
            "assessment.run_recheck",
            "core.view_auditentry",
        ),
    ),
    Role(
        "county_finance",
        _("county finance"),
        3,
        (
            *READ,
            *READ_MONEY,
            "ledgers.export_ledger",
            "funds.add_funddocument",
            "funds.allocate_fund",
            "funds.release_payment",
        ),
    ),
    Role("line_department", _("line department"), 3, (*READ, "ledgers.export_ledger")),
    Role(
        "supervisor",
        _("supervisor"),
        1,
        (*READ, *READ_MONEY, "publicity.view_objection", "ledgers.export_ledger"),
    ),
    Role(
        "helper",
        _("helper"),
        5,
        ("households.view_household", "projects.view_project", "publicity.view_notice"),
    ),
    Role("resident_team", _("resident team"), 5, (*READ, "core.move_case")),
    Role(
        "auditor",
        _("auditor"),
        1,
        (
            *READ,
            *READ_MONEY,
            "core.view_auditentry",
            "accounts.view_user",
            "households.reveal_household",
            "publicity.view_objection",
            "ledgers.export_ledger",
        ),
    ),
    Role(
        "account_admin",
        _("account administrator"),
        1,
        ("accounts.view_user", "accounts.manage_user"),
    ),
)


@cache
def permissions_of(slug: str) -> frozenset[str]:
    """Permission strings of a role; none for a slug that no longer exists."""
    return next(
        (frozenset(role.permissions) for role in ROLES if role.slug == slug),
        frozenset(),
    )


def role_named(slug: str) -> Role:
    """The role of this slug; it must exist."""
    return next(role for role in ROLES if role.slug == slug)


def roles_with(permission: str) -> list[str]:
    """Slugs of the roles that carry the permission."""
    return [role.slug for role in ROLES if permission in role.permissions]
