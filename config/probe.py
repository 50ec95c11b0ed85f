"""`python -m config.probe URL`: ends with 0 when the address answers 200."""

import sys
import urllib.error
import urllib.request


def answers(address: str) -> bool:
    """Tell whether the address answers 200 within five seconds."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
