"""Encrypt personal numbers at rest, bound to their row, and index them by keyed hash.

The key ring is JSON:
`{"current": "k1", "keys": {"k1": {"alg": "aes256gcm", "key": base64}}, "index": base64}`.
`alg` is `aes256gcm` or `sm4gcm`; old keys stay in the ring to read old rows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.utils.translation import gettext as _

from core.refusals import Refused

log = structlog.get_logger(__name__)
VERSION = "v1"
NONCE_BYTES = 12
TAG_BYTES = 16
# Half of SHA-256: a collision among a county's numbers stays out of reach.
INDEX_BYTES = 16
ALGORITHMS = {"aes256gcm": (algorithms.AES, 32), "sm4gcm": (algorithms.SM4, 16)}


class SealBroken(Refused):
    """The ciphertext was altered, moved to another row, or its key is not in the ring."""

    def __init__(self, context: str) -> None:
        # The context names the row, never the value.
        log.error("seal_broken", context=context)
        super().__init__(
            _(
                "A sealed value was altered or belongs to another row, and cannot be "
                "opened. Tell the administrator."
            )
        )


@dataclass(frozen=True)
class KeyRing:
    """The keys this process holds; never logged, never in the database."""

    current: str
    keys: dict[str, tuple[str, bytes]]
    index: bytes


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """The ring in the file `settings.KEY_RING_FILE`."""
    loaded = json.loads(settings.KEY_RING_FILE.read_text())
    keys = {
        kid: (k["alg"], base64.b64decode(k["key"])) for kid, k in loaded["keys"].items()
    }
    return KeyRing(loaded["current"], keys, base64.b64decode(loaded["index"]))


def seal(value: str, context: str) -> str:
    """Ciphertext of `value` that opens only under the same `context` (`app.Model.field:pk`)."""
    if not value:
        return ""
    ring = key_ring()
    alg, key = ring.keys[ring.current]
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(ALGORITHMS[alg][0](key), modes.GCM(nonce)).encryptor()
    # The context is authenticated, so that a number copied to another row does not open.
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(value.encode()) + encryptor.finalize()
    packed = base64.b64encode(nonce + body + encryptor.tag).decode()
    return f"{VERSION}|{alg}|{ring.current}|{packed}"


def unseal(sealed: str, context: str) -> str:
    """The value behind `sealed`; raises `SealBroken` when it does not belong to `context`."""
    if not sealed:
        return ""
    try:
        # The key is named in the text: old rows open after the current key has changed.
        _version, alg, kid, packed = sealed.split("|")
        key = key_ring().keys[kid][1]
        raw = base64.b64decode(packed)
        nonce, body, tag = (
            raw[:NONCE_BYTES],
            raw[NONCE_BYTES:-TAG_BYTES],
            raw[-TAG_BYTES:],
        )
        decryptor = Cipher(ALGORITHMS[alg][0](key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(context.encode())
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, KeyError, ValueError) as error:
        raise SealBroken(context) from error


def blind_index(purpose: str, value: str) -> bytes | None:
    """A keyed hash for equality search; a plain hash of an ID number is as good as the number."""
    if not value:
        return None
    # The purpose keeps an ID number and an account of the same digits apart.
    message = f"{purpose}\x1f{value}".encode()
    return hmac.new(key_ring().index, message, hashlib.sha256).digest()[:INDEX_BYTES]
