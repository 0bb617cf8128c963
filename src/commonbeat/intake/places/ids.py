"""Names of places that stay the same over imports and machines."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

_ALPHABET: Final = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_SHIFTS: Final = np.arange(59, 3, -5, dtype=np.uint64)  # 12 groups of 5 bits, the first 60 of 64


def place_ids(agency: str, keys: Sequence[str]) -> list[str]:
    """Place ids of many canonical keys of one agency, in the same order; see `place_id`."""
    if not keys:
        return []
    head = f"{agency}\n".encode("utf-8", "surrogatepass")
    digests = b"".join([blake2b(head + key.encode("utf-8", "surrogatepass"), digest_size=8).digest() for key in keys])
    numbers = np.frombuffer(digests, dtype=">u8").astype(np.uint64)
    letters = _ALPHABET[(numbers[:, None] >> _SHIFTS) & np.uint64(31)]
    ids: list[str] = np.ascontiguousarray(letters).view("S12").ravel().astype("U12").tolist()
    return ids


def place_id(agency: str, key: str) -> str:
    """The id of a place: 12 lower-case characters, equal on every machine and at every import.

    It is the first 60 bits of BLAKE2b (RFC 7693, 8-byte digest) of agency, a line feed and the canonical key, in the
    base-32 letters of RFC 4648. Among a million places of one agency two share an id with a chance of 4 in 10 million.
    """
    return place_ids(agency, [key])[0]
