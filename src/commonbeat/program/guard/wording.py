"""What to write in place of a finding, in the language of the text: a role for a person, nothing for a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from commonbeat.program.guard.finding import Kind
from commonbeat.program.guard.name_words import KIN, ROLES
from commonbeat.program.guard.names import Token

_SPANISH: Final = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "que",
        "en",
        "con",
        "por",
        "para",
        "una",
        "un",
        "es",
        "son",
        "dice",
        "pide",
        "quiere",
        "se",
        "su",
        "sus",
        "no",
        "al",
        "y",
        "dijo",
        "hable",
        "vecino",
        "vecina",
        "tiene",
        "esta",
        "muy",
        "le",
        "lo",
        "como",
        "mi",
    ]
)
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "an",
        "to",
        "in",
        "is",
        "are",
        "with",
        "for",
        "on",
        "at",
        "said",
        "says",
        "by",
        "her",
        "his",
        "he",
        "she",
        "was",
        "wants",
        "from",
        "no",
    ]
)
_TITLE_BEFORE: Final = re.compile(
    r"(?:\b(?:the|la|el|un|una|a) )?\b(?:mr|mrs|ms|miss|mx|dr|sra?|srta|don|dona|senora?|senorita)\.? "
    r"(?:(?:and|y|&) (?:mrs|ms|mr|sra)\.? )?$"
)
_FAMILY_BEFORE: Final = re.compile(r"\b(?:the|los) $")
_FAMILY_BEHIND: Final = re.compile(r"['’]?s? (?:family|familia)\b")
_ROLE_BEHIND: Final = re.compile(r" (?:the|el|la) ([a-z]+)\b")
_ROLE_BEFORE: Final = re.compile(r"(?:\b(?:the|an?|my|our|his|her|el|la|un|una|mi|su) )?\b([a-z]+)[,:]? $")
_KEPT: Final = frozenset(["ex", "homeless", "twin", "twins", "friend"])


def in_spanish(tokens: Sequence[Token]) -> bool:
    """Whether more of the small words are Spanish than English."""
    return sum(one.fold in _SPANISH for one in tokens) > sum(one.fold in _ENGLISH for one in tokens)


def name_wording(folded: str, start: int, end: int, spanish: bool) -> tuple[int, str]:
    """Where the name begins with its title or role, and the words for the role.

    Args:
        folded: the text in lower case without accents.
        start: offset of the name itself.
        end: offset behind it.
        spanish: whether to answer in Spanish.
    """
    before = folded[:start]
    title = _TITLE_BEFORE.search(before)
    if title is not None:
        return title.start(), "un residente" if spanish else "a resident"
    family = _FAMILY_BEFORE.search(before)
    if family is not None and not _FAMILY_BEHIND.match(folded, end):
        return family.start(), "una familia" if spanish else "a family"
    behind = _ROLE_BEHIND.match(folded, end)
    if behind is not None and behind[1] in ROLES:
        return start, ""
    role = _ROLE_BEFORE.search(before)
    if role is not None and role[1] in ROLES - _KEPT and role[1] not in KIN:
        return role.start(), _a(role[1], spanish)
    return start, "un residente" if spanish else "a resident"


def household_wording(role: str, spanish: bool) -> str:
    """ "the tenant in 4B" is "a tenant"; "la señora del 4B" is "una señora"."""
    return _a(role.replace("senor", "señor").replace("nin", "niñ") if spanish else role, spanish)


def wording(kind: Kind, spanish: bool) -> str:
    """What to write for a kind other than a name; "" to leave it out."""
    if kind is Kind.GANG:
        return "un grupo" if spanish else "a group"
    if kind is Kind.PLATE:
        return "(sin placa)" if spanish else "(no plate)"
    return ""


def _a(role: str, spanish: bool) -> str:
    if not spanish:
        plural = role.endswith("s") or role in ("men", "women", "people", "children")
        return role if plural else f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
    role = {"dueno": "dueño", "duena": "dueña", "nino": "niño", "nina": "niña"}.get(role, role)
    if role.endswith("s"):
        return role
    return f"{'una' if role.endswith('a') or role in ('mujer', 'gente') else 'un'} {role}"
