"""Tracking words: what a resident keeps, to follow a concern without giving a name."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Final

from commonbeat.program.keys import key_for

#: Letters that sound alike in the languages of residents, so that a word can be read out over a telephone.
_CONSONANTS: Final = "bdfgklmnprstvz"
_VOWELS: Final = "aeiou"
_SYLLABLES: Final = tuple(one + other for one in _CONSONANTS for other in _VOWELS)
#: Four parts of two syllables: 70 ** 8, 49 bits. The limits of the public face leave no room for guessing them.
_PARTS: Final = 4
#: Parts that are rude in English or Spanish.
_RUDE: Final = frozenset(
    {"puta", "puto", "pito", "kaka", "popo", "pipi", "peni", "tete", "teta", "nazi", "zoru", "poro"}
)
_SEPARATORS: Final = re.compile(r"[\s\-_.]+")


def new_word() -> str:
    """A word that nobody had before, such as "tamo-riku-sebo-nila"."""
    parts: list[str] = []
    while len(parts) < _PARTS:
        part = secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES)
        if part not in _RUDE:
            parts.append(part)
    return "-".join(parts)


def digest_of(agency_id: int, word: str) -> str:
    """What is kept of a word: an HMAC under a key that lies outside the database; as 64 hexadecimal digits.

    Args:
        agency_id: whose site it was given on.
        word: as typed; capitals, spaces and hyphens do not matter.
    """
    plain = _SEPARATORS.sub("", word.strip().lower())
    return hmac.digest(key_for(f"tracking words {agency_id}"), plain.encode(), "sha256").hex()
