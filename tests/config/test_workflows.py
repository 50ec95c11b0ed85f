"""The diagrams of docs/workflows are what the declarations say."""

from __future__ import annotations

from config import workflows
from projects.workflow import STEPS


def test_the_committed_pages_are_what_is_declared():
    assert workflows.differences() == []


def test_a_page_that_nobody_declares_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(workflows, "FOLDER", tmp_path)
    (tmp_path / "old.md").write_text("gone", "utf-8")
    assert "old.md" in workflows.differences()
    workflows.write()
    assert workflows.differences() == []
    assert not (tmp_path / "old.md").exists()


def test_every_step_of_a_project_is_drawn():
    page = workflows.pages()["project-stages.md"]
    assert all(f"--> {step.target}: {step.name}" in page for step in STEPS)
