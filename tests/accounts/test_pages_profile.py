"""The pages of one's own account."""

import pytest

from accounts.tokens import create_token
from tests.accounts.pages import address

pytestmark = pytest.mark.django_db


def test_own_account_shows_roles_and_this_device(client, cadre):
    client.force_login(cadre)
    context = client.get(address("profile")).context
    assert [place for _grant, place in context["grants"]] == ["上村村委会"]
    assert [session.session_key for session, _device in context["sessions"]] == [
        context["this_session"]
    ]


def test_one_token_too_many_is_refused_on_the_page_of_tokens(client, cadre):
    client.force_login(cadre)
    for n in range(10):
        create_token(by=cadre, name=f"数据交换{n}")
    answer = client.post(address("tokens"), {"name": "数据交换"})
    assert answer.status_code == 409
    assert "您已有 10 个令牌" in answer.content.decode()
    assert "数据交换9" in answer.content.decode()
