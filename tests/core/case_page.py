"""A case of two steps for the tests of its page, and what a browser does with it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.cases.models import Case, CaseEvent
from core.policy.profiles import Policy
from tests import factories

KIND = "page_test"
DAY = dt.date(2020, 1, 1)
POLICY = Policy(
    "试验办法", "试验", factories.COUNTY, DAY, dt.date(2035, 1, 1), "0" * 64, {}
)
STEPS = [
    {
        "key": "propose",
        "name": "村级提出",
        "kind": "task",
        "role": ["village_cadre"],
        "level": 5,
        "source": "县里的文件没有写这一步",
        "evidence": [
            {"key": "present", "label": "到会人数", "type": "int", "min": 1},
            {
                "key": "minutes",
                "label": "会议纪要",
                "type": "longtext",
                "required": False,
            },
            {
                "key": "pictures",
                "label": "会议照片",
                "type": "files",
                "required": False,
            },
        ],
    },
    {
        "key": "township",
        "name": "乡镇审核",
        "kind": "decision",
        "role": ["township_officer"],
        "level": 4,
    },
]


def words(response: HttpResponse) -> str:
    return response.content.decode()


def move(
    client: Client, case: Case, action: str = "forward", **given: Any
) -> HttpResponse:
    return client.post(
        reverse("core:case-move", args=[case.pk, action]),
        {"version": case.version} | given,
    )


def see(client: Client, case: Case, name: str = "core:case") -> HttpResponse:
    return client.get(reverse(name, args=[case.pk]))


def written(case: Case) -> tuple:
    return (
        *Case.objects.values_list("state", "version").get(pk=case.pk),
        CaseEvent.objects.filter(case=case).count(),
    )


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()
