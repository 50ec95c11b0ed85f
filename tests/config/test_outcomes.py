"""A requirement is shown by a test that ran and passed, and the page names no other."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from scripts import capabilities
from tests.config.conftest import ROOT, clean_environment
from tests.outcomes import is_whole

QUICK = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

SUITE = """
import pytest

@pytest.mark.capability("S1")
def test_passes():
    pass

@pytest.mark.capability("S2")
def test_leaves_itself_out():
    pytest.skip("no browser")

@pytest.mark.capability("S3")
@pytest.mark.skipif(True, reason="no browser")
def test_is_left_out():
    pass

@pytest.mark.capability("S4")
@pytest.mark.xfail(reason="not yet", strict=True)
def test_is_expected_to_fail():
    assert False

@pytest.mark.capability("S5", "S6")
@pytest.mark.parametrize("number", [1, 2])
def test_leaves_one_case_out(number):
    if number == 2:
        pytest.skip("no browser")

@pytest.fixture
def broken_afterwards():
    yield
    pytest.skip("no browser")

@pytest.mark.capability("S7")
def test_is_not_torn_down(broken_afterwards):
    pass

@pytest.mark.capability("S8")
@pytest.mark.parametrize("number", [1, 2])
def test_passes_in_every_case(number):
    pass

def test_claims_nothing():
    pass
"""
SHOWN = {
    ("S1", "tests/test_suite.py::test_passes"),
    ("S8", "tests/test_suite.py::test_passes_in_every_case"),
}


@pytest.fixture
def suite(tmp_path):
    """Run a small suite of its own with a page that makes these claims."""

    def run(claims, *arguments):
        page = tmp_path / "docs" / "capabilities.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(capabilities.page(claims))
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / "test_suite.py").write_text(SUITE)
        settings = tmp_path / "pytest.ini"
        settings.write_text("[pytest]\nmarkers = capability(id)\n")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist.plugin"]
        command += ["-p", "tests.outcomes", "-c", settings, "--rootdir", tmp_path]
        return subprocess.run(
            [*map(str, command), *arguments],
            cwd=tmp_path,
            env=clean_environment(PYTHONPATH=str(ROOT)) | QUICK,
            capture_output=True,
            text=True,
        )

    return run


def test_only_tests_that_ran_and_passed_show_a_requirement(suite, tmp_path):
    """The workers send what they saw to the process that writes it down."""
    file = tmp_path / "claims.json"
    run = suite(SHOWN, "-n", "2", "--write-claims", str(file), "tests")
    assert {tuple(claim) for claim in json.loads(file.read_text())} == SHOWN
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_whole_run_fails_when_the_page_is_not_what_it_has_seen(suite):
    skipped = ("S2", "tests/test_suite.py::test_leaves_itself_out")
    run = suite({skipped}, "tests")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "S2: tests/test_suite.py::test_leaves_itself_out is named" in run.stdout
    assert "S1: tests/test_suite.py::test_passes passed and is not" in run.stdout


def test_a_run_of_some_tests_says_nothing_about_the_page(suite):
    skipped = ("S2", "tests/test_suite.py::test_leaves_itself_out")
    assert suite({skipped}, "-k", "passes", "tests").returncode == 0


def test_every_claim_is_collected_without_running_a_test(suite, tmp_path):
    file = tmp_path / "claims.json"
    suite(SHOWN, "--collect-only", "--write-claims", str(file), "tests")
    names = {name for name, _test in json.loads(file.read_text())}
    assert names == {f"S{number}" for number in range(1, 9)}


@pytest.mark.parametrize(
    ("args", "options", "whole"),
    [
        (["tests"], {}, True),
        (["."], {}, True),
        (["tests/funds"], {}, False),
        (["tests"], {"keyword": "funds"}, False),
        (["tests"], {"markexpr": "capability"}, False),
        (["tests"], {"deselect": ["tests/a.py::test_b"]}, False),
        (["tests"], {"lf": True}, False),
        (["tests"], {"collectonly": True}, False),
    ],
)
def test_a_run_is_whole_when_every_test_was_asked_for(args, options, whole):
    config = SimpleNamespace(
        args=args,
        option=SimpleNamespace(**{"collectonly": False} | options),
        rootpath=ROOT,
    )
    assert is_whole(config) == whole
