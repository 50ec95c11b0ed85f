"""`python -m config.certificate FOLDER NAME`: a self-signed certificate for the start.

Without TLS a browser offers no service worker, so nothing could be entered on a bad line.
"""

import ipaddress
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=825)  # the longest that browsers accept


def make_certificate(folder: Path, name: str) -> bool:
    """Write fullchain.pem and privkey.pem unless there is a certificate; tell whether it did."""
    chain, private = folder / "fullchain.pem", folder / "privkey.pem"
    if chain.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    private.touch(mode=0o600)
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    chain.write_bytes(_signed(key, name).public_bytes(serialization.Encoding.PEM))
    return True


def _signed(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=subject,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + LIFE,
    )
    others = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    names = x509.SubjectAlternativeName([_alternative(name), *others])
    basic = x509.BasicConstraints(ca=False, path_length=None)
    return (
        builder.add_extension(names, critical=False)
        .add_extension(basic, critical=True)
        .sign(key, hashes.SHA256())
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


if __name__ == "__main__":
    made = make_certificate(Path(sys.argv[1]), sys.argv[2])
    print("made a certificate of our own" if made else "found a certificate")
