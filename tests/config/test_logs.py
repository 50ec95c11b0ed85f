"""No line of a log carries the number of a person."""

import io
import json
import logging

import pytest
import structlog

from config import logs


@pytest.fixture
def line():
    """Log through the production format and give the one line that came out."""
    layout = logs.configure(json=True, level="INFO")["formatters"]["structured"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=layout["processors"],
            foreign_pre_chain=layout["foreign_pre_chain"],
        )
    )
    logger = logging.getLogger("lika.test.logs")
    logger.handlers, logger.propagate = [handler], False

    def log(message, *arguments, **options):
        logger.warning(message, *arguments, **options)
        return stream.getvalue()

    yield log
    logger.handlers = []


@pytest.mark.parametrize(
    "number",
    [
        "520502198001011234",
        "52050219800101123X",
        "520502800101123",
        "6222021234567890123",
        "52050219800101123441",
        "52050219800101123X41",
        "52050219800101123441B1",
        "52050219800101123X41B2",
        "6222021234567890123456789",
        "13812345678",
    ],
    ids=[
        "id",
        "id with x",
        "old id",
        "bank card",
        "disability card",
        "disability card with x",
        "disability card issued again",
        "disability card with x issued again",
        "longer than any",
        "mobile",
    ],
)
def test_personal_numbers_are_hidden(line, number):
    text = line("refused %s for %s", number, {"nested": [f"号码{number},"]})
    assert number not in text
    assert text.count(logs.HIDDEN) == 2


@pytest.mark.parametrize(
    "harmless", ["360726100201", "20261128171530", "2026-000123", "12345678"]
)
def test_places_moments_and_counts_stay_readable(line, harmless):
    assert harmless in line("read %s", harmless)


def test_personal_numbers_in_tracebacks_are_hidden(line):
    try:
        int("x520502198001011234")
    except ValueError:
        text = line("failed", exc_info=True)
    assert "ValueError" in text
    assert "520502198001011234" not in text


def test_what_is_no_personal_number_stays(line):
    text = line("region 520502101201 on 2026-03-01, amount 1234567.89, 12345678901")
    assert (
        json.loads(text)["event"]
        == "region 520502101201 on 2026-03-01, amount 1234567.89, 12345678901"
    )
