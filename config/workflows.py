"""Draw every declared workflow as a mermaid diagram: the processes of the policies, the stages of a project.

The pages in docs/workflows are written from the same tables that guard and button
read, and `make check` fails when one differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.cases.engine import role_label
from core.policy.profiles import Policy, policies
from projects import workflow as project_workflow

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "workflows"
SHAPES = {"task": ("[", "]"), "decision": ("{{", "}}"), "notice": ("[/", "/]")}
KIND_WORDS = {
    "task": "a person does it",
    "decision": "another person decides",
    "notice": "days of public notice",
    "announcement": "the result is made public",
}


def pages() -> dict[str, str]:
    """File name → text of every page."""
    found = {
        f"{policy.name}.{path}.md": _process_page(policy, path, table)
        for policy in policies()
        for path, table in _processes(policy.contents)
    }
    found["project-stages.md"] = _project_page()
    return found


def differences() -> list[str]:
    """The names of pages in docs/workflows that are not what the declarations say."""
    wanted = pages()
    there = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(
        name
        for name in wanted.keys() | there.keys()
        if wanted.get(name) != there.get(name)
    )


def write() -> list[str]:
    """Write the pages that differ, remove those nothing declares, and name them all."""
    changed, wanted = differences(), pages()
    FOLDER.mkdir(exist_ok=True)
    for name in changed:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], "utf-8")
        else:
            (FOLDER / name).unlink()
    return changed


def _processes(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict]]:
    """Dotted path and contents of every table that holds steps."""
    for key, value in table.items():
        if isinstance(value, dict):
            inner = f"{path}.{key}" if path else key
            steps = value.get("steps", [])
            if steps and all(isinstance(step, dict) for step in steps):
                yield inner, value
            yield from _processes(value, inner)


def _process_page(policy: Policy, path: str, table: dict[str, Any]) -> str:
    steps = table["steps"]
    lines = ["flowchart TD"]
    for step in steps:
        opening, closing = SHAPES.get(step["kind"], ("([", "])"))
        roles = "、".join(role_label(role) for role in step["role"])
        lines.append(f'    {step["key"]}{opening}"{step["name"]}<br>{roles}"{closing}')
    keys = [step["key"] for step in steps]
    for step, following in zip(steps, [*keys[1:], "approved"], strict=True):
        lines.append(f"    {step['key']} --> {following}")
        if step["kind"] == "decision":
            lines.append(f"    {step['key']} -. reject .-> rejected")
    lines += ['    approved(["approved"])', '    rejected(["rejected"])']
    rows = [
        f"| {step['name']} | `{step['key']}` | {KIND_WORDS[step['kind']]} "
        f"| {', '.join(step['role'])} | {step.get('due_days', '')} |"
        for step in steps
    ]
    return _page(
        f"{policy.title} · {table.get('label', path)}",
        f"`config/policies/{policy.name}.toml` [{path}]",
        lines,
        "Any step but the first can be returned to an earlier one with a reason; whoever opened "
        "the case can withdraw it.\n\n"
        "| step | key | what happens | who | days (parameter) |\n|---|---|---|---|---|\n"
        + "\n".join(rows),
    )


def _project_page() -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {project_workflow.State.DRAFT.value}"]
    lines += [
        f"    {source} --> {step.target}: {step.name}"
        for step in project_workflow.STEPS
        for source in step.sources
    ]
    rows = [
        f"| {step.name} | {', '.join(step.sources)} | {step.target} "
        f"| {step.permission or 'follows from another action'} |"
        for step in project_workflow.STEPS
    ]
    return _page(
        "Stages of a project",
        "`projects/workflow.py`",
        lines,
        "| step | from | to | permission |\n|---|---|---|---|\n" + "\n".join(rows),
    )


def _page(title: str, source: str, diagram: list[str], rest: str) -> str:
    return (
        f"# {title}\n\nWritten by `manage.py workflows` from {source}; do not edit.\n\n"
        "```mermaid\n" + "\n".join(diagram) + f"\n```\n\n{rest}\n"
    )
