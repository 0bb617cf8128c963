"""A role with a unit ("the tenant in 4B") is one household; a unit alone is a part of a building."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import product
from typing import Final

_EN_ROLES: Final = (
    "tenants?|residents?|neighbors?|wom[ae]n|m[ae]n|lady|guy|couple|family|families|kids?|boys?|girls?|mother|mom|father|"
    "dad|owner|person|people|renters?|teens?|grandmother|grandma|student|children"
)
_ES_ROLES: Final = (
    "inquilin[oa]s?|residentes?|vecin[oa]s?|senora?|senores|familias?|muchach[oa]s?|pareja|nin[oa]s?|mama|papa|"
    "abuel[oa]|joven|jovenes|duen[oa]|persona|gente|mujer|hombre|chic[oa]"
)


def _written_out(forms: str) -> frozenset[str]:
    """The words that a list of forms such as "wom[ae]n|tenants?" stands for."""
    found: set[str] = set()
    for form in forms.split("|"):
        letters = [
            ("", one[0]) if one[-1] == "?" else tuple(one.strip("[]"))
            for one in re.findall(r"\[[a-z]+\]|[a-z]\??", form)
        ]
        found.update("".join(word) for word in product(*letters))
    return frozenset(found)


_ROLES: Final = _written_out(f"{_EN_ROLES}|{_ES_ROLES}")
_UNIT: Final = r"(?:#? ?\d{1,4}[a-z]?)(?= *(?:$|[a-z,.;]))"
_ENGLISH: Final = re.compile(
    rf"(?:\b(?:the|a|an|our|old|young|elderly) )*\b({_EN_ROLES}) (?:who )?(?:lives? )?(?:in|of|from|at) (?:the )?"
    rf"(?:(?:apt|apartment|unit|room|rm|space)\.? ?)?{_UNIT}"
    r"(?! ?(?:st|nd|rd|th|am|pm|a\.m|p\.m|years?|minutes?|hours?|of|to|and \d|feet|blocks?|o'clock)\b)"
    r"(?! ?[a-z]+ (?:st|ave|rd|dr|blvd|street)\b)"
)
_SPANISH: Final = re.compile(
    rf"(?:\b(?:el|la|los|las|un|una) )?\b({_ES_ROLES})(?: que vive)? (?:del|de la|en el|en la|de|en) "
    rf"(?:(?:apto|apartamento|apart|departamento|depto|depa|dpto|unidad|cuarto|numero)\.? ?)?{_UNIT}"
    r"(?! ?(?:piso|de|am|pm|anos|minutos|horas|a las|cuadras))"
)


def households(folded: str, words: Set[str]) -> list[tuple[int, int, str]]:
    """Where a role and a unit stand together: (start, end, the role in lower case).

    Args:
        folded: the text in lower case without accents.
        words: its words.
    """
    if _ROLES.isdisjoint(words):
        return []
    found: list[tuple[int, int, str]] = []
    for pattern in (_ENGLISH, _SPANISH):
        found.extend((match.start(), match.end(), match[1]) for match in pattern.finditer(folded))
    return found
