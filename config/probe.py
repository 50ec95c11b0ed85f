"""`python -m config.probe URL [PART]`: exit 0 when the address answers 200.

With PART, only when that part of the JSON answer is “ok” as well.
"""

import json
import sys
import urllib.error
import urllib.request


def answers(address: str, part: str = "") -> bool:
    """Whether the address answers 200 within five seconds, and its part “ok”."""
    request = urllib.request.Request(address, headers={"Host": "localhost"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status == 200 and (
                not part or json.load(answer).get(part) == "ok"
            )
    except (urllib.error.URLError, OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(*sys.argv[1:3]) else 1)
