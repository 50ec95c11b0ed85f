import re
from pathlib import Path

import pytest
from django.conf import settings

from core.audit import actions
from tests import factories

APPS = (
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
)
VERB = re.compile(r'verb="([a-z_]+\.[a-z_]+)"')


def verbs_in_the_code() -> set[str]:
    files = (
        file for app in APPS for file in Path(settings.BASE_DIR, app).rglob("*.py")
    )
    return {verb for file in files for verb in VERB.findall(file.read_text())}


def test_every_action_an_auditor_meets_has_a_name():
    verbs = verbs_in_the_code()
    assert len(verbs) > 40
    assert sorted(verb for verb in verbs if not actions.has_label(verb)) == []


def test_a_verb_without_a_name_is_shown_as_it_is():
    assert actions.action_label("moon.landing") == "moon.landing"


@pytest.mark.django_db
def test_the_target_is_a_kind_of_row_and_the_end_of_its_key():
    target = f"accounts.user:{factories.person().pk}"
    assert actions.target_label(target).split()[1:] == [target.partition(":")[2]]
    assert actions.target_label("moon:1") == "moon:1"
