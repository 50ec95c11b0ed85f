"""Names of people who do not exist, made of common surnames and given-name characters."""

from __future__ import annotations

from random import Random

# Weights in thousandths roughly follow the surnames of southern Jiangxi.
SURNAMES = {
    "刘": 85,
    "陈": 80,
    "钟": 62,
    "叶": 58,
    "赖": 52,
    "魏": 50,
    "黄": 48,
    "唐": 44,
    "杜": 40,
    "谢": 38,
    "李": 60,
    "王": 42,
    "张": 46,
    "郭": 30,
    "杨": 28,
    "曾": 34,
    "何": 24,
    "廖": 26,
    "罗": 22,
    "孙": 18,
    "朱": 16,
    "林": 20,
    "欧阳": 10,
    "古": 14,
    "胡": 14,
    "邓": 16,
    "吴": 20,
    "徐": 10,
    "高": 12,
    "谭": 8,
    "单": 3,
    "解": 2,
    "仇": 1,
}
MALE_FIRST, MALE_LAST = (
    "国建志文明永德正立春家海东林宗长金荣永世",
    "华强平军辉生发贵福林才财根祥龙民清亮宏伟斌",
)
FEMALE_FIRST, FEMALE_LAST = (
    "秀桂玉春美小冬丽水金菊素凤慧月雪",
    "英兰珍香梅莲花凤娥芳秀云华红燕萍妹招娣玲",
)
YOUNG_MALE_FIRST, YOUNG_MALE_LAST = (
    "子浩宇俊嘉志文晨家博伟明泽思天",
    "轩然航杰豪鹏涛乐辉翔阳毅鑫睿",
)
YOUNG_FEMALE_FIRST, YOUNG_FEMALE_LAST = (
    "雨思梓佳欣诗小晓丽雅紫梦慧",
    "欣琪涵怡敏雨燕婷娟妍静悦萱",
)


def surname(random: Random) -> str:
    return random.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]


def given(random: Random, *, male: bool, birth_year: int) -> str:
    """A given name as people of that year were called."""
    if birth_year >= 1996:
        first, last = (
            (YOUNG_MALE_FIRST, YOUNG_MALE_LAST)
            if male
            else (YOUNG_FEMALE_FIRST, YOUNG_FEMALE_LAST)
        )
    else:
        first, last = (MALE_FIRST, MALE_LAST) if male else (FEMALE_FIRST, FEMALE_LAST)
    end = random.choice(last)
    return (
        end if random.random() < 0.12 else random.choice(first.replace(end, "")) + end
    )
