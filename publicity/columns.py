"""The only columns a notice can have.

See also: the constraint `notice_public_columns_only`, which holds the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.masks import mask_name

# Cells are short: whatever needs more room is not a column of a posted list.
MAX_CELL = 200


@dataclass(frozen=True)
class Column:
    """One column: its official head, and how the web masks what the board shows in full."""

    key: str
    label: str
    mask: Callable[[str], str] | None = None

    def public(self, value: str) -> str:
        """The value as anyone may read it on the web."""
        return self.mask(value) if self.mask is not None else value


# Never add a number of a person, a telephone, a card, an address below the group, an
# illness or a minor's name.
COLUMNS = {
    column.key: column
    for column in (
        Column("village", "村"),
        Column("group", "村民小组"),
        Column("head_name", "户主姓名", mask_name),
        Column("member_count", "家庭人口数"),
        Column("measure", "帮扶措施"),
        Column("quantity", "面积或数量"),
        Column("standard", "补助标准"),
        Column("amount", "金额（元）"),
        Column("project_name", "项目名称"),
        Column("site", "实施地点"),
        Column("content", "建设内容及规模"),
        Column("fund_source", "资金来源及规模"),
        Column("document", "资金文号"),
        Column("duration", "实施期限"),
        Column("unit", "实施单位及责任人"),
        Column("effect", "预期绩效及带贫机制"),
        Column("performance", "预期绩效"),
        Column("linkage", "带贫（联农带农）机制"),
        Column("result", "完成情况"),
        Column("population", "农业户籍人口数"),
        Column("remaining", "剩余贫困人口数"),
        Column("incidence", "贫困发生率"),
    )
}
KEYS = tuple(COLUMNS)


def ordered(keys: Iterable[str]) -> list[str]:
    """Known keys in the order of a posted list, then unknown ones for the refusal."""
    given = set(keys)
    return [key for key in KEYS if key in given] + sorted(given - set(KEYS))


def labels(keys: Iterable[str]) -> list[str]:
    """Heads of the posted list, the number of the row first."""
    return ["序号", *(COLUMNS[key].label for key in keys)]


def public_cells(cells: dict[str, Any]) -> dict[str, str]:
    """The cells as anyone may read them on the web."""
    return {key: COLUMNS[key].public(value) for key, value in cells.items()}


def table_rows(keys: Iterable[str], rows: Iterable[Any]) -> list[list[str]]:
    """Rows as lists of texts in the order of the columns, with their number in front."""
    keys = list(keys)
    return [
        [str(row.position), *(row.cells.get(key, "") for key in keys)] for row in rows
    ]
