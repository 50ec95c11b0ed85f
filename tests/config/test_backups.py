"""A backup is restored into an empty place: every row, every file, every sealed number."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config import backups, keys
from core import attachments, crypto
from core.models import Attachment
from core.seals import digests, sealing
from core.seals.checks import findings
from tests import factories, template_database
from tests.mutation.declared import tables

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "360702198001011234"


@pytest.fixture
def place(settings, tmp_path):
    """An installation with its own keys and files."""
    settings.MEDIA_ROOT, settings.STATE = tmp_path / "media", tmp_path / "state"
    settings.MEDIA_ROOT.mkdir()
    keys.secret_key(settings.STATE)
    settings.KEY_RING_FILE = keys.key_ring(settings.STATE)
    forget_keys()
    yield tmp_path
    forget_keys()


def forget_keys() -> None:
    crypto.key_ring.cache_clear()
    digests._key.cache_clear()


@pytest.fixture
def another(settings, tmp_path):
    """An empty database and a new place, of which nothing is known yet."""
    name = f"{connection.settings_dict['NAME']}_restored"

    def move_there() -> None:
        with template_database.server() as cursor:
            template_database.drop(name, cursor)
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        settings.MEDIA_ROOT, settings.STATE = tmp_path / "media2", tmp_path / "state2"
        keys.secret_key(settings.STATE)
        settings.KEY_RING_FILE = keys.key_ring(settings.STATE)
        forget_keys()

    with template_database.connected_to(connection.settings_dict["NAME"]):
        yield name, move_there
    with template_database.server() as cursor:
        template_database.drop(name, cursor)


def rows() -> dict[str, tuple]:
    """How many rows each table has, and a hash of them all."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(
                "SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text))"
                f" FROM {table} t"
            )
            found[table] = cursor.fetchone()
    return found


def a_county() -> list[Attachment]:
    cadre = factories.person("village_cadre", factories.VILLAGE, name="李村干")
    factories.household()
    kept = [
        attachments.keep(
            content=b"%%PDF-1.4 %d" % number,
            content_type="application/pdf",
            name="会议.pdf",
            by=cadre,
            region_code=factories.VILLAGE,
            subject=f"test:{number}",
            purpose="会议记录",
            permission="core.view_case",
        )
        for number in range(3)
    ]
    sealing.seal_all()
    return kept


def test_an_empty_place_gets_every_row_file_and_sealed_number(place, another):
    kept = a_county()
    number = crypto.seal(NUMBER, "test:1")
    before = rows()
    folder = backups.backup(place / "backups", keys=place / "keys", keep=3)
    assert not list(folder.rglob("*.key")) + list(folder.rglob("keys.json"))
    name, move_there = another
    move_there()
    with template_database.connected_to(name):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(number, "test:1")
        call_command("restore", folder, keys=place / "keys", verbosity=0)
        assert crypto.unseal(number, "test:1") == NUMBER
        assert rows() == before
        assert before["households_household"][0]
        assert list(findings()) == []
        for attachment in kept:
            with attachments.open_file(attachment) as stream:
                assert stream.read().startswith(b"%PDF-1.4 ")
        with pytest.raises(CommandError, match="restore"):
            call_command("restore", folder, verbosity=0)


def test_a_damaged_backup_is_not_restored(place, another):
    a_county()
    folder = backups.backup(place / "backups", keys=None, keep=3)
    name, move_there = another
    move_there()
    listed = json.loads((folder / backups.LIST).read_text())
    cut = folder / next(one for one in listed if one != backups.DUMP)
    cut.write_bytes(cut.read_bytes()[:3])
    with template_database.connected_to(name):
        with pytest.raises(CommandError, match="damaged or missing"):
            call_command("restore", folder, verbosity=0)
        assert connection.introspection.table_names() == []
    (folder / backups.LIST).unlink()
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", folder, verbosity=0)


def test_only_the_last_backups_stay_and_no_half_one(place):
    backups_at = place / "backups"
    for day in ("20200101T000000", "20200102T000000", "20200103T000000.part"):
        (backups_at / f"lika-{day}").mkdir(parents=True)
    made = backups.backup(backups_at, keys=None, keep=2)
    assert sorted(path.name for path in backups_at.iterdir()) == [
        "lika-20200102T000000",
        made.name,
    ]
