import base64
import json

import pytest

from core import crypto

CONTEXT = "households.Member.id_no:1"
NUMBER = "110000198002290008"


@pytest.fixture
def ring(settings, tmp_path):
    """A key ring of our own; returns a function that writes another one in its place."""
    path = tmp_path / "keys.json"
    settings.KEY_RING_FILE = path

    def write(current="k1", index=b"index", **keys):
        material = {}
        for kid, alg in keys.items():
            secret = b"k" * crypto.ALGORITHMS[alg][1]
            material[kid] = {"alg": alg, "key": base64.b64encode(secret).decode()}
        path.write_text(
            json.dumps(
                {
                    "current": current,
                    "keys": material,
                    "index": base64.b64encode(index).decode(),
                }
            )
        )
        crypto.key_ring.cache_clear()

    write(k1="aes256gcm")
    yield write
    crypto.key_ring.cache_clear()


@pytest.mark.parametrize("alg", ["aes256gcm", "sm4gcm"])
def test_a_sealed_value_opens_only_in_its_own_row(ring, alg):
    ring(k1=alg)
    sealed = crypto.seal(NUMBER, CONTEXT)
    assert NUMBER not in sealed
    assert sealed.split("|")[1] == alg
    assert crypto.unseal(sealed, CONTEXT) == NUMBER
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(sealed, "households.Member.id_no:2")


def test_an_index_is_found_only_with_its_key(ring):
    """A plain hash of a number could be made by anyone for every number there is."""
    ring(k1="aes256gcm", index=b"one")
    first = crypto.blind_index("id_no", NUMBER)
    assert (
        first
        == crypto.blind_index("id_no", NUMBER)
        != crypto.blind_index("id_tail", NUMBER)
    )
    ring(k1="aes256gcm", index=b"other")
    assert crypto.blind_index("id_no", NUMBER) != first


def test_an_altered_seal_is_noticed(ring):
    sealed = crypto.seal(NUMBER, CONTEXT)
    head, body = sealed.rsplit("|", 1)
    swapped = ("A" if body[20] != "A" else "B").join((body[:20], body[21:]))
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(f"{head}|{swapped}", CONTEXT)


def test_old_rows_open_after_the_key_changed(ring):
    sealed = crypto.seal(NUMBER, CONTEXT)
    ring(current="k2", k1="aes256gcm", k2="sm4gcm")
    assert crypto.seal(NUMBER, CONTEXT).split("|")[2] == "k2"
    assert crypto.unseal(sealed, CONTEXT) == NUMBER


def test_a_key_gone_from_the_ring_opens_nothing(ring):
    sealed = crypto.seal(NUMBER, CONTEXT)
    ring(current="k2", k2="aes256gcm")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(sealed, CONTEXT)


def test_the_same_value_seals_differently_but_indexes_alike(ring):
    assert crypto.seal(NUMBER, CONTEXT) != crypto.seal(NUMBER, CONTEXT)
    assert crypto.blind_index("id_no", NUMBER) == crypto.blind_index("id_no", NUMBER)
    assert crypto.blind_index("phone", NUMBER) != crypto.blind_index("id_no", NUMBER)


def test_nothing_stays_nothing(ring):
    assert crypto.seal("", CONTEXT) == ""
    assert crypto.unseal("", CONTEXT) == ""
    assert crypto.blind_index("id_no", "") is None
