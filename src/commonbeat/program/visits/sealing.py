"""Opening sealed entries. A content key comes with every entry of a phone's session and is unwrapped once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, ValidationError

from commonbeat.program.visits.keys import agency_private_key, from_base64url

_INFO: Final = b"commonbeat content key"
_KEPT: Final = 1_024


class WrappedKey(BaseModel):
    """A content key, wrapped to the agency: ephemeral public point, nonce, ciphertext with its tag; base64url."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    epk: str
    iv: str
    ct: str


class Sealed(BaseModel):
    """An entry's kind and content under a content key."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    key: WrappedKey
    iv: str
    ct: str


class SealError(ValueError):
    """The seal does not open."""


class KeyRing:
    """Content keys that were unwrapped lately, of all agencies; safe to use from many threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._keys: OrderedDict[tuple[int, WrappedKey], AESGCM] = OrderedDict()
        self._lock = threading.Lock()

    def content_key(self, agency_id: int, wrapped: WrappedKey) -> AESGCM:
        """The content key.

        Raises:
            ValueError, InvalidTag: it was not wrapped to this agency, or is damaged.
        """
        name = (agency_id, wrapped)
        with self._lock:
            known = self._keys.get(name)
            if known is not None:
                self._keys.move_to_end(name)
                return known
        opened = AESGCM(_unwrapped(agency_private_key(agency_id), wrapped))
        with self._lock:
            self._keys[name] = opened
            while len(self._keys) > self._kept:
                self._keys.popitem(last=False)
        return opened


_ring: Final = KeyRing()


def open_seal(agency_id: int, entry: str, sealed: object) -> bytes:
    """The plaintext of an entry: JSON with `kind` and `content`.

    Args:
        agency_id: whose key it was sealed to.
        entry: the entry's id as sent; the seal of another entry does not open under it.
        sealed: what came as `sealed`.

    Raises:
        SealError: it is no seal, another agency's, another entry's, or damaged.
    """
    try:
        parts = Sealed.model_validate(sealed)
        key = _ring.content_key(agency_id, parts.key)
        return key.decrypt(from_base64url(parts.iv), from_base64url(parts.ct), entry.encode())
    except (ValidationError, ValueError, InvalidTag) as error:
        raise SealError(type(error).__name__) from None


def _unwrapped(private: ec.EllipticCurvePrivateKey, wrapped: WrappedKey) -> bytes:
    point = from_base64url(wrapped.epk)
    ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    shared = private.exchange(ec.ECDH(), ephemeral)
    wrapping = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=_INFO).derive(shared)
    key = AESGCM(wrapping).decrypt(from_base64url(wrapped.iv), from_base64url(wrapped.ct), None)
    if len(key) != 32:
        raise ValueError("a content key has 32 bytes")
    return key
