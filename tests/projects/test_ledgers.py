"""The spreadsheet of the project library."""

import pytest
from django.urls import reverse

from projects.ledgers import LIBRARY
from tests import money

pytestmark = pytest.mark.django_db


def test_ledger_of_the_library_has_the_official_columns():
    heads = [column.head[-1] for column in LIBRARY.columns]
    assert heads[:10] == [
        "序号",
        "项目类型",
        "二级项目类型",
        "项目子类型",
        "乡",
        "村",
        "项目名称",
        "建设性质",
        "实施地点",
        "计划开工时间",
    ]
    assert heads[-3:] == ["绩效目标", "群众参与和联农带农机制", "备注"]


def test_ledger_page_shows_the_project_with_its_households(client, cadre):
    money.project("in_library", by=cadre, households=[money.family(), money.family()])
    client.force_login(cadre)
    shown = client.get(
        reverse("ledgers:detail", args=["project-library"])
    ).content.decode()
    assert "上村百香果种植基地" in shown
    assert "50.0000" in shown
