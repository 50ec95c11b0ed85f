"""Keys and document numbers of made-up people, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random

from config.demo.members import MALE, Person
from households.identity import check_character

# A prefix with province digits only is issued to nobody: such a number belongs to no one.
ID_PREFIX = "360000"
FIRST_KEY_MS = 1_600_000_000_000


class Identities:
    """Gives out keys and document numbers, each once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.keys = 0
        self.sequences: dict[tuple[dt.date, str], int] = {}

    def key(self) -> uuid.UUID:
        """A UUID of version 7, in the order of the rows."""
        self.keys += 1
        value = (FIRST_KEY_MS + self.keys) << 80 | self.random.getrandbits(74)
        return uuid.UUID(
            int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
        )

    def id_number(self, person: Person) -> str:
        """A number with a valid check character; its 17th digit tells the sex."""
        born_alike = (person.born_on, person.sex)
        nth = self.sequences.get(born_alike, -1) + 1
        self.sequences[born_alike] = nth
        sequence = nth * 2 + (1 if person.sex == MALE else 2)
        body = f"{ID_PREFIX}{person.born_on:%Y%m%d}{sequence:03d}"
        return body + check_character(body)
