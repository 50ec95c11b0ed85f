"""Projects and money for tests; a stage is reached by walking the real verbs."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import override_settings

from accounts.models import User
from core.cases import engine
from core.cases.models import Case
from core.crypto import seal
from core.scope import at_level
from funds import services as funds
from funds.models import Account, Allocation, Entry, FundDocument, PaymentBatch
from funds.rules import Terms
from households.models import Household, Member
from households.querysets import id_no_index, id_tail_index
from projects import services
from projects.models import Project
from projects.services import Benefit
from tests import factories

POLICIES = Path(__file__).parent / "projects" / "policies"
ACCOUNT = "6217000012345678"
TODAY = dt.date(2026, 11, 20)
YEAR = (dt.date(2026, 1, 1), dt.date(2027, 1, 1))


def family(
    region_code: str = factories.VILLAGE,
    *,
    head_name: str = "",
    account: str = "6217000012345678",
) -> Household:
    """A registered household with a head and, unless `account` is empty, a bank account."""
    number = next(factories._numbers)
    by = factories.person()
    household = Household(
        region_code=region_code,
        hh_no=f"T{region_code}{number:06d}",
        head_name=head_name or f"户主{number}",
        first_identified_on=dt.date(2020, 1, 1),
        member_count=1,
        created_by=by,
        updated_by=by,
    )
    if account:
        household.bank_name = "清河农商银行"
        household.bank_account_sealed = seal(
            account, f"households.Household.bank_account:{household.pk}"
        )
        household.bank_account_mask = "*" * (len(account) - 4) + account[-4:]
    household.save(force_insert=True)
    head = member(household, name=household.head_name)
    if account:
        household.bank_holder = head
        household.save(update_fields=["bank_holder"])
    return household


def member(household: Household, *, name: str = "", **values: Any) -> Member:
    """One more person of a household."""
    person = Member(
        household=household,
        region_code=household.region_code,
        person_no=f"P{next(factories._numbers):09d}",
        name=name or f"成员{next(factories._numbers)}",
        sex="1",
        born_on=dt.date(1970, 5, 1),
        joined_on=dt.date(2020, 1, 1),
        **values,
    )
    number = factories.id_number()
    person.id_no_sealed = seal(number, f"households.Member.id_no:{person.pk}")
    person.id_no_index, person.id_tail_index = (
        id_no_index(number),
        id_tail_index(number, household.region_code),
    )
    person.id_no_mask = f"{number[:3]}***********{number[-4:]}"
    person.save(force_insert=True)
    return person


def project_values(**values: Any) -> dict[str, Any]:
    return {
        "name": "上村百香果种植基地",
        "category": "010101",
        "nature": "01",
        "content": "新建种植大棚20亩",
        "site": "上村二组",
        "planned_from": dt.date(2026, 3, 1),
        "planned_to": dt.date(2026, 10, 31),
        "plan_year": 2026,
        "responsible_unit": "上村村委会",
        "responsible_person": "李负责",
        "budget_special_fen": 50_000_000,
        "benefit_linkage": "土地流转、务工和年底分红",
        "performance_target": "带动10户增收",
        "benefit_households": 500,
        "benefit_people": 1800,
        **values,
    }


def project(
    stage: str = "draft",
    *,
    region_code: str = factories.VILLAGE,
    households: list[Household] | None = None,
    by: User | None = None,
    **values: Any,
) -> Project:
    """A project at a stage: draft, declared, in_library, funded, under_way, accepted."""
    by = by or factories.person("village_cadre", region_code)
    households = [family(region_code)] if households is None else households
    made = services.declare_project(
        region_code=region_code,
        values=project_values(**values),
        by=by,
        beneficiaries=[
            Benefit(household, "务工和分红", 100_000) for household in households
        ],
    )
    walk = ("draft", "declared", "in_library", "funded", "under_way", "accepted")
    for target in walk[1 : walk.index(stage) + 1]:
        _ADVANCE[target](made, by)
    return Project.objects.get(pk=made.pk)


@contextmanager
def policy():
    """The tests' own walk into the library."""
    with override_settings(POLICY_DIR=POLICIES):
        yield


def forward(case: Case, by: User, **evidence: Any) -> Case:
    """Do the present step of a case."""
    case.refresh_from_db()
    return engine.move(
        case_id=case.pk,
        action="forward",
        by=by,
        version=case.version,
        evidence=evidence,
    )


def _declare(made: Project, by: User) -> None:
    with policy():
        services.submit_project(project_id=made.pk, by=by, on=TODAY)


def _enter(made: Project, by: User) -> None:
    case = Case.objects.of_kind("project_entry").about(made.pk).still_open().get()
    forward(case, by, opinion="一致同意")
    forward(case, factories.person("township_officer", at_level(made.region_code, 4)))
    forward(case, factories.person("county_office", at_level(made.region_code, 3)))


