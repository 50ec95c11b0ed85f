"""Structured logs: readable on a terminal, JSON in production, never a personal number."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Numbers of people (15 or 18 signs), disability cards (20, or 22 with B and a digit),
# bank accounts (12 and more): whatever is as long is hidden. Shorter: only mobiles, for
# places and counts have up to 14 digits.
PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:\d{15,}(?:[Xx]\d{0,4})?(?:B\d)?|1[3-9]\d{9}(?!\d))"
)
HIDDEN = "[hidden]"


def _hide(value: Any) -> Any:
    if isinstance(value, str):
        return PERSONAL_NUMBER.sub(HIDDEN, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return HIDDEN if PERSONAL_NUMBER.fullmatch(str(value)) else value
    if isinstance(value, dict):
        return {_hide(key): _hide(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_hide(item) for item in value]
    return value


def hide_personal_numbers(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace whatever looks like an ID, card or phone number before a line is written."""
    return {key: _hide(value) for key, value in event.items()}


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
]


PROCESSORS = [
    structlog.stdlib.filter_by_level,
    *SHARED,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]
CONSOLE = {"class": "logging.StreamHandler", "formatter": "structured"}


def configure(*, json: bool, level: str) -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING."""
    structlog.configure(
        processors=PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": _formatter(json=json)},
        "handlers": {"console": CONSOLE},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # One line a request is written by django_structlog already.
            "django_structlog": {"level": level},
            "axes": {"level": "WARNING"},
        },
    }


def _formatter(*, json: bool) -> dict[str, Any]:
    """One line an event: JSON in production, plain text on a terminal."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # Tracebacks become text before the numbers are hidden: messages of
            # exceptions quote values.
            structlog.processors.format_exc_info,
            hide_personal_numbers,
            renderer,
        ],
    }
