"""Make the secrets of an installation once, and never twice."""

import base64
import json
import os
import secrets
from pathlib import Path


def _create_once(path: Path, content: str) -> None:
    """Write the file unless it exists; two processes at once leave one whole file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(content)
    try:
        os.link(draft, path)  # atomic, and refuses to replace
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def secret_key(state: Path) -> str:
    """Return Django's secret key of this installation, made at first use."""
    path = state / "secret.key"
    _create_once(path, secrets.token_urlsafe(64))
    return path.read_text()


def key_ring(state: Path) -> Path:
    """Return the file of the keys that seal personal fields, made at first use."""
    path = state / "keys.json"
    ring = {
        "current": "1",
        "keys": {"1": {"alg": "aes256gcm", "key": _key()}},
        "index": _key(),
    }
    _create_once(path, json.dumps(ring, indent=2))
    return path


if __name__ == "__main__":
    state = Path(
        os.environ.get("LIKA_STATE")
        or Path(__file__).resolve().parent.parent / ".state"
    )
    secret_key(state)
    key_ring(state)
