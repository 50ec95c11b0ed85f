"""`python -m config.probe URL [PART]`: ends with 0 when the address answers 200, and its part with “ok”."""

import json
import sys
import urllib.error
import urllib.request


def answers(address: str, part: str = "") -> bool:
    """Tell whether the address answers 200 within five seconds, and says of the part, if any, that it is well."""
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
