"""A certificate that signs itself, made in a second with nothing but the standard library.

X.509 is RFC 5280, the key is PKCS #1 (RFC 8017), and both are DER.
"""

import random
import ssl
from base64 import encodebytes
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from math import gcd, prod
from pathlib import Path

BITS, EXPONENT, ROUNDS = 2048, 65537, 20
SMALL = prod(range(3, 2000, 2))  # what has none of these in common with it is seldom no prime
BOOLEAN, INTEGER, BITSTRING, OCTETS, NULL, OID = 1, 2, 3, 4, 5, 6
TEXT, TIME, SEQUENCE, SET = 0x0C, 0x18, 0x30, 0x31
RSA, SIGNED = "2a864886f70d010101", "2a864886f70d01010b"  # rsaEncryption, sha256WithRSAEncryption
SHA256, NAME = "608648016503040201", "550403"  # and commonName
KEY_ID, ALSO, BASIC = "551d0e", "551d11", "551d13"  # extensions of a certificate


@dataclass(frozen=True)
class Certificate:
    """Files of a server on loopback, and of who trusts it."""

    certificate: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        """A server's."""
        found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found.load_cert_chain(self.certificate, self.key)
        return found


def made(folder: Path, address: bytes) -> Certificate:
    """One for a server at an address."""
    p, q = _prime(), _prime()
    n, d = p * q, pow(EXPONENT, -1, (p - 1) * (q - 1))
    key = _all(*map(_int, (0, n, EXPONENT, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))))
    body = _body(n, address)
    hashed = _all(_all(_oid(SHA256), _der(NULL)), _der(OCTETS, sha256(body).digest()))
    padded = b"\0\1" + b"\xff" * (BITS // 8 - len(hashed) - 3) + b"\0" + hashed
    signed = pow(int.from_bytes(padded), d, n).to_bytes(BITS // 8)
    whole = _all(body, _algorithm(SIGNED), _bits(signed))
    found = Certificate(folder / "certificate.pem", folder / "key.pem")
    found.certificate.write_text(_pem("CERTIFICATE", whole))
    found.key.write_text(_pem("RSA PRIVATE KEY", key))
    return found


def _body(n: int, address: bytes) -> bytes:
    """What is signed."""
    name = _all(_der(SET, _all(_oid(NAME), _der(TEXT, b"a mail server of a test"))))
    now = datetime.now(UTC)
    valid = _all(_time(now - timedelta(hours=1)), _time(now + timedelta(days=1)))
    key = _all(_int(n), _int(EXPONENT))
    extensions = _all(
        _extension(BASIC, _all(_der(BOOLEAN, b"\xff"))),
        _extension(KEY_ID, _der(OCTETS, sha1(key, usedforsecurity=False).digest())),
        _extension(ALSO, _all(_der(0x87, address))),
    )
    return _all(
        _der(0xA0, _int(2)),
        _int(1),
        _algorithm(SIGNED),
        name,
        valid,
        name,
        _all(_algorithm(RSA), _bits(key)),
        _der(0xA3, extensions),
    )


def _prime() -> int:
    """One that leaves 3 by 4, for which the test of Miller and Rabin is short."""
    chance = random.Random()  # noqa: S311  # guards nothing but a test
    while True:
        found = chance.getrandbits(BITS // 2) | 3 << (BITS // 2 - 2) | 3
        if gcd(found, SMALL) == gcd(found - 1, EXPONENT) == 1 and _is_prime(found, chance):
            return found


def _is_prime(number: int, chance: random.Random) -> bool:
    bases = (chance.randrange(2, number - 1) for _ in range(ROUNDS))
    return all(pow(base, number >> 1, number) in (1, number - 1) for base in bases)


def _der(tag: int, content: bytes = b"") -> bytes:
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    told = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(told)]) + told + content


def _all(*parts: bytes) -> bytes:
    return _der(SEQUENCE, b"".join(parts))


def _int(number: int) -> bytes:
    return _der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def _oid(text: str) -> bytes:
    return _der(OID, bytes.fromhex(text))


def _bits(content: bytes) -> bytes:
    return _der(BITSTRING, b"\0" + content)


def _algorithm(oid: str) -> bytes:
    return _all(_oid(oid), _der(NULL))


def _time(when: datetime) -> bytes:
    return _der(TIME, when.strftime("%Y%m%d%H%M%SZ").encode())


def _extension(oid: str, value: bytes) -> bytes:
    return _all(_oid(oid), _der(OCTETS, value))


def _pem(what: str, content: bytes) -> str:
    return f"-----BEGIN {what}-----\n{encodebytes(content).decode()}-----END {what}-----\n"
