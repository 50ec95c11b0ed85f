"""Browser and system as people name them, from the User-Agent header."""

import re

# The first that fits: every browser claims to be Mozilla, and most also Chrome and Safari.
BROWSERS = (
    (r"Edg(?:e|A|iOS)?/(\d+)", "Edge"),
    (r"MicroMessenger/(\d+)", "WeChat"),
    (r"QQBrowser/(\d+)", "QQ"),
    (r"Firefox/(\d+)", "Firefox"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+).*Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """“Chrome 120 · Windows”; the beginning of the text when nothing is recognised."""
    browser = next(
        (
            f"{name} {found[1]}"
            for sign, name in BROWSERS
            if (found := re.search(sign, agent))
        ),
        "",
    )
    system = next((name for sign, name in SYSTEMS if re.search(sign, agent)), "")
    return " · ".join(filter(None, (browser, system))) or agent[:40]
