"""The menu shows what a person may open, and where they are."""

from types import SimpleNamespace

import pytest

from core.web import navigation
from core.web.navigation import NavItem, menu_for


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(
        NavItem("任务", "core:job-list", "clock", order=20),
        NavItem(
            "日志",
            "core:audit",
            "history",
            permission="core.view_auditentry",
            section="system",
        ),
        NavItem("没有", "nowhere:list", "x"),
    )


def person(*permissions: str) -> SimpleNamespace:
    return SimpleNamespace(
        is_authenticated=True, has_perm=lambda name: name in permissions
    )


def labels(user, path="/") -> list[str]:
    return [
        str(link.label) for section in menu_for(user, path) for link in section.links
    ]


def test_an_entry_without_permission_is_everyones():
    assert labels(person()) == ["任务"]


def test_an_entry_with_permission_is_hidden_from_those_without_it():
    assert labels(person("core.view_auditentry")) == ["任务", "日志"]


def test_nobody_signed_in_sees_no_menu():
    assert menu_for(SimpleNamespace(is_authenticated=False), "/") == []


def test_an_entry_whose_page_does_not_exist_is_left_out():
    assert "没有" not in labels(person())


def test_a_page_below_an_entry_marks_it_as_active():
    (section,) = menu_for(person(), "/jobs/123/")
    assert section.links[0].active


def test_an_unknown_section_is_refused():
    with pytest.raises(ValueError, match="no menu section"):
        navigation.register(NavItem("x", "core:audit", "x", section="other"))
