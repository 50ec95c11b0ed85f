"""Every constraint of cases, projects and money: attacked by name, and missed when it is gone.

A test that says “refused” may be right for a wrong reason. Here each attack must be stopped by the very
constraint it names, and must succeed as soon as that one constraint is dropped.
"""

import re

import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from tests.mutation import case_attacks, fund_attacks, project_attacks  # noqa: F401  they register themselves
from tests.mutation.attacks import ATTACKS, Attack, attempt, drop, lift_outer, settle

pytestmark = pytest.mark.django_db
GUARDED = ("projects", "funds")
CASES = ("case", "caseevent")
NAMED = re.compile(r"CONSTRAINT = '(\w+)'")
# Keys for two-column foreign keys: a table's primary key already makes them unique.
EQUIVALENT = {"account_with_fund", "entry_with_fund"}
KILLABLE = [attack for attack in ATTACKS.values() if attack.name not in EQUIVALENT]


def guarded_models():
    for model in apps.get_models():
        label = model._meta.app_label
        if label in GUARDED or (label == "core" and model._meta.model_name in CASES):
            yield model


def declared() -> set[str]:
    """Names of all constraints and of all that triggers refuse, as the models declare them."""
    names = set()
    for model in guarded_models():
        names |= {constraint.name for constraint in model._meta.constraints}
        for trigger in getattr(model._meta, "triggers", []):
            spoken = NAMED.findall(trigger.func or "") if isinstance(getattr(trigger, "func", None), str) else []
            names |= set(spoken)
            if not spoken and type(trigger).__name__ == "Protect":
                names.add(f"{model._meta.db_table}:{trigger.name}")
    return names


def said_by(error: DatabaseError) -> str:
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", "") or ""


def refused_by(attack: Attack, scene) -> str:
    """The name under which the database refuses, empty when it does not."""
    try:
        with transaction.atomic():
            attempt(attack, scene)
    except InternalError as error:  # pgtrigger's Protect has no constraint name
        table, _, name = attack.name.partition(":")
        return attack.name if table in str(error) and "Cannot" in str(error) and name else str(error)
    except DatabaseError as error:
        return said_by(error) or str(error)
    return ""


def test_every_constraint_has_an_attack():
    history = {name for name in declared() if "history:" in name}
    lacking = declared() - history - set(ATTACKS)
    assert sorted(lacking) == []
    assert sorted(set(ATTACKS) - declared() - {"posting_entry_same_fund", "posting_account_same_fund"}) == []


@pytest.mark.parametrize("attack", KILLABLE, ids=str)
def test_attack_is_stopped_by_that_constraint(attack, scene):
    settle()
    build(attack, scene)
    lift_outer(attack)
    assert refused_by(attack, scene) == attack.name


@pytest.mark.parametrize("attack", KILLABLE, ids=str)
def test_attack_succeeds_once_the_constraint_is_dropped(attack, scene):
    settle()
    build(attack, scene)
    lift_outer(attack)
    drop(attack)
    assert refused_by(attack, scene) == ""


def build(attack: Attack, scene) -> None:
    """Make every row the attack looks at before anything is dropped, by asking the scene for it."""
    for name in attack.run.__code__.co_names:
        if isinstance(getattr(type(scene), name, None), object) and hasattr(type(scene), name):
            getattr(scene, name)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
