"""Who may open cases, files, background work and the audit."""

import datetime as dt

from core import attachments, audit
from core.cases import engine
from core.forms.models import PendingFile
from core.ids import uuid7
from core.jobs.queue import enqueue
from core.models import Draft
from core.policy.profiles import Policy
from core.web import kept
from tests import factories
from tests.authz.rows import EVERYONE, Row, thing

READERS = (
    "village_cadre township_officer county_office county_finance"
    " line_department supervisor resident_team auditor"
)
MOVERS = "village_cadre township_officer county_office resident_team"
HOUSEHOLD_READERS = f"{READERS} helper"
KIND = "asked"
STEPS = [
    {
        "key": "look",
        "name": "查看",
        "kind": "task",
        "role": ["village_cadre"],
        "level": 5,
    }
]


def _kind() -> str:
    """A kind of case of our own, so that these lines need no other app."""
    kind = engine.CaseKind(
        KIND, "测试", "core.view_case", "测", subject_url=lambda case: "/"
    )
    engine.register_kind(kind)
    return kind.slug


@thing("case")
def case(place, mark, steps=STEPS):
    day = dt.date(2020, 1, 1)
    policy = Policy(
        "test", "试验", factories.COUNTY, day, dt.date(2030, 1, 1), "0" * 64, {}
    )
    made = engine.open_case(
        kind=_kind(),
        subject_id=uuid7(),
        subject_label=mark,
        region_code=place,
        policy=policy,
        policy_on=day,
        steps=steps,
        snapshot={},
        by=factories.person("village_cadre", place),
    )
    return {"pk": made.pk}


@thing("attachment")
def attachment(place, mark):
    made = attachments.keep(
        content=mark.encode(),
        content_type="application/pdf",
        name=f"{mark}.pdf",
        region_code=place,
        by=factories.person(),
        subject="test",
        purpose="test",
        permission="households.view_household",
    )
    return {"pk": made.pk}


@thing("pending file")
def pending_file(place, mark):
    """Everyone's waiting file is foreign to everyone else, wherever they work."""
    owner = factories.person("village_cadre", place)
    made = PendingFile.objects.create(
        owner=owner, name=f"{mark}.pdf", content_type="application/pdf", size=1
    )
    return {"pk": made.pk}


@thing("kept form")
def kept_form(place, mark):
    """Everyone's kept form is foreign to everyone else, wherever they work."""
    owner = factories.person("village_cadre", place)
    made = Draft.objects.create(
        owner=owner, form_key=kept.FORM_KEY, entity_id=uuid7(), payload_sealed=mark
    )
    return {"pk": made.pk}


@thing("job")
def job(place, mark):
    """Everyone's job is foreign to everyone else, wherever they work."""
    owner = factories.person("village_cadre", place)
    return {
        "pk": enqueue(
            kind="test", by=owner, region_code=place, title=mark, params={}
        ).pk
    }


@thing("audit entry")
def audit_entry(place, mark):
    audit.record(
        by=None, verb="test", target=mark, region_code=place, after={"name": mark}
    )
    return {}


ROWS = [
    Row("core:case", READERS, thing="case"),
    Row("core:case-print", READERS, thing="case"),
    Row(
        "core:case-move",
        MOVERS,
        "POST",
        thing="case",
        kwargs={"action": "forward"},
        send={"version": "0"},
    ),
    Row(
        "core:attachment",
        HOUSEHOLD_READERS,
        thing="attachment",
        denied=404,
        why="The file names its permission.",
    ),
    Row(
        "core:upload",
        EVERYONE,
        "POST",
        ok=(422,),
        why="A file waits for a form of its own person.",
    ),
    Row(
        "core:upload-remove",
        EVERYONE,
        "POST",
        thing="pending file",
        ok=(404,),
        owner_only=True,
        why="One's own files that wait for a form.",
    ),
    Row(
        "core:kept",
        EVERYONE,
        thing="kept form",
        ok=(404,),
        owner_only=True,
        why="One's own form that came too late.",
    ),
    Row(
        "core:kept-discard",
        EVERYONE,
        "POST",
        thing="kept form",
        ok=(404,),
        owner_only=True,
        why="One's own form that came too late.",
    ),
    Row("core:job-list", EVERYONE, why="One's own background work."),
    Row("core:amount", EVERYONE, why="Reads back what was typed."),
    Row(
        "core:job",
        EVERYONE,
        thing="job",
        ok=(404,),
        owner_only=True,
        why="One's own background work.",
    ),
    Row(
        "core:job-cancel",
        EVERYONE,
        "POST",
        thing="job",
        ok=(404,),
        owner_only=True,
        why="One's own background work.",
    ),
    Row("core:audit", "county_office auditor", lists="audit entry"),
]
