"""docker-compose.yml as the tests read it."""

import subprocess

import yaml

from .conftest import ROOT, clean_environment

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def command(service: str) -> list[str]:
    return list(COMPOSE[service]["command"])


def health_command(service: str) -> list[str]:
    kind, *words = COMPOSE[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return words


def returncode_of(words: list[str]) -> int:
    return subprocess.run(words, cwd=ROOT, env=clean_environment()).returncode
