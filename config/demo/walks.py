"""Cases in every step, walked by the real verbs, each step some days before the next."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from config.demo.clock import turn_back
from core import attachments, casework, process
from core.models import Case, CaseEvent
from core.refusals import Refused
from publicity.services import publish_notice

NOTICE_DAYS = 8
ANSWERS = {
    "reason": "近一年务工收入稳定，脐橙挂果，收入已超过标准，吃穿、上学、看病、住房和饮水都有保障。",
    "findings": "入户逐项看过：粮食充足，四季衣被齐全，孩子在校，全家参保，住房为安全等级，饮水正常。",
    "opinion": "材料齐全，抽查属实，同意。",
    "visitors": "驻村工作队、村干部",
    "document_no": "演示文号",
    "signed_by": "户主本人",
}
NUMBERS = {"expected": 36, "present": 31, "yes": 29, "no": 1, "abstain": 1}
OBJECTION = "该户去年新买了小货车，请核实收入后再定。"


class Walker:
    """Takes cases along their steps as the county's people would."""

    def __init__(self, people: dict[str, Any], random: Random, today: dt.date) -> None:
        self.people, self.random, self.today = people, random, today

    def walk(self, case: Case, steps: int) -> Case:
        """Do `steps` steps of an open case; a notice is posted and its days passed."""
        for _ in range(steps):
            if not case.is_open:
                break
            if case.step["kind"] == "notice":
                self.post(case)
                turn_back(case.pk, NOTICE_DAYS)
                case.refresh_from_db()
            case = self.forward(case)
            if case.is_open:
                turn_back(case.pk, self.random.randint(1, 4))
                case.refresh_from_db()
        return case

    def post(self, case: Case) -> Any:
        """Post the notice of a case that stands at a notice step."""
        return publish_notice(cases=[case], by=self.actor(case), today=self.today)

    def forward(self, case: Case) -> Case:
        by = self.actor(case)
        evidence = {spec["key"]: self._answer(case, spec, by) for spec in case.step.get("evidence", [])}
        return process.move(
            case_id=case.pk, action=CaseEvent.Action.FORWARD, by=by, version=case.version, evidence=evidence
        )

    def turn_down(self, case: Case, action: str, comment: str) -> Case:
        return process.move(case_id=case.pk, action=action, by=self.actor(case), version=case.version, comment=comment)

    def actor(self, case: Case) -> Any:
        """Somebody of the step's roles in the place, other than the maker when it is a decision."""
        for account in self._candidates(case):
            person = self.people.get(account)
            if person is None or not process.may_act(case, case.step, person):
                continue
            decided = case.events.filter(round=case.round, is_decision=True, actor=person).exists()
            if case.step["kind"] == "decision" and (person.pk == case.opened_by_id or decided):
                continue
            return person
        raise Refused(f"nobody of the demonstration may do “{case.step['name']}”")

    def _candidates(self, case: Case) -> list[str]:
        code = case.region_code
        return [code, code[:9].ljust(12, "0"), "cun", "xiang", "zhucun", "xian", "xian2", "xian3"]

    def _answer(self, case: Case, spec: dict[str, Any], by: Any) -> Any:
        key = spec["key"]
        if spec["type"] == "files":
            return [str(self._photo(case, spec, by).pk)] if spec.get("required", True) else []
        if spec["type"] == "date":
            return (self.today - dt.timedelta(days=1)).isoformat()
        if spec["type"] == "int":
            return NUMBERS.get(key, spec.get("min", 1))
        return "on" if spec["type"] == "yesno" else ANSWERS.get(key, "情况属实。")

    def _photo(self, case: Case, spec: dict[str, Any], by: Any) -> Any:
        return attachments.store(
            file=SimpleUploadedFile(f"{spec['label']}.jpg", placeholder()),
            by=by,
            region_code=case.region_code,
            subject=casework.subject_of(case),
            purpose=spec["label"],
            permission=process.kind_of(case).permission,
        )


def placeholder() -> bytes:
    """A plain picture in place of a photograph: nobody is to be seen on it."""
    image = Image.new("RGB", (320, 200), "#dfe7e4")
    ImageDraw.Draw(image).rectangle((20, 20, 300, 180), outline="#7f9a92", width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()
