"""Attacks of one form on many tables: protected rows, histories, numbers below nothing.

The lists are made from the models or stand here by name, never from the database: what was dropped
there has to be missed.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from tests.mutation.attacks import Attack, Followed, ask, attack, drop_constraint, sql
from tests.mutation.declared import our_models

# Table and trigger: the columns nobody rewrites; none named means the whole row.
FIXED = {
    ("accounts_grant", "identity_fixed"): (
        "user_id",
        "role",
        "region_code",
        "valid_from",
    ),
    ("core_parameterproposal", "closed_fixed"): (
        "decided_by_id",
        "decided_at",
        "answer",
        "result_id",
    ),
    ("core_parameterproposal", "content_fixed"): (
        "region_code",
        "key",
        "value",
        "period",
        "document",
        "reason",
        "proposed_by_id",
        "proposed_at",
    ),
    ("assessment_recheckitem", "closed_fixed"): ("explanation",),
    ("assessment_recheckrun", "closed_fixed"): ("checked",),
    ("core_attachment", "content_fixed"): (
        "sha256",
        "size",
        "subject",
        "region_code",
        "uploaded_by_id",
    ),
    ("core_policyparameter", "value_fixed"): (
        "region_code",
        "key",
        "value",
        "document",
        "set_by_id",
        "approved_by_id",
        "set_at",
    ),
    ("households_household", "number_fixed"): ("hh_no",),
    ("households_member", "number_fixed"): ("person_no",),
}
NEVER_DELETED = (
    "accounts_grant",
    "core_parameterproposal",
    "assessment_recheckitem",
    "assessment_recheckrun",
    "assessment_verdict",
    "core_attachment",
    "core_policyparameter",
    "funds_reversal",
    "households_household",
    "households_householdperiod",
    "households_member",
    "households_memberperiod",
    "projects_project",
)
APPEND_ONLY = {
    "core_auditentry": "verb",
    "core_caseevent": "comment",
    "households_householdhistory": "group_name",
    "households_householdperiodhistory": "need",
    "households_memberhistory": "name",
    "households_memberperiodhistory": "employer",
    "households_registryevent": "note",
    "projects_acceptance": "finding",
    "projects_projecthistory": "content",
    "projects_projectstage": "unit",
    "publicity_postedsheet": "taken_on",
}
# Guards that refuse more than a deletion, under a name of their own.
DELETE_REFUSED = {
    ("core_case", "guard_case"): "case_never_deleted",
    ("funds_account", "guard_account"): "account_identity_fixed",
    ("funds_allocation", "guard_allocation"): "allocation_fixed",
    ("funds_entry", "entry_append_only"): "entry_append_only",
    ("funds_funddocument", "guard_document"): "document_fixed",
    ("funds_payment", "guard_payment"): "payment_frozen_after_approval",
    ("funds_paymentbatch", "guard_batch"): "batch_never_deleted",
    ("funds_posting", "posting_append_only"): "posting_append_only",
    ("projects_measure", "guard_measure"): "measure_fixed",
    (
        "projects_projectbeneficiary",
        "freeze_beneficiaries",
    ): "beneficiaries_frozen_when_declared",
    ("publicity_notice", "guard_change"): "notice_never_deleted",
    ("publicity_noticerow", "frozen"): "notice_rows_frozen",
    ("publicity_objection", "guard_change"): "objection_never_lost",
    ("publicity_publicrow", "frozen"): "notice_rows_frozen",
}
# Table: history and a column to change.
TRACKED = {
    "households_household": ("households_householdhistory", "group_name"),
    "households_householdperiod": ("households_householdperiodhistory", "need"),
    "households_member": ("households_memberhistory", "ethnicity"),
    "households_memberperiod": ("households_memberperiodhistory", "employer"),
    "projects_project": ("projects_projecthistory", "remark"),
}


def rewrite(table: str, column: str) -> Any:
    return lambda scene: _touched(sql(f'UPDATE {table} SET "{column}" = "{column}"'))


def delete(table: str) -> Any:
    def run(scene: Any) -> None:
        lift_references(table)
        _touched(sql(f"DELETE FROM {table}"))

    return run


def _touched(rows: int) -> None:
    assert rows, "the scene has no row to attack"


def lift_references(table: str) -> None:
    """A key that points to the rows would keep them as well."""
    for other, name in ask(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = %s::regclass",
        table,
    ):
        sql(f'ALTER TABLE {other} DROP CONSTRAINT "{name}"')


# Each column and each kind of statement is an attack of its own on the one trigger.
PROTECTIONS: list[Attack] = [
    Attack(trigger, table, trigger, rewrite(table, column), how=column)
    for (table, trigger), columns in FIXED.items()
    for column in columns
]
PROTECTIONS += [
    Attack("no_delete", table, "no_delete", delete(table), how="delete")
    for table in NEVER_DELETED
]
for _table, _column in APPEND_ONLY.items():
    PROTECTIONS.append(
        Attack(
            "append_only", _table, "append_only", rewrite(_table, _column), how=_column
        )
    )
    PROTECTIONS.append(
        Attack("append_only", _table, "append_only", delete(_table), how="delete")
    )
for (_table, _trigger), _name in DELETE_REFUSED.items():
    PROTECTIONS.append(Attack(_name, _table, _trigger, delete(_table), how="delete"))


def _leaves_trace(table: str, history: str, column: str, label: str) -> Any:
    def run(scene: Any) -> None:
        before = ask(f"SELECT count(*) FROM {history} WHERE pgh_label = %s", label)
        if label == "insert":
            scene.insert_again(table)
        else:
            assert (
                sql(
                    f"UPDATE {table} SET {column} = 'x' WHERE id = %s",
                    scene.row_of(table),
                )
                == 1
            )
        if ask(f"SELECT count(*) FROM {history} WHERE pgh_label = %s", label) != before:
            raise Followed(f"{label}_{label}")

    return run


for _table, (_history, _column) in TRACKED.items():
    for _label in ("insert", "update"):
        _name = f"{_label}_{_label}"
        attack(_name, _table, trigger=_name)(
            _leaves_trace(_table, _history, _column, _label)
        )

UNSIGNED = (
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.PositiveBigIntegerField,
)


def _below_nothing(table: str, column: str, name: str) -> Any:
    def run(scene: Any) -> None:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for (other,) in ask(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' AND conname <> %s",
            table,
            name,
        ):
            drop_constraint(table, other)
        _touched(
            sql(
                f'UPDATE {table} SET "{column}" = -1 WHERE ctid = (SELECT min(ctid) FROM {table})'
            )
        )

    return run


for _model in our_models():
    for _field in _model._meta.concrete_fields:
        if isinstance(_field, UNSIGNED):
            _table, _name = (
                _model._meta.db_table,
                f"{_model._meta.db_table}_{_field.column}_check",
            )
            attack(_name, _table)(_below_nothing(_table, _field.column, _name))
