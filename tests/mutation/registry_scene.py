"""Rows of the other tables: households, exit cases, notices, re-checks."""

from __future__ import annotations

import uuid
from functools import cached_property
from pathlib import Path
from typing import Any

from django.test import override_settings
from django.utils import timezone
from psycopg2.extras import DateRange

from accounts.models import ApiToken, EndedSession, FormerPassword, Grant, Session
from assessment.models import RecheckItem, RecheckRun, RecheckShard, Verdict
from core import audit
from core.cases.models import Case
from core.forms.models import PendingFile
from core.jobs.models import Job
from core.models import Attachment, CodeItem, Counter, Draft, Holiday
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.proposals import drop_proposal, propose_parameter
from households.models import Household, Member
from publicity import services
from publicity.models import Notice, Objection, PostedSheet
from tests import factories
from tests.assessment import people, process
from villages.models import Region, RegionLoad, Village

POLICIES = Path(__file__).resolve().parent.parent / "policies"


class CoreScene:
    @cached_property
    def people(self) -> list[Any]:
        return [factories.person() for _ in range(4)]

    @cached_property
    def cadre(self) -> Any:
        return factories.person("village_cadre")

    @cached_property
    def grant(self) -> Grant:
        return self.cadre.grants.get()

    @cached_property
    def session(self) -> Session:
        ApiToken.objects.create(user=self.cadre, name="x")
        FormerPassword.objects.create(user=self.cadre, password="x")
        EndedSession.objects.create(session_key="y", user=self.cadre, because="limit")
        PendingFile.objects.create(owner=self.cadre, name="x.pdf", size=1)
        return Session.objects.create(
            session_key="x", expire_date=timezone.now(), user=self.cadre
        )

    @cached_property
    def region(self) -> Region:
        return Region.objects.get(code=factories.VILLAGE)

    @cached_property
    def village(self) -> Village:
        RegionLoad.objects.create(source="x", digest="x", as_of=people.ON)
        return Village.objects.create(region_code=factories.VILLAGE)

    @cached_property
    def officers(self) -> list[Any]:
        return [factories.person("county_office", factories.COUNTY) for _ in range(2)]

    @cached_property
    def parameter(self) -> PolicyParameter:
        people.set_figures(*self.officers)
        return PolicyParameter.objects.get(key="exit_notice_days_village")

    @cached_property
    def proposal(self) -> ParameterProposal:
        """Awaits the second person; another one was refused before."""
        with override_settings(POLICY_DIR=POLICIES):
            drop_proposal(
                proposal_id=self._proposal("12317").pk, reason="x", by=self.officers[1]
            )
            return self._proposal("12345")

    def _proposal(self, value: str) -> ParameterProposal:
        return propose_parameter(
            key="hotline",
            region_code=factories.COUNTY,
            value=value,
            period=DateRange(people.ON, None),
            document="x",
            reason="x",
            by=self.officers[0],
        )

    @cached_property
    def paper(self) -> Attachment:
        audit.record(
            by=self.cadre, verb="x", target="x:1", region_code=factories.VILLAGE
        )
        return Attachment.objects.create(
            sha256="0" * 64,
            size=1,
            content_type="image/png",
            name="x",
            purpose="x",
            subject="x",
            permission="x",
            region_code=factories.VILLAGE,
            uploaded_by=self.cadre,
        )

    @cached_property
    def job(self) -> Job:
        Counter.objects.create(scope="x", last=1)
        return Job.objects.create(
            kind="x",
            key="x",
            title="x",
            owner=self.cadre,
            region_code=factories.VILLAGE,
        )

    @cached_property
    def code(self) -> CodeItem:
        Holiday.objects.create(day=people.ON, is_workday=False, name="x", source="x")
        return CodeItem.objects.first()

    @cached_property
    def typed(self) -> Draft:
        return Draft.objects.create(
            owner=self.cadre, form_key="x", entity_id=uuid.uuid4(), payload_sealed="x"
        )


