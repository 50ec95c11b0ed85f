"""A file of 50 MB over a real connection: the answer arrives while the file is being sent."""

import socket

import pytest

from tests.hostile.test_uploads import HUGE, TYPE

# Not in `test_uploads.py`: there the objects stand in a transaction around the module, and this
# test gives its database back as a new copy.
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8\xff'


@pytest.mark.django_db(transaction=True)
def test_over_a_real_line_the_sentence_arrives(live_server):
    host, port = live_server.thread.host, live_server.thread.port
    with socket.create_connection((host, port), timeout=60) as line:
        line.sendall(
            f"POST /accounts/sign-in/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {TYPE}\r\n"
            f"Content-Length: {HUGE}\r\nConnection: close\r\n\r\n".encode()
        )
        line.sendall(HEAD)
        for _ in range(HUGE // 65_536):
            line.sendall(b"a" * 65_536)
        line.sendall(b"a" * (HUGE % 65_536))
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert "文件太大" in answer.decode()
