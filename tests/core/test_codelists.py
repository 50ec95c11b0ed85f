import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.template import Context, Template

from core import codelists
from core.models import CodeItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_lists(tmp_path):
    """A folder with one list, and clean memory before and after."""
    (tmp_path / "one.toml").write_text(
        'colour = [{ code = "1", label = "红", aliases = ["赤"] }, { code = "2", label = "绿" }]'
    )
    codelists.forget()
    yield tmp_path
    codelists.forget()


def test_loading_twice_is_the_same_as_once():
    before = list(
        CodeItem.objects.values_list("pk", "list_name", "code", "label", "valid_to")
    )
    call_command("load_codes", verbosity=0)
    assert (
        list(
            CodeItem.objects.values_list("pk", "list_name", "code", "label", "valid_to")
        )
        == before
    )
    assert len(before) > 300


def test_a_vanished_code_is_closed_and_stays_readable(own_lists):
    call_command("load_codes", folder=own_lists, verbosity=0)
    (own_lists / "one.toml").write_text(
        'colour = [{ code = "1", label = "大红", aliases = [] }]'
    )
    call_command("load_codes", folder=own_lists, verbosity=0)
    assert codelists.choices("colour") == [("1", "大红")]
    assert codelists.label("colour", "2") == "绿"
    assert CodeItem.objects.get(list_name="colour", code="2").valid_to is not None


def test_a_list_in_two_files_is_refused(own_lists):
    (own_lists / "two.toml").write_text('colour = [{ code = "1", label = "红" }]')
    with pytest.raises(CommandError, match=r"colour stands in one\.toml"):
        call_command("load_codes", folder=own_lists, verbosity=0)


def test_an_item_without_label_is_named(own_lists):
    (own_lists / "two.toml").write_text('shape = [{ code = "1" }]')
    with pytest.raises(CommandError, match="item 1 of shape has no 'label'"):
        call_command("load_codes", folder=own_lists, verbosity=0)


@pytest.mark.parametrize(
    ("name", "code", "on", "label"),
    [
        ("relation", "01", dt.date(2018, 6, 1), "本人或户主"),
        ("relation", "01", dt.date(2021, 6, 1), "户主"),
        ("household_attr", "04", dt.date(2018, 6, 1), "低保贫困户"),
        ("household_attr", "04", dt.date(2023, 6, 1), "低保脱贫户"),
        ("household_attr", "02", dt.date(2023, 6, 1), "低保户"),
        ("cause", "77", None, "77"),
    ],
)
def test_labels_follow_the_era(name, code, on, label):
    assert codelists.label(name, code, on) == label


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("ethnicity", "满", "02"),
        ("ethnicity", "朝鲜族", "11"),
        ("relation", " 本人或户主 ", "01"),
        ("exit_status", "已脱贫(享受政策)", "1"),
        ("labour", "无劳动能力", "04"),
        ("danger_level", "3", "3"),
        ("danger_level", "D级", "4"),
        ("schooling", "高一", "07"),
        ("cause", "没有的", None),
        ("cause", "", None),
    ],
)
def test_find_reads_codes_labels_and_aliases(name, text, code):
    assert codelists.find(name, text) == code


def test_registry_ethnicity_is_not_the_national_code():
    assert codelists.item("ethnicity", "02").attributes["gb"] == "11"
    gb = [item.attributes["gb"] for item in codelists.items("ethnicity")]
    assert len(gb) == len(set(gb)) == 57


def test_a_warm_page_asks_the_database_nothing(django_assert_num_queries):
    codelists.choices("cause")
    with django_assert_num_queries(0):
        shown = Template(
            '{% load codes %}{{ a|code:"cause" }} {{ b|code:"health" }} {{ c|code:"fuel" }}'
        ).render(Context({"a": "01", "b": ["02", "04"], "c": ""}))
    assert shown == "因病 长期慢性病、残疾 —"


def test_another_process_reads_again_when_the_mark_changes(monkeypatch, own_lists):
    codelists.choices("cause")
    CodeItem.objects.create(list_name="cause", code="98", label="新原因")
    assert codelists.label("cause", "98") == "98"
    codelists.cache.set(codelists.MARK, "another", timeout=None)
    monkeypatch.setattr(codelists, "LOOK_AFTER_SECONDS", -1)
    assert codelists.label("cause", "98") == "新原因"