class RegistryScene:
    @cached_property
    def home(self) -> Household:
        """A registered couple."""
        couple = [
            factories.member("张三"),
            factories.member("李四", relation="02", sex="2"),
        ]
        return factories.household(by=self.cadre, members=couple)

    @cached_property
    def head(self) -> Member:
        return self.home.members.get(name="张三")

    @cached_property
    def run(self) -> RecheckRun:
        closed = self._run(key="old", closed_at=timezone.now())
        self._finding(closed, kind="can_exit", closed_at=timezone.now())
        return self._run(key="new")

    @cached_property
    def shard(self) -> RecheckShard:
        return RecheckShard.objects.create(
            run=self.run, lo=factories.VILLAGE, hi=factories.SIBLING_VILLAGE
        )

    @cached_property
    def finding(self) -> RecheckItem:
        return self._finding(self.run, kind="possible_return")

    @cached_property
    def verdict(self) -> Verdict:
        """What is said now; something else was said before."""
        said = {
            "run": self.run,
            "household": self.home,
            "region_code": factories.VILLAGE,
        }
        now = timezone.now()
        Verdict.objects.create(outcome="met", since=now, until=now, **said)
        return Verdict.objects.create(outcome="unmet", unmet=1, **said)

    def _run(self, **values: Any) -> RecheckRun:
        return RecheckRun.objects.create(
            region_code=factories.COUNTY,
            region_end=factories.OTHER_COUNTY,
            on=people.ON,
            period="2026",
            policy_name="x",
            policy_digest="x",
            criteria={},
            **values,
        )

    def _finding(self, run: RecheckRun, **values: Any) -> RecheckItem:
        return RecheckItem.objects.create(
            household=self.home,
            region_code=factories.VILLAGE,
            period="2026",
            first_run=run,
            last_run=run,
            **values,
        )


class NoticeScene:
    """Exit cases at the village notice: not posted, posted, over, and contested."""

    @cached_property
    def unposted(self) -> Case:
        return self._case()

    @cached_property
    def waiting(self) -> Case:
        return self._case()

    @cached_property
    def notice(self) -> Notice:
        """Hangs for the waiting case; photographed on the board."""
        notice = self._post(self.waiting)
        PostedSheet.objects.create(
            notice=notice, attachment=self.paper, taken_on=timezone.localdate()
        )
        return notice

    @cached_property
    def withdrawn(self) -> Notice:
        return services.withdraw_notice(
            notice=self._post(self._case()), by=self.cadre, reason="写错"
        )

    @cached_property
    def contested(self) -> Case:
        case, _objection = self._objected()
        return case

    @cached_property
    def objection(self) -> Objection:
        """Open, against a line of a notice whose period is over."""
        return Objection.objects.get(case=self.contested)

    @cached_property
    def answerer(self) -> Any:
        return factories.person("county_office", factories.COUNTY)

    @cached_property
    def dismissed(self) -> Case:
        """Stands at the township, its objection dismissed by the answerer."""
        case, objection = self._objected()
        services.answer_objection(
            objection=objection, state="dismissed", answer="查无。", by=self.answerer
        )
        with override_settings(POLICY_DIR=POLICIES):
            return process.forward(case, self.cadre)

    @cached_property
    def team(self) -> Any:
        return factories.person("resident_team", factories.VILLAGE)

    @cached_property
    def visited(self) -> Case:
        """Stands at the visit; the cadre did what comes before it."""
        return self._case("verification")

    @cached_property
    def signed(self) -> Case:
        """Stands where the household signs."""
        return self._case("recognition")

    def _case(self, step: str = "village_notice") -> Case:
        self.parameter  # noqa: B018  the figures of the county
        with override_settings(POLICY_DIR=POLICIES):
            return process.case_at(step, people.poor_household(self.cadre), self._who())

    def _who(self) -> dict[str, Any]:
        return process.actors(self.cadre, None, None)

    def _post(self, case: Case) -> Notice:
        with override_settings(POLICY_DIR=POLICIES):
            return services.publish_notice(
                cases=[case], by=self.cadre, today=timezone.localdate()
            )

    def _objected(self) -> tuple[Case, Objection]:
        """A case whose period is over, and an objection to it that came in time."""
        case = self._case()
        with override_settings(POLICY_DIR=POLICIES):
            process.pass_notice(case, self._who())
        notice = Notice.objects.get(rows__case=case)
        objection = services.file_objection(
            notice=notice, row=notice.rows.get(), text="家里有小车"
        )
        return Case.objects.get(pk=case.pk), objection
