"""What a superuser alters past the application is named; what is lawful is not."""

import datetime as dt
import itertools
import os
import random
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Grant
from core import attachments, tasks
from core.audit.models import AuditEntry
from core.jobs import queue
from core.models import Attachment, Job, Seal, SealHead, SealNote
from core.seals import checks, sealing, tables, verifying
from tests import factories
from tests.database import as_owner, without_triggers
from tests.mutation.attacks import settle
from tests.mutation.scene import Scene

pytestmark = pytest.mark.django_db
EDITS = 100
# Where what is decided, paid and posted stands; each has its share of the edits.
DRAWN = (
    "core_case",
    "core_caseevent",
    "publicity_notice",
    "publicity_noticerow",
    "publicity_publicrow",
    "assessment_verdict",
    "funds_entry",
    "funds_posting",
    "funds_account",
    "funds_payment",
    "core_auditentry",
    "households_householdhistory",
    "households_householdperiodhistory",
    "households_memberhistory",
    "accounts_grant",
    "core_attachment",
)
FILES = "stored files"
# Another value of the same kind, never longer than the old one.
OTHERS = {
    "boolean": "NOT coalesce({column}, false)",
    "integer": "coalesce({column}, 0) + 1",
    "smallint": "coalesce({column}, 0) + 1",
    "bigint": "coalesce({column}, 0) + 1",
    "date": "coalesce({column}, '2020-01-01') + 1",
    "timestamp with time zone": "coalesce({column}, now()) + interval '1 second'",
    "uuid": "gen_random_uuid()",
    "jsonb": "coalesce({column}, '{{}}') || '{{\"altered\": 1}}'",
    "numeric": "coalesce({column}, 0) + 1",
    "bytea": "coalesce({column}, '') || 'x'",
}
TEXT = "coalesce(nullif(overlay({column} placing '7' from 1 for 1), {column}), '8')"


Place = tuple[str, str, str]  # table, row and field


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def filed(number: int, by) -> Attachment:
    return attachments.keep(
        content=b"%%PDF-1.4 %d" % number,
        content_type="application/pdf",
        name="会议.pdf",
        by=by,
        region_code=factories.VILLAGE,
        subject=f"test:{number}",
        purpose="会议记录",
        permission="core.view_case",
    )


def found() -> set[tuple[str, str, str]]:
    return {(one.table, one.row, one.field) for one in checks.findings()}


