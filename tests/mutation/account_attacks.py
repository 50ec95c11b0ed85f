"""Attacks on people and what each may do."""

from __future__ import annotations

from tests.mutation.attacks import attack, copy, sql

GRANT = "accounts_grant"


@attack("accounts_user_username_key", "accounts_user")
def second_person_of_one_name(scene):
    copy("accounts_user", scene.cadre.pk)


@attack("grant_open_once", GRANT)
def role_given_twice(scene):
    copy(GRANT, scene.grant.pk)


@attack("grant_period_forward", GRANT)
def grant_ends_before_it_begins(scene):
    # A range that runs backwards cannot even be compared: the exclusion would stumble over it.
    sql(f"ALTER TABLE {GRANT} DROP CONSTRAINT grant_powers_apart")
    sql(f"UPDATE {GRANT} SET valid_to = valid_from - 1 WHERE id = %s", scene.grant.pk)


@attack("grant_not_by_oneself", GRANT)
def role_taken(scene):
    sql(f"UPDATE {GRANT} SET granted_by_id = user_id WHERE id = %s", scene.grant.pk)


@attack("grant_powers_apart", GRANT)
def cadre_gives_accounts(scene):
    copy(GRANT, scene.grant.pk, role="'account_admin'")
