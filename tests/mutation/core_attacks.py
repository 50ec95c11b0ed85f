"""Attacks on what every part rests on: parameters, papers, jobs, codes, drafts."""

from __future__ import annotations

from typing import Any

from tests.mutation.attacks import attack, copy, sql

PARAMETER, JOB = "core_policyparameter", "core_job"


def parameter(scene: Any, **changes: str) -> None:
    copy(PARAMETER, scene.parameter.pk, **changes)


@attack("parameter_periods_apart", PARAMETER)
def two_values_for_one_day(scene):
    parameter(scene, value="'\"5\"'")


@attack("parameter_maker_is_not_checker", PARAMETER)
def figure_approved_alone(scene):
    parameter(scene, key="'another'", approved_by_id="set_by_id")


@attack("attachment_sha256", "core_attachment")
def paper_without_hash(scene):
    copy("core_attachment", scene.paper.pk, sha256="'../../etc/passwd'")


@attack("job_state", JOB)
def job_in_no_state(scene):
    # A finish is asked of known states only, so that the other check has nothing to say here.
    sql(f"ALTER TABLE {JOB} DROP CONSTRAINT job_finished_at")
    sql(f"UPDATE {JOB} SET state = 'lost' WHERE id = %s", scene.job.pk)


@attack("job_finished_at", JOB)
def job_done_at_no_time(scene):
    sql(f"UPDATE {JOB} SET state = 'done' WHERE id = %s", scene.job.pk)


@attack("core_job_key_key", JOB)
def job_asked_twice(scene):
    copy(JOB, scene.job.pk)


@attack("code_once_per_era", "core_codeitem")
def code_with_two_labels(scene):
    copy("core_codeitem", scene.code.pk, label="'x'")


@attack("draft_once", "core_draft")
def two_drafts_of_one_form(scene):
    copy("core_draft", scene.typed.pk)


@attack("parameter_period_only_ends", PARAMETER, trigger="period_only_ends")
def figure_that_held_longer_than_was_said(scene):
    sql(
        f"UPDATE {PARAMETER} SET period = '[2014-01-01,)' WHERE id = %s",
        scene.parameter.pk,
    )
