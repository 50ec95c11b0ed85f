"""Move cases along their steps by the real services, on days of the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from config.demo.clock import Clock, Story
from config.demo.people import team_of
from core import attachments
from core.cases import engine
from core.cases.guards import refuse_actor
from core.cases.models import Case, CaseEvent
from core.refusals import Refused
from publicity.models import Notice
from publicity.services import publish_notice

NOTICE_DAYS = 8  # a notice of seven days is posted until the end of the seventh
FIRST_MINUTE, LAST_MINUTE = 8 * 60 + 30, 17 * 60 + 30
ANSWERS = {
    "reason": (
        "近一年务工收入稳定，脐橙挂果，收入已超过标准，"
        "吃穿、上学、看病、住房和饮水都有保障。"
    ),
    "seen": "入户看过，与登记一致。",
    "opinion": "材料齐全，抽查属实，同意。",
    "visitors": "驻村工作队、村干部",
    "document_no": "演示文号",
}


class Casework:
    """Moves cases along their steps as the county's people would."""

    def __init__(self, people: dict[str, Any], random: Random, clock: Clock) -> None:
        self.people, self.random, self.clock = people, random, clock

    def ago(self, days: int) -> dt.datetime:
        """A minute of working time so many days before the demonstration is made."""
        return self._minute_of(self.clock.made_on - dt.timedelta(days=days))

    def later(self, days: int) -> dt.datetime:
        """A minute of working time so many days on; without days, 15 minutes on."""
        if not days:
            return self.clock.now + dt.timedelta(minutes=15)
        return self._minute_of(self.clock.today + dt.timedelta(days=days))

    def advance(self, case_id: Any, delays: Sequence[int]) -> Story:
        """Do one step after each of the delays, in days.

        At the step of a notice it is posted then, and done when its days are over.
        """
        for days in delays:
            yield self.later(days)
            case = Case.objects.get(pk=case_id)
            if case.step["kind"] == "notice":
                self.post(case)
                yield self.later(NOTICE_DAYS)
            self.forward(case)

    def post(self, case: Case) -> Notice:
        """Post the notice of a case that stands at a notice step."""
        return publish_notice(cases=[case], by=self.actor(case), today=self.clock.today)

    def forward(self, case: Case) -> Case:
        """Do the step the case stands at, with all evidence it asks for."""
        by, votes = self.actor(case), self._votes()
        evidence = {
            spec["key"]: self._answer(case, spec, by, votes)
            for spec in case.step.get("evidence", [])
        }
        return engine.move(
            case_id=case.pk,
            action=CaseEvent.Action.FORWARD,
            by=by,
            version=case.version,
            evidence=evidence,
        )

    def decline(self, case_id: Any, action: str, comment: str) -> Case:
        """Reject, return or withdraw a case with a comment."""
        case = Case.objects.get(pk=case_id)
        by = case.opened_by if action == CaseEvent.Action.WITHDRAW else self.actor(case)
        return engine.move(
            case_id=case.pk, action=action, by=by, version=case.version, comment=comment
        )

    def actor(self, case: Case) -> Any:
        """A person who may do the step, and whom no earlier step of theirs keeps from it."""
        for account in self._candidates(case):
            person = self.people.get(account)
            if person is None:
                continue
            try:
                refuse_actor(case, case.step, person)
            except Refused:
                continue
            return person
        raise Refused(f"nobody of the demonstration may do “{case.step['name']}”")

    def _candidates(self, case: Case) -> list[str]:
        code = case.region_code
        return [
            code,
            team_of(code),
            code[:9].ljust(12, "0"),
            "cun",
            "xiang",
            "zhucun",
            "xian",
            "xian2",
            "xian3",
        ]

    def _minute_of(self, day: dt.date) -> dt.datetime:
        minute = self.random.randint(FIRST_MINUTE, LAST_MINUTE)
        return timezone.make_aware(
            dt.datetime.combine(day, dt.time(minute // 60, minute % 60))
        )

    def _answer(
        self, case: Case, spec: dict[str, Any], by: Any, votes: dict[str, int]
    ) -> Any:
        key = spec["key"]
        if spec["type"] == "files":
            return (
                [str(self._photo(case, spec, by).pk)]
                if spec.get("required", True)
                else []
            )
        if spec["type"] == "date":
            return self.clock.today.isoformat()
        if spec["type"] == "int":
            return votes.get(key, spec.get("min", 1))
        if spec["type"] == "choice":
            return next(iter(spec["choices"]))
        if spec["type"] == "signer":
            return engine.signers_of(case)[0].key
        asked = spec.get("field", key)
        return "on" if spec["type"] == "yesno" else ANSWERS.get(asked, "情况属实。")

    def _votes(self) -> dict[str, int]:
        """The votes of a well-attended village meeting that mostly agreed."""
        expected, away = self.random.randint(28, 46), self.random.randint(1, 6)
        no, abstain = self.random.choice((0, 0, 1, 2)), self.random.choice((0, 1, 2))
        present = expected - away
        return {
            "expected": expected,
            "present": present,
            "yes": present - no - abstain,
            "no": no,
            "abstain": abstain,
        }

    def _photo(self, case: Case, spec: dict[str, Any], by: Any) -> Any:
        return attachments.store(
            file=SimpleUploadedFile(f"{spec['label']}.jpg", placeholder()),
            by=by,
            region_code=case.region_code,
            subject=case.papers,
            purpose=spec["label"],
            permission=engine.kind_of(case).permission,
        )


def placeholder() -> bytes:
    """A plain picture in place of a photograph; it shows nobody."""
    image = Image.new("RGB", (320, 200), "#dfe7e4")
    ImageDraw.Draw(image).rectangle((20, 20, 300, 180), outline="#7f9a92", width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()