def columns(table: str) -> list[tuple[str, str]]:
    """The columns one may alter, with their types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'"
            " AND NOT column_name = ANY(%s) ORDER BY 1",
            [table, ["id", "pgh_id"]],
        )
        return cursor.fetchall()


def alter(
    dice: random.Random, table: str, done: set[Place], not_these: set[str]
) -> Place:
    """Change a field of a row as a superuser; what constraints refuse is drawn anew."""
    (key,) = (known.pk for known in tables.sealed() if known.name == table)
    with without_triggers() as cursor:
        cursor.execute(f'SELECT "{key}"::text FROM {table} ORDER BY 1')
        rows = [row for (row,) in cursor.fetchall() if row not in not_these]
        for _attempt in range(500):
            row, (column, kind) = dice.choice(rows), dice.choice(columns(table))
            if (table, row, column) in done:
                continue  # the second change could be the way back
            other = OTHERS.get(kind, TEXT).format(column=f'"{column}"')
            try:
                with transaction.atomic():
                    cursor.execute(
                        f'UPDATE {table} SET "{column}" = {other}'
                        f' WHERE "{key}"::text = %s RETURNING 1',
                        [row],
                    )
                    assert cursor.fetchone()
            except DatabaseError:
                continue
            return table, row, column
    raise AssertionError(f"no field of {table} can be altered")


def damage(dice: random.Random, kept: Attachment) -> Place:
    """Turn one byte of a stored file."""
    path = Path(default_storage.path(attachments.path_of(kept.sha256)))
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 + dice.randrange(255)
    path.write_bytes(content)
    return "core_attachment", str(kept.pk), ""


@pytest.fixture
def sealed_scene(media, cadre):
    """A county with a row in every table, sealed."""
    Scene().build()
    settle()
    papers = [filed(number, cadre) for number in range(EDITS // len(DRAWN) + 1)]
    sealing.seal_all()
    return papers


def test_of_a_hundred_fields_altered_by_a_superuser_all_are_named(sealed_scene):
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    print(f"SEED={seed}")
    dice = random.Random(seed)
    before = found()
    drawn = itertools.cycle(dice.sample([*DRAWN, FILES], len(DRAWN) + 1))
    altered: set[Place] = set()
    papers = list(sealed_scene)
    theirs = {str(kept.pk) for kept in papers}
    for table in itertools.islice(drawn, EDITS):
        altered.add(
            damage(dice, papers.pop())
            if table == FILES
            else alter(dice, table, altered, theirs)
        )
    assert len(altered) == EDITS
    missed = sorted(altered - (found() - before))
    print(f"{EDITS - len(missed)} of {EDITS} found, {verifying.waiting()} not sealed")
    assert missed == []
    assert verifying.waiting() == 0


def test_a_sealed_county_in_which_nothing_was_altered_is_silent(sealed_scene):
    assert list(verifying.altered()) == []


def test_lawful_changes_raise_no_alarm_before_they_are_sealed_and_after(
    account_admin, cadre
):
    sealing.seal_all()
    grant = Grant.objects.filter(user=cadre).get()
    Grant.objects.filter(pk=grant.pk).update(
        valid_to=timezone.localdate() + dt.timedelta(days=400)
    )
    factories.person("village_cadre")
    assert verifying.waiting() > 2
    assert list(verifying.altered()) == []
    sealing.seal_all()
    assert verifying.waiting() == 0
    assert list(verifying.altered()) == []
    with without_triggers() as cursor:
        cursor.execute("UPDATE accounts_grant SET valid_to = NULL")
    assert ("accounts_grant", str(grant.pk), "valid_to") in found()


def test_what_the_owner_writes_with_triggers_on_is_named_too(cadre):
    sealing.seal_all()
    with as_owner() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET name = '别人' WHERE id = %s", [cadre.pk]
        )
    sealing.seal_all()
    said = {(one.table, one.row, one.what.split()[0]) for one in verifying.altered()}
    user = "accounts_user", str(cadre.pk)
    assert said == {(*user, "written"), (*user, "altered")}


def test_a_row_taken_away_or_put_in_past_the_application_is_named(cadre, stranger):
    sealing.seal_all()
    grants = {str(pk) for pk in Grant.objects.values_list("pk", flat=True)}
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM accounts_grant WHERE user_id = %s", [cadre.pk])
        cursor.execute(
            "INSERT INTO accounts_grant SELECT (g).* FROM (SELECT"
            ' jsonb_populate_record(g, \'{"id": 987654, "user_id": null}\''
            " || jsonb_build_object('user_id', %s)) g FROM accounts_grant g LIMIT 1) x",
            [cadre.pk],
        )
    said = {one.row: one.what for one in verifying.altered()}
    assert said.pop("987654") == "put in past the application"
    ((row, what),) = said.items()
    assert row in grants
    assert what == "taken away past the application"


def test_a_row_taken_away_with_its_seal_is_missed_in_the_sum(cadre):
    sealing.seal_all()
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM accounts_grant")
        cursor.execute("DELETE FROM core_seal WHERE table_name = 'accounts_grant'")
    assert ("core_seal", "accounts_grant", "") in found()
    SealHead.objects.filter(pk="accounts_grant").update(count=0, total="0")
    assert ("core_sealhead", "accounts_grant", "") in found()


def test_a_seal_copied_to_another_row_does_not_hold(cadre, stranger):
    sealing.seal_all()
    first, second = Seal.objects.filter(table_name="accounts_user").order_by("row_id")[
        :2
    ]
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE accounts_user u SET name = o.name FROM accounts_user o"
            " WHERE u.id::text = %s AND o.id::text = %s",
            [first.row_id, second.row_id],
        )
        cursor.execute(
            "UPDATE core_seal s SET whole = o.whole, fields = o.fields FROM core_seal o"
            " WHERE s.table_name = o.table_name AND s.table_name = 'accounts_user'"
            " AND s.row_id = %s AND o.row_id = %s",
            [first.row_id, second.row_id],
        )
    assert first.row_id in {row for table, row, _f in found()}


@pytest.mark.parametrize("table", [table.name for table in tables.sealed()])
def test_every_sealed_table_notes_its_writes(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgenabled = 'O' AND tgname LIKE 'seal%%' ORDER BY 1",
            [table],
        )
        assert [name for (name,) in cursor.fetchall()] == [
            "seal_noted_delete",
            "seal_noted_insert",
            "seal_noted_update",
        ]


def test_what_is_not_sealed_still_exists_and_is_told_by_name():
    with connection.cursor() as cursor:
        for name in tables.UNSEALED:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
            assert cursor.fetchone() == (True,), name


def test_what_was_written_is_sealed_by_the_job_of_the_half_hour(cadre):
    assert verifying.waiting() > 0
    tasks.seal()
    tasks.seal()
    job = Job.objects.get()
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, verifying.waiting()) == (Job.State.DONE, 0)
    assert job.result["rows"] > 0


def test_verify_names_the_field_and_fails(cadre, capsys):
    call_command("seal")
    call_command("verify")
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET name = '别人' WHERE id = %s", [cadre.pk]
        )
    with pytest.raises(CommandError, match="1 altered or lost"):
        call_command("verify")
    assert f"accounts_user {cadre.pk} name: altered" in capsys.readouterr().out


def test_a_migration_may_write_without_an_alarm(cadre):
    sealing.seal_all()
    before = tables.last_note()
    with as_owner() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET name = '改名' WHERE id = %s", [cadre.pk]
        )
        tables.own_migration(before)
    assert list(verifying.altered()) == []
    assert SealNote.objects.exists()


def test_what_is_accepted_with_a_reason_is_sealed_and_stands_in_the_audit(cadre):
    sealing.seal_all()
    with as_owner() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET name = '改正' WHERE id = %s", [cadre.pk]
        )
    with pytest.raises(CommandError):
        call_command("verify", only="seals")
    call_command("verify", only="seals", accept="按县办 2026 年 3 号函更正")
    call_command("verify", only="seals")
    entry = AuditEntry.objects.get(verb="seal.accept")
    assert entry.target == f"accounts_user:{cadre.pk}"
    assert entry.purpose == "按县办 2026 年 3 号函更正"
