"""The keys of sealed entries, all derived from the installation's master key and stored nowhere (docs/sync.md)."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from commonbeat.program.keys import key_for

#: Order of the group of P-256 (FIPS 186-5).
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_COORDINATE: Final = 32


@lru_cache(maxsize=256)
def agency_private_key(agency_id: int) -> ec.EllipticCurvePrivateKey:
    """The key that opens what phones sealed to the agency (FIPS 186-5, A.2.1: extra random bits, reduced)."""
    bits = int.from_bytes(key_for(f"agency seal {agency_id}", 48), "big")
    return ec.derive_private_key(bits % (_ORDER - 1) + 1, ec.SECP256R1())


def agency_public_key(agency_id: int) -> dict[str, str]:
    """The key that phones seal to, as a JSON Web Key (RFC 7517)."""
    point = agency_private_key(agency_id).public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(point.x.to_bytes(_COORDINATE, "big")),
        "y": base64url(point.y.to_bytes(_COORDINATE, "big")),
    }


def officer_key(member_id: int) -> bytes:
    """32 bytes with which a phone wraps its content keys for the officer who is signed in."""
    return key_for(f"officer {member_id}", 32)


def base64url(raw: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of base64url without padding.

    Raises:
        ValueError: it is something else.
    """
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
