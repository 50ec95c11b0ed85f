"""Generate the COPY lines of many households from a few thousand prototypes.

Each household has names, numbers and income of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from core.masks import mask_id_no, mask_phone
from core.scope import COUNTY, at_level
from households.identity import CHECK_CHARACTERS, WEIGHTS
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from households.querysets import id_no_index, id_tail_index, phone_index
from households.rules import net_per_capita
from scripts.bench.prototypes import (
    Columns,
    PersonPrototype,
    Prototype,
    known_names,
    make_prototypes,
    text,
)

MODELS = (Household, Member, HouseholdPeriod, MemberPeriod, RegistryEvent)
FIRST_KEY_MS = 1_700_000_000_000
NUMBERED_IN = 2014
PROTOTYPES = 3_000
# What differs from family to family: up to 3,000 yuan of other transfers, to the fen.
OWN_FEN = 300_000
# A prefix no one is issued: the first two digits are no province's.
FIRST_PREFIX = 990_000
# Numbers of one birthday and sex below one prefix.
SEQUENCES = 500

Chunk = dict[type, list[str]]


class RowGenerator:
    """Generates households one after the other; the same seed gives the same lines."""

    def __init__(self, seed: int, by: int, prototypes: int = PROTOTYPES) -> None:
        self.random = Random(seed)
        self.columns = Columns()
        self.names = known_names()
        self.prototypes = make_prototypes(self.random, prototypes, by, self.columns)
        self.keys = 0
        self.numbers: Counter[tuple[str, str]] = Counter()
        self.births: Counter[tuple[str, bool]] = Counter()

    def chunks(self, villages: Iterable[tuple[str, int]], size: int) -> Iterator[Chunk]:
        """Lines of about `size` households at a time, village by village."""
        chunk: Chunk = {model: [] for model in MODELS}
        for village, count in villages:
            for _ in range(count):
                self._add_household(chunk, village)
                if len(chunk[Household]) >= size:
                    yield chunk
                    chunk = {model: [] for model in MODELS}
        yield chunk

    def _add_household(self, chunk: Chunk, village: str) -> None:
        prototype = self.prototypes[int(self.random.random() * len(self.prototypes))]
        household = self._key()
        phone = phone_of(self.keys)
        head = self._people(chunk, village, household, prototype)
        own = int(self.random.random() * OWN_FEN)
        net = prototype.net_fen + own
        net_pc = net_per_capita(net, prototype.headcount)
        other, gross = prototype.other_fen + own, prototype.gross_fen + own
        chunk[HouseholdPeriod].append(
            _line(household, village, other, gross, net, net_pc, prototype.year_tail)
        )
        updated = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            seconds=int(self.random.random() * 28_000_000)
        )
        number = self._number("H", village)
        index, mask = text(phone_index(phone)), mask_phone(phone)
        own_columns = (household, village, number, head, index, mask, updated, net_pc)
        chunk[Household].append(_line(*own_columns, prototype.tail))
        chunk[RegistryEvent] += [
            _line(household, village, tail) for tail in prototype.event_tails
        ]

    def _people(
        self, chunk: Chunk, village: str, household: str, prototype: Prototype
    ) -> str:
        """Add the members' lines; what the household repeats of its head."""
        surname = self._surname()
        head = ""
        for person in prototype.people:
            member = self._key()
            own = surname if person.namesake else self._surname()
            known = self.names.known[own, person.male, person.young]
            name = known[int(self.random.random() * len(known))]
            id_no = self._id_no(person)
            head = head or _joined(*name, mask_id_no(id_no))
            numbers = _id_columns(id_no, village)
            place = (member, household, village)
            named = (self._number("P", village), *name, *numbers)
            chunk[Member].append(_line(*place, *named, person.tail))
            chunk[MemberPeriod].append(_line(*place, person.year_tail))
        return head

    def _surname(self) -> str:
        return self.names.surnames[int(self.random.random() * len(self.names.surnames))]

    def _key(self) -> str:
        """A UUID of version 7, in the order of the rows."""
        self.keys += 1
        value = (FIRST_KEY_MS + self.keys) << 80 | self.random.getrandbits(74)
        return f"{value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62:032x}"

    def _number(self, prefix: str, village: str) -> str:
        """Like the numbers of `core.numbering`, which begin again in each year."""
        county = village[:6]
        self.numbers[prefix, county] += 1
        return f"{prefix}-{county}-{NUMBERED_IN}-{self.numbers[prefix, county]:06d}"

    def _id_no(self, person: PersonPrototype) -> str:
        """A number with a good check character that nobody else has."""
        nth = self.births[person.born, person.male]
        self.births[person.born, person.male] += 1
        prefix = str(FIRST_PREFIX + nth // SEQUENCES)
        sequence = nth % SEQUENCES * 2 + person.male
        body = f"{prefix}{person.born}{sequence:03d}"
        return (
            body
            + CHECK_CHARACTERS[
                (_weighed(prefix + person.born) + _weighed(f"{sequence:03d}", 14)) % 11
            ]
        )


def _joined(*values: object) -> str:
    return "\t".join(map(str, values))


def _line(*values: object) -> str:
    """A line of COPY; the last value is a tail, already joined."""
    return _joined(*values) + "\n"


def _id_columns(id_no: str, village: str) -> tuple[str, str, str]:
    """The two blind indexes of a document number, and how it is shown."""
    index, tail = id_no_index(id_no), id_tail_index(id_no, village)
    return text(index), text(tail), mask_id_no(id_no)


def spread(
    random: Random, villages: Sequence[str], households: int
) -> list[tuple[str, int]]:
    """How many households each village has: counties differ much in size, their villages less."""
    counties = sorted({at_level(village, COUNTY) for village in villages})
    sizes = {county: random.lognormvariate(0, 0.6) for county in counties}
    weights = [
        sizes[at_level(village, COUNTY)] * random.uniform(0.4, 1.6)
        for village in villages
    ]
    total, counts, given, reached = sum(weights), [], 0, 0.0
    for village, weight in zip(villages, weights, strict=True):
        reached += weight
        upto = round(households * reached / total)
        counts.append((village, upto - given))
        given = upto
    return counts


def phone_of(key: int) -> str:
    """The telephone of the household with this key, counted from the first."""
    return f"199{key * 61_803_399 % 100_000_000:08d}"


_sums: dict[tuple[str, int], int] = {}


def _weighed(digits: str, place: int = 0) -> int:
    """The part of the check sum that these digits give; few differ, so each is summed once."""
    key = (digits, place)
    if key not in _sums:
        _sums[key] = sum(
            int(d) * w for d, w in zip(digits, WEIGHTS[place:], strict=False)
        )
    return _sums[key]


def columns_of(generator: RowGenerator) -> dict[type, list[str]]:
    """The columns in which the lines of each table are written."""
    return {model: generator.columns.of(model) for model in MODELS}
