"""Who may open notices and objections."""

from publicity import drafts, periods, services
from publicity.models import Notice
from tests import factories
from tests.authz.rows import PUBLIC, Row, thing
from tests.core.authz import case

READERS = (
    "village_cadre township_officer county_office county_finance "
    "line_department supervisor resident_team auditor"
)
NOTICE_READERS = f"{READERS} helper"
POSTERS = "village_cadre township_officer county_office"
ANSWERERS = "township_officer county_office"
BOARD = {
    "key": "board",
    "name": "公示",
    "kind": "notice",
    "role": POSTERS.split(),
    "level": 5,
}
WHY = "Notices are for the public."


def hung(place: str, mark: str) -> Notice:
    draft = drafts.Draft(
        kind="publicity",
        region_code=place,
        title=mark,
        text="现予公示。",
        rows=(drafts.DraftRow({"head_name": "张三"}),),
        period=periods.counted(7, False),
        issued_by="村民委员会",
    )
    return services.post_notice(
        draft=draft, by=factories.person("village_cadre", place)
    )


@thing("notice")
def notice(place, mark):
    return {"pk": hung(place, mark).pk}


@thing("objection")
def objection(place, mark):
    return {"pk": services.file_objection(notice=hung(place, "公示"), text=mark).pk}


@thing("case before its notice", sign=lambda place, made: f"place={place}")
def waiting(place, mark):
    """The worklist names no case, but leads to the sheet of each place."""
    return case(place, mark, steps=[BOARD])


UNKNOWN = {"slug": "0" * 22}

ROWS = [
    Row("publicity:list", NOTICE_READERS, lists="notice"),
    Row("publicity:detail", NOTICE_READERS, thing="notice"),
    Row("publicity:print", NOTICE_READERS, thing="notice"),
    Row("publicity:waiting", POSTERS, lists="case before its notice"),
    Row(
        "publicity:publish",
        POSTERS,
        why="One of the sheets of publicity:waiting; any other is none.",
    ),
    Row("publicity:publish", POSTERS, "POST"),
    Row("publicity:withdraw", POSTERS, thing="notice"),
    Row("publicity:withdraw", POSTERS, "POST", thing="notice", send={"reason": "写错"}),
    Row("publicity:sheet-add", POSTERS, "POST", thing="notice"),
    Row("publicity:objection-record", POSTERS, thing="notice"),
    Row("publicity:objection-record", POSTERS, "POST", thing="notice"),
    Row("publicity:objection-answer", ANSWERERS, thing="objection"),
    Row("publicity:objection-answer", ANSWERERS, "POST", thing="objection"),
    Row(
        "publicity:objection-reveal",
        ANSWERERS,
        "POST",
        thing="objection",
        send={"purpose": "核实"},
    ),
    Row("publicity:case-notices", READERS, thing="case"),
    Row("publicity:public-home", PUBLIC, why=WHY),
    Row(
        "publicity:public-village",
        PUBLIC,
        kwargs={"code": factories.VILLAGE},
        ok=(404,),
        why=WHY,
    ),
    Row("publicity:public-notice", PUBLIC, kwargs=UNKNOWN, ok=(404,), why=WHY),
    Row("publicity:public-notice", PUBLIC, "POST", kwargs=UNKNOWN, ok=(404,), why=WHY),
    Row("publicity:public-find", PUBLIC, why=WHY),
    Row(
        "publicity:public-objection",
        PUBLIC,
        kwargs={"receipt": "2222-2222-2222"},
        ok=(404,),
        why="The receipt number is the key to one's own objection.",
    ),
    Row("api:notice-list", NOTICE_READERS, lists="notice"),
    Row("api:notice-detail", NOTICE_READERS, thing="notice"),
]
