"""A wrong policy file is refused with the file, the key and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.policy.schema import problems_of
from core.policy.statements import phrases, statements

ANYUAN = Path(settings.BASE_DIR) / "config" / "policies" / "anyuan-2019.toml"


@pytest.fixture
def spoilt(tmp_path):
    """The Anyuan profile with one thing changed, and what is said about it."""

    def spoil(old: str, new: str) -> list[str]:
        text = ANYUAN.read_text()
        assert text.count(old) >= 1
        path = tmp_path / ANYUAN.name
        path.write_text(text.replace(old, new, 1))
        sources = tmp_path / "sources"
        sources.mkdir(exist_ok=True)
        (sources / "anyuan-2019.txt").write_text(
            (ANYUAN.parent / "sources" / "anyuan-2019.txt").read_text()
        )
        return problems_of(path)

    return spoil


def test_the_profile_of_anyuan_has_no_problem():
    assert problems_of(ANYUAN) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        (
            'op = "gt"',
            'op = "more"',
            "indicators[1].op",
            "one of gt, ge, eq, in, is_true",
        ),
        (
            'op = "gt"',
            'op = "gt"\ncolour = "red"',
            "indicators[1].colour",
            "unknown key; expected: blocking",
        ),
        (
            'kind = "decision"',
            'kind = "vote"',
            "steps[6].kind",
            "one of task, decision",
        ),
        ("level = 4", 'level = "4"', "steps[6].level", "one of 3, 4, 5"),
        (
            'role = ["township_officer"]',
            'role = "township_officer"',
            "steps[6].role",
            "a list is expected",
        ),
        ('message = "饮水不安全。"\n', "", "indicators[7].message", "missing"),
        (
            'columns = ["water_safe"]',
            'columns = ["water"]',
            "indicators.water.columns",
            "has no column “water”",
        ),
        (
            'parameter = "poverty_line"',
            'parameter = "line"',
            "indicators.income.parameter",
            "no [parameters.line]",
        ),
        (
            'days = "exit_notice_days_village"',
            'days = "seven"',
            "steps.village_notice",
            "no [parameters.seven]",
        ),
        ("code = 2\n", "code = 1\n", "indicators", "used once each"),
        (
            'part = "present"',
            'part = "attended"',
            "steps.appraisal.checks",
            "no evidence field “attended”",
        ),
        (
            'apart_from = ["proposal", "appraisal"]',
            'apart_from = ["proposal", "recognition"]',
            "steps.verification.apart_from",
            "“recognition” is no earlier step",
        ),
        (
            ', choices = { met = "达标", unmet = "未达标" }',
            "",
            "steps.verification.line_evidence.evidence.verdict",
            "choices: missing",
        ),
        (
            'unmet = "未达标" }',
            'unmet = "未达标", partly = "部分" }',
            "steps.verification.line_evidence.verdict",
            "met and unmet are expected",
        ),
        (
            'kind = "is", part = "verdict", value = "met"',
            'kind = "is", part = "verdict"',
            "steps.verification.line_evidence.checks",
            "value: missing; “is” needs it",
        ),
        (
            'kind = "share_above", part = "yes", whole = "present"',
            'kind = "share_above", part = "yes"',
            "steps.appraisal.checks",
            "whole: missing",
        ),
        (
            'papers = "住房鉴定表"\n',
            "",
            "indicators.housing.papers",
            "the paper that shows the line",
        ),
        (
            'who = "没有参加基本医疗保险的"\n',
            "",
            "indicators.medical.who",
            "who is counted is expected",
        ),
        (
            'columns = ["water_safe"]\n',
            "",
            "indicators.water.columns",
            "none for a line that is attested",
        ),
        (
            'share = { parameter = "appraisal_attendance_share" }',
            'share = { param = "appraisal_attendance_share" }',
            ".share",
            "a table or text is expected, not dict",
        ),
        (
            "required = true",
            "required = 1",
            ".required",
            "true or false is expected, not “1”",
        ),
        (
            'type = "yuan"',
            'type = "money"',
            "[parameters.poverty_line].type",
            "one of yuan",
        ),
        (
            'code = "360726000000"',
            'code = "360726"',
            "[jurisdiction] code",
            "12 digits",
        ),
        ("to = 2020-12-31", 'to = "2020"', "[validity]", "two dates"),
        ("to = 2020-12-31", "to = 2017-12-31", "[validity]", "lies after"),
        (
            'name = "anyuan-2019"',
            'name = "anyuan"',
            "name",
            "“anyuan-2019” is expected",
        ),
        (
            "驻村时间不少于20天",
            "驻村时间不少于22天",
            "helpers.days_in_village_per_month_min",
            "not in the",
        ),
        ('label = "结对帮扶模式"\n', "", "[helpers.pairing].label", "missing"),
        ("every_household = true", "each = true", "[helpers.pairing].each", "no label"),
    ],
)
def test_a_mistake_is_named_with_its_file_its_key_and_what_is_expected(
    spoilt, old, new, where, expected
):
    problems = spoilt(old, new)
    assert problems
    assert all(problem.startswith("anyuan-2019.toml") for problem in problems)
    assert any(where in problem and expected in problem for problem in problems), (
        problems
    )


def test_a_file_that_is_no_toml_says_where(spoilt):
    (problem,) = spoilt("[validity]", "[validity")
    assert "not readable as TOML" in problem
    assert "line" in problem


def test_every_phrase_of_the_profile_stands_in_the_document_word_for_word():
    import tomllib

    text = (ANYUAN.parent / "sources" / "anyuan-2019.txt").read_text()
    found = list(phrases(tomllib.loads(ANYUAN.read_text())))
    assert len(found) > 100
    assert [phrase for _where, phrase in found if phrase not in text] == []


def test_a_value_the_document_leaves_open_is_nowhere_filled_in():
    import tomllib

    contents = tomllib.loads(ANYUAN.read_text())
    for where, statement in statements(contents):
        if statement.get("not_stated") is True:
            assert "v" not in statement, where
        for key in (
            statement["not_stated"]
            if isinstance(statement.get("not_stated"), list)
            else []
        ):
            assert key not in statement, where
    assert all(
        "value" not in spec and "default" not in spec
        for spec in contents["parameters"].values()
    )


def test_the_command_fails_when_a_policy_is_wrong(tmp_path, capsys):
    path = tmp_path / "bad.toml"
    path.write_text('name = "other"\n')
    with pytest.raises(CommandError):
        call_command("check_policies", path)
    assert "bad.toml: name" in capsys.readouterr().err
    call_command("check_policies", ANYUAN)
