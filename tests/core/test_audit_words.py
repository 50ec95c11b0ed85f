"""The audit in words: no verb and no key of the source is shown as the machine writes it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import resolve, reverse

from core import audit, codelists
from core.audit import actions, presenters
from core.cases.models import CaseEvent
from projects.workflow import STEPS, State
from publicity.models import Objection
from tests import factories
from tests.core.authz import case

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
# What stands in the braces of a verb that is put together.
ENDINGS = {
    "case.": CaseEvent.Action.values,
    "project.": [step.name for step in STEPS],
    "objection.": [Objection.State.ACCEPTED.value, Objection.State.DISMISSED.value],
}


def records():
    """Every call of `audit.record`: its place, its words, the constants of its module."""
    for path in (
        path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    ):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            words = {keyword.arg: keyword.value for keyword in call.keywords}
            if getattr(call.func, "attr", "") == "record" and "verb" in words:
                yield f"{path.name}:{call.lineno}", words, constants


def verbs_of(node, constants):
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return verbs_of(node.body, constants) + verbs_of(node.orelse, constants)
    if isinstance(node, ast.Name):
        return verbs_of(constants[node.id], constants)
    prefix = node.values[0].value
    return [f"{prefix}{ending}" for ending in ENDINGS[prefix]]


def test_every_verb_of_the_source_has_a_word():
    verbs = {
        verb: where
        for where, words, constants in records()
        for verb in verbs_of(words["verb"], constants)
    }
    assert len(verbs) > 50
    assert {
        verb: where for verb, where in verbs.items() if not actions.has_label(verb)
    } == {}


def test_no_word_is_kept_for_a_verb_that_nothing_writes():
    written = {
        verb
        for _where, words, constants in records()
        for verb in verbs_of(words["verb"], constants)
    }
    assert {verb for verb, _name in actions.choices()} - written == set()


def test_every_key_written_before_and_after_has_a_word():
    keys = {
        key.value: where
        for where, words, _constants in records()
        for side in ("before", "after")
        for node in ast.walk(words.get(side, ast.Constant(None)))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if key is not None
    }
    assert len(keys) > 25
    assert {
        key: where for key, where in keys.items() if not presenters.is_fact(key)
    } == {}


@pytest.mark.parametrize(("label", "way"), sorted(presenters.pages().items()))
def test_the_page_of_a_target_opens_by_its_key_and_asks_for_that_permission(
    label, way, db, client, auditor
):
    url, permission = way
    model = apps.get_model(label)
    address = reverse(
        url,
        args=[model._meta.pk.to_python(1 if label == "accounts.user" else "0" * 32)],
    )
    assert resolve(address).view_name == url
    client.force_login(auditor)
    assert auditor.has_perm(permission)
    assert client.get(address).status_code in (
        200,
        404,
    )  # the page answers who holds the permission
    client.force_login(factories.person(None))
    assert client.get(address).status_code == 403


@pytest.fixture
def page(client, auditor):
    """The audit as the auditor reads it, under some conditions."""
    client.force_login(auditor)
    return lambda **conditions: client.get(reverse("core:audit"), conditions)


def write(
    by,
    verb="fund.allocate",
    target="funds.allocation:0192aaaa-0000-7000-8000-000000000001",
    **more,
):
    return audit.record(
        by=by, verb=verb, target=target, region_code=factories.VILLAGE, **more
    )


def test_the_auditor_reads_words_and_follows_the_target(page, cadre):
    household = factories.household(by=cadre)
    write(
        cadre,
        "household.state",
        household,
        before={"state": "poor"},
        after={"state": "pre_exit"},
        purpose="脱贫",
    )
    html = page(verb="household.state").content.decode()
    assert f'href="{household.get_absolute_url()}"' in html
    assert "脱贫" in html
    rows = html[html.index("<tbody>") :]
    assert "pre_exit" not in rows.replace("household.state", "")
    assert actions.action_label("household.state") in rows


def test_who_may_not_open_the_target_gets_no_link(cadre, account_admin):
    entry = write(cadre, target=factories.household(by=cadre))
    words, url = presenters.target_of(entry, account_admin)
    assert (bool(words), url) == (True, "")


def test_money_moments_and_answers_read_as_people_write_them(cadre):
    entry = write(
        cadre,
        after={
            "amount_fen": 123456,
            "ends_at": "2026-11-21 04:03:00+00:00",
            "passed": True,
        },
    )
    values = [
        value for _label, value, _note in presenters.entry_rows([entry], cadre)[0].facts
    ]
    assert values == ["1,234.56", "2026-11-21 12:03", "是"]


def test_a_saved_sheet_reads_in_the_words_of_the_sheet(cadre):
    after = {
        "main_cause": "1",
        "net_pc_fen": "123400",
        "people": ["01: name, education"],
    }
    entry = write(
        cadre,
        "household.update",
        "households.household:1",
        before={"main_cause": "2"},
        after=after,
    )
    facts = [
        (label, value)
        for label, value, _note in presenters.entry_rows([entry], cadre)[0].facts
    ]
    cause = codelists.labels("cause", ["1"])
    assert facts == [
        ("主要致贫原因", cause),
        ("人均纯收入", "1,234.00"),
        ("修改的成员", "01: 姓名、文化程度"),
    ]


def test_a_key_of_another_shape_is_shown_without_a_link(cadre):
    for target in ("core.case:old", "households.household:1", "nothing"):
        (line,) = presenters.entry_rows([write(cadre, target=target)], cadre)
        assert (bool(line.target), line.url) == (True, "")


def test_a_change_says_what_stood_there_before(cadre):
    target = "projects.project:0192aaaa-0000-7000-8000-000000000001"
    entry = write(
        cadre,
        "project.fund",
        target,
        before={"state": "in_library"},
        after={"state": "funded"},
    )
    (fact,) = presenters.entry_rows([entry], cadre)[0].facts
    assert fact == ("状态", str(State.FUNDED.label), f"原为：{State.IN_LIBRARY.label}")


def test_the_filter_finds_a_verb_and_a_person_by_part_of_the_name(
    page, cadre, sibling_cadre
):
    for by in (cadre, sibling_cadre):
        write(by, "fund.allocate")
        write(by, "payment.make")
    found = page(verb="payment.make", person="村干").context["lines"]
    assert [(line.entry.verb, line.entry.actor_name) for line in found] == [
        ("payment.make", "李村干")
    ]


@pytest.mark.parametrize("conditions", [{"person": "x" * 61}])
def test_a_condition_that_cannot_be_meant_finds_nothing_and_says_so(
    page, cadre, conditions
):
    write(cadre)
    answer = page(**conditions)
    assert answer.status_code == 200
    assert answer.context["lines"] == []
    assert answer.context["form"].errors


def test_the_next_page_keeps_the_conditions(page, cadre):
    for _ in range(51):
        write(cadre)
    write(cadre, "payment.make")
    first = page(verb="fund.allocate")
    assert len(first.context["lines"]) == 50
    assert "verb=fund.allocate" in first.content.decode().split('rel="next"')[1][:200]
    second = page(verb="fund.allocate", after=first.context["page"].next)
    assert [line.entry.verb for line in second.context["lines"]] == ["fund.allocate"]


def test_the_page_takes_the_same_queries_however_long_it_is(
    page, cadre, django_assert_num_queries
):
    def fill(times):
        for number in range(times):
            write(
                cadre,
                "case.open",
                f"core.case:{case(factories.VILLAGE, str(number))['pk']}",
                after={"step": "look"},
            )
            write(
                cadre,
                target=f"households.household:0192aaaa-0000-7000-8000-00000000000{number}",
            )

    fill(1)
    page()  # fills what is kept between requests
    # Session, person, posts; entries, their number; cases.
    with django_assert_num_queries(6):
        page()
    fill(5)
    with django_assert_num_queries(6):
        answer = page()
    assert "look" not in [
        fact[1] for line in answer.context["lines"] for fact in line.facts
    ]
