"""Recording, answering and looking into objections."""

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from publicity import services
from publicity.models import Objection
from tests import factories
from tests.publicity.conftest import (
    at_board,
    forward,
    posted,
    shift,
)
from tests.publicity.pages import sign_in
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("parameters")


def test_objection_by_telephone_is_recorded_with_full_names_to_choose_from(
    client, cadre
):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    url = reverse("publicity:objection-record", args=[notice.pk])
    page = sign_in(client, cadre).get(url)
    assert "张三明" in page.content.decode()
    client.post(
        url,
        {
            "via": "phone",
            "about": "1",
            "text": "人口数不对",
            "name": "李四",
            "phone": "13800001234",
        },
    )
    objection = Objection.objects.get()
    assert (objection.via, objection.recorded_by) == ("phone", cadre)


def test_answer_is_written_by_one_who_had_no_part(client, cadre, township_officer):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    url = reverse("publicity:objection-answer", args=[objection.pk])
    assert sign_in(client, cadre).get(url).status_code == 403
    sign_in(client, township_officer)
    assert "家里有小车" in client.get(url).content.decode()
    missing = client.post(url, {"state": "dismissed", "answer": " "})
    assert missing.status_code == 422
    objection.refresh_from_db()
    assert objection.is_open
    client.post(url, {"state": "dismissed", "answer": "车已转让。"})
    objection.refresh_from_db()
    assert (objection.state, objection.answered_by) == ("dismissed", township_officer)
    again = client.post(url, {"state": "accepted", "answer": "改主意。"})
    assert again.status_code == 409


def test_who_proposed_cannot_answer_and_reads_why(client, township_officer):
    cadre = factories.person("village_cadre", factories.VILLAGE)
    factories.grant(cadre, "township_officer", factories.TOWNSHIP)
    notice = posted(cadre, at_board(cadre))
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    page = sign_in(client, cadre).get(
        reverse("publicity:objection-answer", args=[objection.pk])
    )
    assert "须由其他人答复异议" in page.content.decode()
    with refused("须由其他人答复异议"):
        services.answer_objection(
            objection=objection, state="dismissed", answer="无", by=cadre
        )


def test_answer_with_a_personal_number_is_refused(cadre, township_officer):
    objection = services.file_objection(notice=posted(cadre), text="家里有小车")
    with refused("答复里有身份证号、电话或卡号"):
        services.answer_objection(
            objection=objection,
            state="dismissed",
            answer=f"户主{factories.id_number()}无车",
            by=township_officer,
        )


def test_who_answered_does_not_approve_and_reads_why(
    cadre, county_officer, county_officer_2
):
    case = at_board(cadre)
    notice = posted(cadre, case)
    objection = services.file_objection(
        notice=notice, row=notice.rows.get(), text="家里有小车"
    )
    services.answer_objection(
        objection=objection, state="dismissed", answer="无车。", by=county_officer
    )
    shift(notice, days=9)
    forward(case, cadre)
    with refused("异议由您答复过"):
        forward(case, county_officer)
    assert forward(case, county_officer_2).state == "announce"


def test_village_sees_that_someone_objected_but_not_what_was_said(
    client, cadre, township_officer
):
    notice = posted(cadre)
    services.file_objection(notice=notice, text="村干部亲戚", name="李四")
    assert (
        "村干部亲戚"
        not in sign_in(client, cadre).get(notice.get_absolute_url()).content.decode()
    )
    assert (
        "村干部亲戚"
        in sign_in(client, township_officer)
        .get(notice.get_absolute_url())
        .content.decode()
    )


def test_objector_is_revealed_with_a_purpose_and_recorded(
    client, cadre, township_officer
):
    objection = services.file_objection(
        notice=posted(cadre), text="家里有小车", name="李四", phone="13800001234"
    )
    url = reverse("publicity:objection-reveal", args=[objection.pk])
    page = reverse("publicity:objection-answer", args=[objection.pk])
    sign_in(client, township_officer)
    assert "13800001234" not in client.get(page).content.decode()
    assert "13800001234" in client.post(url, {"purpose": "核实异议"}).content.decode()
    entry = AuditEntry.objects.get(verb="objection.reveal")
    assert (entry.actor_id, entry.purpose) == (township_officer.pk, "核实异议")
    assert "13800001234" not in str(entry.after)


def test_sealed_name_opens_only_in_its_own_row(cadre):
    from core.crypto import SealBroken, unseal

    notice = posted(cadre)
    first = services.file_objection(notice=notice, text="一", name="李四")
    second = services.file_objection(notice=notice, text="二", name="王五")
    assert unseal(first.name_sealed, f"publicity.Objection.name:{first.pk}") == "李四"
    with pytest.raises(SealBroken):
        unseal(first.name_sealed, f"publicity.Objection.name:{second.pk}")
