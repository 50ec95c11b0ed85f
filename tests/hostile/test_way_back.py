"""The page that answers a refused POST can be left: its language switch leads to a page."""

from __future__ import annotations

import html
import re

import pytest

from tests.authz.rows import PUBLIC, with_things
from tests.authz.table import ROWS
from tests.hostile.alike import by_address
from tests.hostile.asking import Hostile, undone

pytestmark = pytest.mark.django_db
POSTS = [
    rows[0]
    for rows in by_address(
        row
        for row in ROWS
        if row.method == "POST" and not row.is_api and row.roles != PUBLIC
    )
]
NEXT = re.compile(r'class="language-form".*?name="next" value="([^"]*)"', re.S)


@pytest.mark.parametrize(("things", "row"), with_things(POSTS), indirect=["things"])
def test_the_language_can_be_switched_on_the_answer_to_a_post(things, row):
    asked = Hostile(row, things)
    with undone():
        answer = asked.client.post(asked.path, {"version": "0", "note": "x"})
        found = NEXT.search(answer.content.decode("utf-8", "replace"))
        if found is None:
            return  # no page of the frame: a redirect, a fragment, an error page
        assert asked.client.get(html.unescape(found[1])).status_code != 405, found[1]
