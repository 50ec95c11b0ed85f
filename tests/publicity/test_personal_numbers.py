import pytest

from publicity.personal_numbers import findings
from tests import factories


@pytest.mark.parametrize(
    "text",
    [
        "身份证号360726197005010011",
        "360726 19700501 001X",
        "３６０７２６１９７００５０１００１１",
        "老证360726700501001",
        "残疾证36072619700501001144",
        "电话13800001234",
        "138-0000-1234",
        "6217001234567890123",
        "6217 0012 3456 7890",
    ],
)
def test_personal_numbers_are_found(text):
    assert findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "公示期自2026年11月21日起至2026年11月28日止（7个自然日）",
        "赣财农〔2019〕12号，资金1,380,000.00元",
        "受理电话0797-3521234，监督举报电话12317",
        "案件TC-360726-2026-000123",
        "东经115.402456，北纬25.134567",
    ],
)
def test_ordinary_official_text_passes(text):
    assert not findings(text)


def test_what_is_found_is_not_repeated_in_full():
    number = factories.id_number()
    assert all(number not in shown for _, shown in findings(number))


def test_telephone_may_be_allowed_but_never_an_id_number():
    assert not findings("13800001234", phones=False)
    assert findings(factories.id_number(), phones=False)
