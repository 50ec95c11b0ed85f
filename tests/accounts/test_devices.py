import pytest

from accounts.devices import device_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS_CHROME = f"{WINDOWS} Chrome/80.0.3987 Safari/537.36"
EDGE = f"{WINDOWS} Chrome/120.0 Safari/537.36 Edg/120.0"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 "
    "Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) "
    "AppleWebKit/605 Version/16.0 Mobile Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS_CHROME, "Chrome 80 · Windows"),
        (EDGE, "Edge 120 · Windows"),
        (WECHAT, "WeChat 8 · Android"),
        (IPHONE, "Safari 16 · iOS"),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
    ],
)
def test_device_is_named_as_people_name_it(agent, words):
    assert device_words(agent) == words
