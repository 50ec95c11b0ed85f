"""The kinds of project in the demonstration county; made up."""

from __future__ import annotations

from dataclasses import dataclass

YUAN = 100  # fen


@dataclass(frozen=True)
class Kind:
    """A kind of project: what it does, what a household has of it, what it is paid.

    `budget` and `amounts` are in yuan; without a budget it follows from the amounts.
    """

    name: str
    category: str
    measure: str
    budget: int
    content: str
    linkage: str
    how: str
    programme: str = ""
    amounts: tuple[int, ...] = ()


KINDS = (
    Kind(
        "脐橙标准果园改造",
        "010101",
        "01",
        0,
        "改造脐橙老果园{n}亩，统一供苗、供肥和技术指导",
        "脱贫户自家果园按改造面积奖补，合作社包销果品",
        "果园改造奖补",
        "01",
        (3_000, 4_500, 6_000, 8_000),
    ),
    Kind(
        "肉牛养殖奖补",
        "010102",
        "01",
        0,
        "对新增肉牛存栏的脱贫户按头奖补，计划{n}头",
        "按新增存栏头数奖补到户，养殖大户带动，兽医站包防疫",
        "肉牛养殖奖补",
        "01",
        (4_000, 6_000, 8_000, 10_000),
    ),
    Kind(
        "公益性岗位",
        "020501",
        "03",
        0,
        "设保洁、护路、护林岗位{n}个，安置弱劳动力就近上岗",
        "优先安排脱贫户中的弱劳动力，岗位补贴按季发到社保卡",
        "公益性岗位补贴",
        "03",
        (1_800, 2_100, 2_400),
    ),
    Kind(
        "外出务工交通补助",
        "020101",
        "02",
        0,
        "对跨省务工的脱贫劳动力补助往返交通费，约{n}人",
        "凭车票和务工证明补助到人，通过社保卡发放",
        "往返交通补助",
        "02",
        (300, 600, 900),
    ),
    Kind(
        "帮扶车间建设",
        "020201",
        "02",
        220_000,
        "改造闲置校舍为帮扶车间，吸纳就业{n}人",
        "优先招用脱贫劳动力，按件计酬，租金归村集体",
        "车间务工",
    ),
    Kind(
        "饮水安全巩固提升",
        "030102",
        "08",
        180_000,
        "新建蓄水池并更换管网，受益{n}户",
        "供水到户，管护岗位优先安排脱贫户",
        "自来水入户",
    ),
)
