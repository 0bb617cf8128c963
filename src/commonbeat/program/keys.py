"""Keys for one purpose each, derived from the master key, which lies outside the database; and sealing under them."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE: Final = 12


def derived(master: bytes, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=b"commonbeat", info=purpose.encode()).derive(master)


@lru_cache(maxsize=1024)
def key_for(purpose: str, length: int = 32) -> bytes:
    """The installation's key for a purpose, which names the agency or member that it is about."""
    return derived(settings.MASTER_KEY, purpose, length)


def seal(purpose: str, plain: str, about: bytes) -> bytes:
    """AES-256-GCM (NIST SP 800-38D): nonce, ciphertext, tag.

    Args:
        purpose: whose key; as `key_for`.
        plain: what is to rest sealed.
        about: the row it belongs to; moved to another row it does not open.
    """
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key_for(purpose)).encrypt(nonce, plain.encode(), about)


def unseal(purpose: str, sealed: bytes, about: bytes) -> str:
    """What was sealed.

    Raises:
        cryptography.exceptions.InvalidTag: another key, another row, or changed bytes.
    """
    return AESGCM(key_for(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], about).decode()
