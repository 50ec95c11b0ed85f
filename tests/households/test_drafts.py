import pytest
from django.db import IntegrityError
from django.http import QueryDict

from accounts.models import User
from accounts.services import end_grant, grant_role, hand_over
from core.crypto import SealBroken, unseal
from core.ids import uuid7
from core.models import Draft
from households import worklist
from households.sheet import drafts
from tests import factories
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def keep(owner, text, entity_id, key=drafts.NEW):
    return drafts.keep_draft(
        owner=owner, key=key, entity_id=entity_id, base_version=0, post=QueryDict(text)
    )


def test_what_was_typed_comes_back_without_the_token(cadre):
    draft = keep(
        cadre,
        "need=学&members-0-health=01&members-0-health=02&csrfmiddlewaretoken=x&seen=y",
        uuid7(),
    )
    typed = drafts.typed_in(Draft.objects.get(pk=draft.pk))
    assert typed["need"] == "学"
    assert typed.getlist("members-0-health") == ["01", "02"]
    assert "csrfmiddlewaretoken" not in typed
    assert "seen" not in typed


def test_a_draft_opens_only_in_its_own_row(cadre):
    one, other = keep(cadre, "a=1", uuid7()), keep(cadre, "a=2", uuid7())
    with pytest.raises(SealBroken):
        unseal(one.payload_sealed, f"core.Draft.payload:{other.pk}")
    Draft.objects.filter(pk=other.pk).update(payload_sealed=one.payload_sealed)
    assert drafts.typed_in(Draft.objects.get(pk=other.pk)) is None


def test_a_draft_is_its_writers_alone(cadre, sibling_cadre):
    """Two cadres may write on the same sheet; neither sees what the other has not handed in."""
    sheet = uuid7()
    mine, theirs = keep(cadre, "a=1", sheet), keep(sibling_cadre, "a=2", sheet)
    assert (
        drafts.draft_of(cadre, drafts.NEW),
        drafts.draft_of(cadre, drafts.NEW, sheet),
    ) == (mine, mine)
    assert drafts.draft_of(sibling_cadre, drafts.NEW, sheet) == theirs
    drafts.discard(cadre, sheet)
    assert list(Draft.objects.all()) == [theirs]


def test_the_last_new_sheet_is_the_one_that_comes_back(cadre):
    keep(cadre, "a=1", uuid7())
    last = keep(cadre, "a=2", uuid7())
    assert drafts.draft_of(cadre, drafts.NEW) == last


def test_drafts_of_periods_and_people_lie_apart(cadre, sibling_cadre):
    sheet_id = uuid7()
    for owner in (cadre, sibling_cadre):
        for key in ("household:2025", "household:2026"):
            keep(owner, "a=1", sheet_id, key)
    assert Draft.objects.count() == 4
    assert drafts.discard(cadre, sheet_id) == 2
    assert drafts.draft_of(sibling_cadre, "household:2025", sheet_id)


def test_a_draft_has_a_limit(cadre):
    with refused("draft is too large"):
        keep(cadre, "need=" + "x" * drafts.LARGEST, uuid7())


def test_the_database_keeps_one_draft_a_sheet(cadre):
    draft = keep(cadre, "a=1", uuid7())
    with pytest.raises(IntegrityError, match="draft_once"):
        Draft.objects.create(
            owner=cadre,
            form_key=draft.form_key,
            entity_id=draft.entity_id,
            payload_sealed="x",
        )


def test_a_sheet_not_handed_in_stands_on_the_worklist_of_its_owner(
    cadre, sibling_cadre
):
    home = factories.household(by=cadre)
    keep(cadre, "a=1", home.pk, "household:2026")
    keep(cadre, "a=1", uuid7())
    found = list(worklist.drafts_of(cadre, factories.TODAY, 50))
    assert [item.title for item in found] == [home.head_name, "新登记的一户"]
    assert found[0].url == f"/households/{home.pk}/edit/?period=2026"
    assert list(worklist.drafts_of(sibling_cadre, factories.TODAY, 50)) == []


def test_sheets_not_handed_in_follow_the_role_to_the_successor(cadre, account_admin):
    home, elsewhere = factories.household(by=cadre), uuid7()
    successor = factories.person("helper", factories.SIBLING_VILLAGE)
    keep(cadre, "need=学", home.pk, "household:2026")
    keep(
        cadre,
        f"region_code={factories.VILLAGE}&members-0-name=张三&members-0-relation=01",
        uuid7(),
    )
    keep(
        cadre, f"region_code={factories.SIBLING_VILLAGE}&members-0-name=李四", elsewhere
    )
    grant_role(
        user=cadre,
        role="village_cadre",
        region_code=factories.SIBLING_VILLAGE,
        by=account_admin,
    )
    given = hand_over(
        grants=cadre.grants.filter(region_code=factories.VILLAGE),
        successor=successor,
        by=account_admin,
    )
    assert len(given) == 1
    now = {
        name: User.objects.get(pk=person.pk)
        for name, person in (("old", cadre), ("new", successor))
    }
    assert {
        item.title for item in worklist.drafts_of(now["new"], factories.TODAY, 50)
    } == {home.head_name, "张三"}
    assert {
        item.title for item in worklist.drafts_of(now["old"], factories.TODAY, 50)
    } == {"李四"}
    moved = Draft.objects.get(owner=successor, entity_id=home.pk)
    assert drafts.typed_in(moved)["need"] == "学"


def test_sheets_do_not_follow_a_role_that_writes_nothing(account_admin, cadre):
    helper = factories.person("helper", factories.VILLAGE)
    successor = factories.person("helper", factories.OTHER_TOWNSHIP_VILLAGE)
    keep(helper, f"region_code={factories.VILLAGE}", uuid7())
    hand_over(grants=helper.grants.all(), successor=successor, by=account_admin)
    assert not Draft.objects.filter(owner=successor).exists()


def test_a_new_sheet_begun_in_a_role_that_ended_awaits_nobody(cadre, account_admin):
    keep(cadre, "members-0-name=张三", uuid7())
    end_grant(grant=cadre.grants.get(), by=account_admin)
    assert (
        list(worklist.drafts_of(User.objects.get(pk=cadre.pk), factories.TODAY, 50))
        == []
    )


def test_the_later_of_two_windows_stays(cadre, monkeypatch):
    sheet_id = uuid7()
    keep(cadre, "need=早", sheet_id)
    monkeypatch.setattr(
        Draft.objects.filter().__class__, "first", lambda rows: None
    )  # as the other window read it
    keep(cadre, "need=晚", sheet_id)
    assert drafts.typed_in(Draft.objects.get(entity_id=sheet_id))["need"] == "晚"
