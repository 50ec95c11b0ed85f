"""The rules about notices and objections that the database enforces, by noun.

Each refusal raises `check_violation` with a constraint name, so that a test can name
what stopped it. Python repeats the rules only to explain them: see `publicity.rules`.
"""

from publicity.triggers import cases, notices, objections
from publicity.triggers.cases import FUNCTIONS, FUNCTIONS_REVERSE
from publicity.triggers.notices import MASKED, MASKED_REVERSE, SAYS, SAYS_REVERSE

__all__ = [
    "FUNCTIONS",
    "FUNCTIONS_REVERSE",
    "MASKED",
    "MASKED_REVERSE",
    "SAYS",
    "SAYS_REVERSE",
    "SENTENCES",
    "cases",
    "notices",
    "objections",
]

# What a trigger refuses, in words; see also `violation_error_message` in the models.
SENTENCES = notices.SENTENCES | objections.SENTENCES | cases.SENTENCES