def _fund(made: Project, by: User) -> None:
    allocation(
        document(made.region_code), Project.objects.get(pk=made.pk), made.budget_fen
    )


def _start(made: Project, by: User) -> None:
    services.start_project(project_id=made.pk, by=by, on=TODAY)


def _accept(made: Project, by: User) -> None:
    services.accept_project(
        project_id=made.pk,
        by=officer(made.region_code),
        accepted_on=TODAY,
        people="县农业农村局 刘验收",
        passed=True,
        finding="按设计完成",
        measure_kind="01",
        on=TODAY,
    )


_ADVANCE = {
    "declared": _declare,
    "in_library": _enter,
    "funded": _fund,
    "under_way": _start,
    "accepted": _accept,
}


def officer(region_code: str = factories.VILLAGE, role: str = "county_office") -> User:
    """One more person of the county above a place."""
    return factories.person(role, at_level(region_code, 3))


def document_values(**values: Any) -> dict[str, Any]:
    number = next(factories._numbers)
    return {
        "number": f"清财农〔2026〕{number}号",
        "title": "财政衔接推进乡村振兴补助资金",
        "issuer": "试验省财政厅",
        "issued_on": dt.date(2026, 1, 15),
        "level": "2",
        "kind": "01",
        "budget_line": "2130505",
        "amount_fen": 100_000_000,
        **values,
    }


def document(
    region_code: str = factories.COUNTY,
    amount_fen: int = 100_000_000,
    *,
    confirmed: bool = True,
    **values: Any,
) -> FundDocument:
    """A fund document of the county above a place, confirmed unless told otherwise."""
    county = at_level(region_code, 3)
    made = funds.register_document(
        region_code=county,
        values=document_values(amount_fen=amount_fen, **values),
        by=officer(county),
    )
    if confirmed:
        funds.confirm_document(
            document_id=made.pk, by=officer(county, "county_finance"), on=TODAY
        )
    made.refresh_from_db()
    return made


def allocation(
    fund: FundDocument,
    to: Project,
    amount_fen: int = 10_000_000,
    *,
    confirmed: bool = True,
) -> Allocation:
    """Money of a document for a project, confirmed by a second person unless told otherwise."""
    made = funds.allocate(
        document_id=fund.pk,
        project_id=to.pk,
        amount_fen=amount_fen,
        by=officer(fund.region_code),
    )
    if confirmed:
        funds.confirm_allocation(
            allocation_id=made.pk,
            by=officer(fund.region_code, "county_finance"),
            on=TODAY,
        )
    made.refresh_from_db()
    return made


def batch(
    state: str = "draft",
    *,
    of: Allocation | None = None,
    amounts: dict[Any, int] | None = None,
    region_code: str = factories.VILLAGE,
    households: list[Household] | None = None,
    by: User | None = None,
    **values: Any,
) -> PaymentBatch:
    """A batch at a state: draft, approved, released.

    By default every household of the project gets 1,000 yuan, in advance where the
    project has not been accepted.
    """
    if of is None:
        of = allocation(
            document(region_code),
            project("in_library", region_code=region_code, households=households),
        )
    if amounts is None:
        amounts = {row.household_id: 100_000 for row in of.project.beneficiaries.all()}
    made = funds.make_batch(
        allocation_id=of.pk,
        terms=terms(of, **values),
        amounts=amounts,
        by=by or officer(region_code),
        on=TODAY,
    )
    if state in ("approved", "released"):
        made = funds.approve_batch(batch_id=made.pk, by=officer(region_code))
    if state == "released":
        made = funds.release_batch(
            batch_id=made.pk, by=officer(region_code, "county_finance"), on=TODAY
        )
    return PaymentBatch.objects.get(pk=made.pk)


def terms(of: Allocation, **values: Any) -> Terms:
    """What a batch of an allocation pays: the year's subsidy, unless told otherwise."""
    is_advance = Project.objects.get(pk=of.project_id).state != "accepted"
    given = {"programme": "01", "covers": YEAR, "is_advance": is_advance}
    return Terms(**given | values)


def reverse(entry: Entry) -> Entry:
    """Reverse an entry: one officer asks for it, another confirms."""
    asked = funds.reverse_entry(entry_id=entry.pk, by=officer(), reason="录入错误")
    return funds.confirm_reversal(reversal_id=asked.pk, by=officer(), on=TODAY)


def balance(fund: FundDocument, purpose: str) -> int:
    """The balance of a document over its accounts for one purpose, in fen."""
    accounts = Account.objects.filter(document=fund, purpose=purpose).with_balance()
    return sum(account.balance_fen for account in accounts)
