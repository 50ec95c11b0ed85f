"""What is typed and not yet handed in, as the pages keep it."""

import pytest
from django.urls import reverse

from core.models import Draft
from households import worklist
from tests import factories
from tests.households.sheets import CREATE, person, posted, posted_again, words

pytestmark = pytest.mark.django_db


def test_a_draft_comes_back_with_a_banner_and_is_sealed(signed_in, cadre):
    sheet = posted(person("张三", id_no="1101"), need="学修车")
    assert signed_in.post(reverse("households:draft"), sheet).status_code == 204
    draft = Draft.objects.get()
    assert draft.owner == cadre
    assert "1101" not in draft.payload_sealed
    page = words(signed_in.get(CREATE))
    assert "学修车" in page
    assert 'value="1101"' in page
    assert "草稿" in page
    assert "field-invalid" not in page
    assert sheet["id"] in page


def test_typing_on_replaces_the_draft_and_saving_discards_it(signed_in):
    sheet = posted()
    for need in ("一", "二"):
        signed_in.post(reverse("households:draft"), sheet | {"need": need})
    assert Draft.objects.count() == 1
    signed_in.post(CREATE, sheet)
    assert not Draft.objects.exists()


def test_a_late_draft_of_a_sheet_already_handed_in_is_not_kept(
    signed_in, home, address
):
    late = posted_again(home, address="旧")
    signed_in.post(address, posted_again(home, address="新"))
    assert signed_in.post(reverse("households:draft"), late).status_code == 409
    assert not Draft.objects.exists()


def test_a_draft_is_kept_though_somebody_else_has_saved_meanwhile(
    signed_in, client, home, address, township_officer
):
    """Else the page would say “saved” and keep nothing."""
    mine = posted_again(home, address="我填的")
    client.force_login(township_officer)
    client.post(address, posted_again(home, address="乡镇改的"))
    signed_in.force_login(home.created_by)
    assert signed_in.post(reverse("households:draft"), mine).status_code == 204
    shown = words(signed_in.get(address))
    assert "我填的" in shown
    assert "保存时会列出两份内容对照" in shown
    assert signed_in.post(address, mine).status_code == 409


def test_a_draft_is_seen_by_its_owner_alone(
    signed_in, client, home, address, township_officer
):
    signed_in.post(reverse("households:draft"), posted_again(home, need="只有我看"))
    client.force_login(township_officer)
    assert "只有我看" not in words(client.get(address))


def test_a_draft_can_be_thrown_away(signed_in, home, address):
    signed_in.post(reverse("households:draft"), posted_again(home, need="不要了"))
    assert "不要了" in words(signed_in.get(address))
    response = signed_in.post(reverse("households:draft-discard", args=[home.pk]))
    assert response.url == address
    assert "不要了" not in words(signed_in.get(address))


def test_a_huge_draft_is_refused(signed_in):
    response = signed_in.post(reverse("households:draft"), posted(need="x" * 300_000))
    assert response.status_code in (409, 413)
    assert not Draft.objects.exists()


def test_several_new_sheets_are_begun_side_by_side(signed_in, cadre):
    draft = reverse("households:draft")
    first, second = posted(person("张三")), posted(person("李四"))
    signed_in.post(draft, first)
    signed_in.post(draft, second)
    create = reverse("households:create")
    assert "李四" in words(signed_in.get(create))
    assert "张三" in words(signed_in.get(f"{create}?sheet={first['id']}"))
    fresh = words(signed_in.get(f"{create}?sheet=new"))
    assert "张三" not in fresh
    assert "李四" not in fresh
    titles = {
        item.title: item.url for item in worklist.drafts_of(cadre, factories.TODAY, 50)
    }
    assert titles == {
        "张三": f"{create}?sheet={first['id']}",
        "李四": f"{create}?sheet={second['id']}",
    }
