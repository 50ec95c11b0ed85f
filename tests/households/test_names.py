import pytest

from households.names import pinyin_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhang san", "zs"),
        ("单小明", "shan xiao ming", "sxm"),
        ("曾国强", "zeng guo qiang", "zgq"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("欧阳修", "ou yang xiu", "oyx"),
        ("区寄", "ou ji", "oj"),
        ("吕布", "lv bu", "lb"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"),
        ("Nguyen Hoa", "n g u y e n h o a", "nguyenhoa"),
        ("", "", ""),
    ],
)
def test_a_name_is_spelt_as_people_say_it(name, pinyin, initials):
    assert pinyin_of(name) == (pinyin, initials)


def test_a_character_without_a_known_sound_does_not_stop_the_rest():
    pinyin, initials = pinyin_of("张\U00030edd明")
    assert pinyin.startswith("zhang")
    assert pinyin.endswith("ming")
    assert len(initials) in (2, 3)
