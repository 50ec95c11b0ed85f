"""All measurements in their order: those that change the registry come last."""

from __future__ import annotations

from collections.abc import Callable

from scripts.bench import export, lists, page, recheck, save
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer

Question = Callable[[Registry, Registry, bool], Answer]

QUESTIONS: dict[str, Question] = {
    "lists": lambda small, large, quick: lists.answer(
        small, large, rounds=6 if quick else 20
    ),
    "page": lambda small, large, quick: page.answer(
        small, large, rounds=10 if quick else 40
    ),
    "export": lambda small, large, quick: export.answer(
        large, rows=(1_000, 5_000) if quick else (1_000, 100_000)
    ),
    "save": lambda small, large, quick: save.answer(large, rounds=10 if quick else 60),
    "recheck": lambda small, large, quick: recheck.answer(
        large, rounds=1 if quick else 3
    ),
}


def answered(
    small: Registry, large: Registry, *, only: str = "", quick: bool = False
) -> list[Answer]:
    """The answers to all questions, or to those named in `only`."""
    named = [name for name in only.split(",") if name] or list(QUESTIONS)
    answers = []
    for name in named:
        print(f"{name} …", flush=True)
        answers.append(QUESTIONS[name](small, large, quick))
    return answers
