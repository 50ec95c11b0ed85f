"""The frame of a page is remembered: by person and posts, with the token of the answer."""

import re

import pytest
from django.urls import reverse

from core.templatetags import frame
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, user, address: str = "") -> str:
    client.force_login(user)
    return client.get(address or reverse("accounts:profile")).content.decode()


def test_two_people_in_turn_each_see_their_own_name_and_menu(client, cadre, auditor):
    for user, other in ((cadre, auditor), (auditor, cadre), (cadre, auditor)):
        text = page(client, user)
        top = re.search(r'<span class="whoami-name">(.*?)</span>', text)[1]
        assert top == user.name != other.name
        assert (reverse("core:audit") in text) == (user == auditor)


def test_a_new_post_and_another_language_are_seen_at_once(client, cadre):
    assert "More conditions" not in page(client, cadre)
    assert (
        " …"
        not in re.search(r'whoami-post">(.*?)</span>', page(client, cadre), re.S)[1]
    )
    factories.grant(cadre, "village_cadre", factories.SIBLING_VILLAGE)
    cadre.__dict__.pop("active_grants", None)
    assert "…" in re.search(r'whoami-post">(.*?)</span>', page(client, cadre), re.S)[1]
    client.post(reverse("set_language"), {"language": "en"})
    assert "Sign out" in client.get(reverse("accounts:profile")).content.decode()


def test_each_answer_has_its_own_token_and_address(client, cadre):
    address = reverse("households:list")
    texts = [page(client, cadre, f"{address}?sort={sort}&x=<a>") for sort in "ab"]
    for text, sort in zip(texts, "ab", strict=True):
        assert f'name="next" value="{address}?sort={sort}&amp;x=%3Ca%3E"' in text
        assert frame.TOKEN not in text
        assert frame.HERE not in text
    tokens = [
        set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', text)) for text in texts
    ]
    assert len(tokens[0]) == len(tokens[1]) == 1
    assert tokens[0] != tokens[1]


def test_the_active_entry_of_the_menu_follows_the_page(client, cadre):
    for name in ("households:list", "home", "households:list"):
        text = page(client, cadre, reverse(name))
        active = re.findall(r'class="menu-link active" href="([^"]+)"', text)
        assert active == [reverse(name)]


def test_what_is_remembered_is_bounded(client, cadre, monkeypatch):
    monkeypatch.setattr(frame, "MOST_REMEMBERED", 3)
    page(client, cadre)
    assert len(frame._remembered) <= 3
