"""One row of a household and of a person, with sealed and indexed personal numbers."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

from config.demo.families import Family
from config.demo.identities import Identities
from config.demo.members import Person
from core.crypto import seal
from core.masks import mask_bank_account, mask_id_no, mask_phone
from households.names import other_sounds, pinyin_of
from households.querysets import id_no_index, id_tail_index, phone_index

REGISTERED, BORN = "00", "01"  # reasons to have joined


def household_row(
    random: Random, key: UUID, family: Family, hh_no: str
) -> dict[str, Any]:
    """What a household has of its own; place, people and moments are added to it."""
    # Telephones and accounts of this form are issued to nobody.
    phone = f"1990000{random.randrange(10_000):04d}"
    account = "6200" + "".join(str(random.randrange(10)) for _ in range(15))
    context = f"households.Household.%s:{key}"
    return {
        "id": key,
        "hh_no": hh_no,
        "group_name": f"第{random.choice('一二三四五六七八')}村民小组",
        "address": "",
        "id_standard": "01",
        "state": family.state,
        "first_identified_on": family.identified_on,
        "exited_on": family.exited_on,
        "phone_sealed": seal(phone, context % "phone"),
        "phone_index": phone_index(phone),
        "phone_mask": mask_phone(phone),
        "bank_name": "农村商业银行",
        "bank_account_sealed": seal(account, context % "bank_account"),
        "bank_account_mask": mask_bank_account(account),
        "version": 1,
        "member_count": len(family.people),
    }


def member_row(
    identities: Identities, family: Family, person: Person, village: str
) -> dict[str, Any]:
    """What a person has of their own; household, number and position are added to it."""
    key, number = identities.key(), identities.id_number(person)
    pinyin, initials = pinyin_of(person.name)
    is_later = person.born_on > family.identified_on
    return {
        "id": key,
        "name": person.name,
        "name_pinyin": pinyin,
        "name_initials": initials,
        "name_sounds": other_sounds(person.name),
        "sex": person.sex,
        "born_on": person.born_on,
        "ethnicity": "01",
        "id_type": "01",
        "id_no_sealed": seal(number, f"households.Member.id_no:{key}"),
        "id_no_index": id_no_index(number),
        "id_tail_index": id_tail_index(number, village),
        "id_no_mask": mask_id_no(number),
        "state": "normal",
        "joined_on": person.born_on if is_later else family.identified_on,
        "joined_reason": BORN if is_later else REGISTERED,
        "left_reason": "",
    }
