"""Who may open documents, allocations, batches and payments."""

from funds.models import Reversal
from tests import factories, money
from tests.authz.rows import Row, by_key, thing

DOCUMENT_READERS = "township_officer county_office county_finance supervisor auditor"
BATCH_READERS = (
    "village_cadre township_officer county_office county_finance supervisor auditor"
)
MONEY_PEOPLE = "county_office county_finance"


@thing("fund document", level=3)
def document(place, mark):
    return {"pk": money.document(place, confirmed=False, number=mark).pk}


@thing("allocation")
def allocation(place, mark):
    project = money.project("in_library", region_code=place, name=mark)
    return {"pk": money.allocation(money.document(place), project, confirmed=False).pk}


@thing("entry", level=3)
def entry(place, mark):
    return {"pk": money.document(place).entries.get().pk}


@thing("reversal", level=3)
def reversal(place, mark):
    made = money.document(place).entries.get()
    return {
        "pk": Reversal.objects.create(
            entry=made, region_code=place, reason=mark, asked_by=factories.person()
        ).pk
    }


@thing("payment batch")
def batch(place, mark):
    project = money.project("in_library", region_code=place, name=mark)
    return {
        "pk": money.batch(
            of=money.allocation(money.document(place), project), region_code=place
        ).pk
    }


@thing("payment batch by its key", sign=by_key)
def batch_of(place, mark):
    return batch(place, mark)


@thing("payment")
def payment(place, mark):
    households = [money.family(place, head_name=mark)]
    return {"pk": money.batch(region_code=place, households=households).pk}


@thing("paid household")
def household(place, mark):
    return {"pk": money.family(place, head_name=mark).pk}


@thing("funded project")
def project(place, mark):
    return {"pk": money.project(region_code=place, name=mark).pk}


ROWS = [
    Row("funds:document-list", DOCUMENT_READERS, lists="fund document"),
    Row("funds:document-create", MONEY_PEOPLE, why="An empty form."),
    Row("funds:document-create", MONEY_PEOPLE, "POST"),
    Row("funds:document-detail", DOCUMENT_READERS, thing="fund document"),
    Row("funds:document-confirm", MONEY_PEOPLE, "POST", thing="fund document"),
    Row("funds:document-drop", MONEY_PEOPLE, thing="fund document"),
    Row("funds:document-drop", MONEY_PEOPLE, "POST", thing="fund document"),
    Row("funds:allocation-create", MONEY_PEOPLE, thing="fund document"),
    Row("funds:allocation-create", MONEY_PEOPLE, "POST", thing="fund document"),
    Row("funds:allocation-confirm", MONEY_PEOPLE, "POST", thing="allocation"),
    Row("funds:allocation-drop", MONEY_PEOPLE, thing="allocation"),
    Row("funds:allocation-drop", MONEY_PEOPLE, "POST", thing="allocation"),
    Row("funds:entry-reverse", MONEY_PEOPLE, thing="entry"),
    Row("funds:entry-reverse", MONEY_PEOPLE, "POST", thing="entry"),
    Row("funds:reversal-confirm", MONEY_PEOPLE, "POST", thing="reversal"),
    Row("funds:reversal-drop", MONEY_PEOPLE, "POST", thing="reversal"),
    Row("funds:batch-list", BATCH_READERS, lists="payment batch"),
    Row("funds:batch-detail", BATCH_READERS, thing="payment batch"),
    Row("funds:batch-approve", "county_office", "POST", thing="payment batch"),
    Row("funds:batch-release", "county_finance", "POST", thing="payment batch"),
    Row("funds:batch-return", MONEY_PEOPLE, thing="payment batch"),
    Row("funds:batch-return", MONEY_PEOPLE, "POST", thing="payment batch"),
    Row("funds:payment-list", BATCH_READERS, lists="payment"),
    Row("funds:project-panel", BATCH_READERS, thing="funded project"),
    Row("funds:batch-create", "county_office", thing="funded project"),
    Row("funds:batch-create", "county_office", "POST", thing="funded project"),
    Row("funds:household-panel", BATCH_READERS, thing="paid household"),
    Row("api:fund-document-list", DOCUMENT_READERS, lists="fund document"),
    Row("api:fund-document-detail", DOCUMENT_READERS, thing="fund document"),
    Row("api:payment-batch-list", BATCH_READERS, lists="payment batch by its key"),
    Row("api:payment-batch-detail", BATCH_READERS, thing="payment batch"),
]
