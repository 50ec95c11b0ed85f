"""Every constraint and trigger of our tables: attacked by name, and missed when it is gone.

A test that says “refused” may be right for a wrong reason. Here each attack must be stopped by
the very constraint it names, and must succeed as soon as that one constraint is dropped.
"""

import pytest
from django.db import InternalError, transaction
from django.db.utils import DatabaseError

from tests.mutation import (  # noqa: F401  they register themselves
    account_attacks,
    assessment_attacks,
    case_attacks,
    core_attacks,
    fund_attacks,
    household_attacks,
    notice_attacks,
    objection_attacks,
    payment_attacks,
    posting_attacks,
    project_attacks,
    village_attacks,
)
from tests.mutation.attacks import ATTACKS, Attack, Followed, attempt, drop, lift_outer
from tests.mutation.declared import (
    constraints_of_database,
    declared_by_models,
    triggers_of_database,
)
from tests.mutation.generic_attacks import PROTECTIONS

pytestmark = pytest.mark.django_db
# Why no statement can tell whether it stands.
UNIQUE_ALREADY = "key for a two-column foreign key: the primary key makes it unique"
EQUIVALENT = {
    "funds_account:account_with_fund": UNIQUE_ALREADY,
    "funds_entry:entry_with_fund": UNIQUE_ALREADY,
}
# Foreign keys of two columns, made by SQL; the plain ones are in `test_references.py`.
PAIRED_KEYS = {
    "funds_posting:posting_entry_same_fund",
    "funds_posting:posting_account_same_fund",
}
KILLABLE = [
    attack for key, attack in ATTACKS.items() if key not in EQUIVALENT
] + PROTECTIONS


def attacked() -> set[str]:
    return set(ATTACKS) | {attack.key for attack in PROTECTIONS}


def said_by(error: DatabaseError, attack: Attack) -> str:
    """The name of what refused, when it refused on the table under attack."""
    diag = error.__cause__.diag
    if isinstance(error, InternalError):  # pgtrigger's Protect has no constraint name
        return (
            attack.name
            if f"rows from {attack.table} table" in str(error)
            else str(error)
        )
    elsewhere = diag.table_name and diag.table_name != attack.table
    return (diag.constraint_name or str(error)) + (
        f" of {diag.table_name}" if elsewhere else ""
    )


def refused_by(attack: Attack, scene) -> str:
    """The name under which the database refuses, empty when it does not."""
    try:
        with transaction.atomic():
            attempt(attack, scene)
    except Followed as followed:
        return str(followed)
    except DatabaseError as error:
        return said_by(error, attack)
    return ""


def test_everything_the_database_holds_has_an_attack(scene):
    held = constraints_of_database() | triggers_of_database()
    assert sorted(held - attacked()) == []


def test_every_attack_is_on_something_the_database_holds(scene):
    held = constraints_of_database() | triggers_of_database() | PAIRED_KEYS
    assert sorted(attacked() - held) == []


def test_everything_the_models_declare_stands_in_the_database(scene):
    assert (
        sorted(
            declared_by_models() - constraints_of_database() - triggers_of_database()
        )
        == []
    )


@pytest.mark.parametrize("attack", KILLABLE, ids=str)
def test_attack_is_stopped_by_that_constraint(attack, scene):
    lift_outer(attack)
    assert refused_by(attack, scene) == attack.name


@pytest.mark.parametrize("attack", KILLABLE, ids=str)
def test_attack_succeeds_once_the_constraint_is_dropped(attack, scene):
    lift_outer(attack)
    drop(attack)
    assert refused_by(attack, scene) == ""
