"""One street, however it is written: "N 35TH", "North Thirty-Fifth Street", "35 ST N"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from commonbeat.intake.places.suffixes import FIRST, NAME_WORDS, SUFFIXES, WORDS
from commonbeat.intake.places.words import (
    BOUNDS,
    DIRECTIONS,
    LEADING_DIRECTIONS,
    ORDINALS,
    STATES,
    TENS,
    TRAILING_DIRECTIONS,
    ordinal,
    words,
)


class Street(NamedTuple):
    """A street: `key` is equal for all its spellings, `label` as people write it.

    `typed` says that the text looks like a street (it has a type, a number or a highway), as against any words.
    """

    key: str
    label: str
    typed: bool


_HIGHWAYS: Final = [
    (re.compile(rf"\b(?:{spelling})[ -]*(\d{{1,4}})(?!\d|(?:ST|ND|RD|TH)\b)"), mark)
    for spelling, mark in (
        (r"INTERSTATE(?: (?:HIGHWAY|HWY|ROUTE|RTE|RT))?|IH|I", "I"),
        (r"U ?S(?: (?:HIGHWAY|HWY|ROUTE|RTE|RT))?|USH", "US"),
        (r"(?:STATE|ST) (?:ROUTE|ROAD|RTE|RD|RT|HIGHWAY|HWY)|SR|SH|STH|SRT|STRT", "SR"),
        (r"(?:COUNTY|CO|CNTY) (?:ROAD|RD|ROUTE|RTE|RT|HIGHWAY|HWY)|CR|CTH", "CR"),
        (r"FARM TO MARKET(?: ROAD| RD)?|FM(?: ROAD| RD)?", "FM"),
        (r"(?:HIGHWAY|HWY|ROUTE|RTE|RT)", "HWY"),
    )
]
_STATE_HIGHWAY: Final = re.compile(rf"\b(?:{'|'.join(sorted(STATES))})-(\d{{1,3}})\b")
_MARKED: Final = re.compile(r"(I|US|SR|CR|FM|HWY)-(\d{1,4})([A-Z]?)$")
_KING: Final = re.compile(
    r"\b(?:(?:DR|REV|DOCTOR) )*(?:M ?L ?K(?: JR| JUNIOR)?|(?:MARTIN|MTN) (?:LUTHER|L)(?: KING)?(?: JR| JUNIOR)?"
    r"|M L KING(?: JR| JUNIOR)?|ML KING(?: JR| JUNIOR)?)\b"
)
_KING_LABEL: Final = re.compile(r"Martin Luther King\b")
_NAMES: Final = (
    (re.compile(r"\b(?:JFK|J F K|J F KENNEDY|JOHN KENNEDY)\b"), "JOHN F KENNEDY"),
    (re.compile(r"\bCESAR (?:E )?CHAVEZ\b"), "CESAR CHAVEZ"),
)
_ORDINAL: Final = re.compile(r"0*(\d+)(?:ST|ND|RD|TH)$")
_SPLIT_ORDINAL: Final = re.compile(r"\b(\d+) (ST|ND|RD|TH) (?=[A-Z]+)")
_NUMBER_RAMP: Final = {"ONRAMP": "ON RAMP", "OFFRAMP": "OFF RAMP", "N/B": "NB", "S/B": "SB", "E/B": "EB", "W/B": "WB"}
_SHORT: Final = frozenset(
    words("ST AVE BLVD DR RD CT PL LN PKWY TER CIR HWY EXPY FWY TRL SQ PLZ PT CV BYP TPKE CTR CRES ALY XING TR PK")
)
_SMALL: Final = frozenset(words("OF THE DE DEL LA LAS LOS EL Y TO AT AND"))
_QUALIFIER: Final = re.compile(r"\(([A-Z]{1,2})\)$")


def _highways(text: str) -> str:
    for pattern, mark in _HIGHWAYS:
        text = pattern.sub(rf"{mark}-\1", text)
    return _STATE_HIGHWAY.sub(r"SR-\1", text)


def _tokens(text: str) -> list[str]:
    """Words of the street after phrases of several words are brought to one form."""
    if any(letter.isdigit() for letter in text):
        text = _SPLIT_ORDINAL.sub(_join_ordinal, _highways(text))
    if "M" in text:
        text = _KING.sub("MARTIN LUTHER KING", text)
    if "J" in text or "CESAR" in text:
        for pattern, name in _NAMES:
            text = pattern.sub(name, text)
    tokens: list[str] = []
    for token in text.split():
        if "-" in token and not _MARKED.match(token):
            tokens.extend(part for part in token.split("-") if part)
        else:
            tokens.append(token)
    return tokens


def _join_ordinal(match: re.Match[str]) -> str:
    number, ending = match.groups()
    right = ordinal(int(number[-3:]))[len(str(int(number[-3:]))) :]
    # "5 ST PAUL" is not "5ST": only the right ending of the number joins it.
    return f"{number}{ending} " if right == ending and ending != "ST" and ending != "RD" else match.group()


def _name(tokens: list[str], *, has_suffix: bool) -> list[str]:
    """Words of the name proper in their one form."""
    if len(tokens) == 1 and tokens[0].isdigit() and has_suffix:
        return [ordinal(int(tokens[0][-6:]))]
    found: list[str] = []
    if len(tokens) > 1 and tokens[0] == "MC" and tokens[1].isalpha():
        tokens = ["MC" + tokens[1], *tokens[2:]]
    skip = False
    for index, token in enumerate(tokens):
        if skip:
            skip = False
            continue
        if index == 0 and token in FIRST and len(tokens) > 1:
            found.append(FIRST[token])
        elif token in TENS and index + 1 < len(tokens) and f"{token} {tokens[index + 1]}" in ORDINALS:
            found.append(ORDINALS[f"{token} {tokens[index + 1]}"])
            skip = True
        elif token in BOUNDS:
            found.append(BOUNDS[token])
        elif token in ORDINALS:
            found.append(ORDINALS[token])
        elif token[0].isdigit():
            match = _ORDINAL.match(token)
            found.append(ordinal(int(match.group(1)[-6:])) if match else token)
        else:
            found.append(NAME_WORDS.get(token, token))
    return found


def _title(word: str, *, first: bool) -> str:
    marked = _MARKED.match(word)
    if marked:
        system, number, letter = marked.groups()
        return f"I-{number}{letter}" if system == "I" else f"{'Hwy' if system == 'HWY' else system} {number}{letter}"
    if word in BOUNDS or word.startswith("("):
        return word
    if word[0].isdigit():
        return word.lower() if _ORDINAL.match(word) else word
    if word in _SMALL and not first:
        return word.lower()
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def _type_label(suffix: str) -> str:
    """ "St" and "Blvd" as on street signs; the rarer types in full: "Sorrento Valley"."""
    return suffix.capitalize() if suffix in _SHORT else WORDS.get(suffix, suffix.capitalize())


def parse_street(text: str) -> Street:
    """The street in `text`, which is `plain`, holds no house number and no unit, and is not empty.

    A leading or trailing direction means the same ("N MAIN ST" and "MAIN ST N"); where both are there, both stay
    (the Utah grid's "S 300 E").
    """
    tokens = [word for token in _tokens(text) for word in _NUMBER_RAMP.get(token, token).split()]
    if not tokens:
        return Street("", "", False)
    before = after = bound = suffix = ""
    while len(tokens) > 1 and tokens[-1] in BOUNDS and not bound:
        bound = BOUNDS[tokens.pop()]
    if len(tokens) > 1 and tokens[0] in BOUNDS and not bound:
        bound = BOUNDS[tokens.pop(0)]
    if len(tokens) > 1 and tokens[0] in LEADING_DIRECTIONS:
        rest = tokens[1:]
        # "NORTH AVE" and "NORTH AVE E" are named North.
        single_type = rest[0] in SUFFIXES and (len(rest) == 1 or (len(rest) == 2 and rest[1] in TRAILING_DIRECTIONS))
        if not single_type and (tokens[0] in DIRECTIONS or (len(rest) > 1 and rest[0] not in ("NAME", "OUTLET"))):
            before, tokens = LEADING_DIRECTIONS[tokens[0]], rest
            if before in "NS" and len(tokens) > 1 and tokens[0] in ("E", "W") and tokens[1] not in SUFFIXES:
                before, tokens = before + tokens[0], tokens[1:]
    if len(tokens) > 1 and tokens[-1] in DIRECTIONS and not (len(tokens) == 2 and tokens[0] in FIRST):
        after = DIRECTIONS[tokens.pop()]
    elif len(tokens) > 2 and tokens[-1] in TRAILING_DIRECTIONS and tokens[-2] in SUFFIXES:
        after = TRAILING_DIRECTIONS[tokens.pop()]  # "10TH ST NO"
    if len(tokens) > 1 and tokens[-1] in SUFFIXES:
        suffix = SUFFIXES[tokens.pop()]
    if bound and len(tokens) == 1 and tokens[0].isdigit() and not suffix:
        tokens = [f"HWY-{int(tokens[0][-4:])}"]  # "EB 8" is a highway
    name = _name(tokens, has_suffix=bool(suffix))
    key = [after if after and not before else before, *name]
    key += [suffix, after if before else "", bound]
    label = [before, *(_title(word, first=index == 0) for index, word in enumerate(name))]
    label += [_type_label(suffix), after, bound]
    typed = bool(suffix or bound or before or after) or any(word[0].isdigit() or "-" in word for word in name)
    typed = typed or (tokens[0] in FIRST and len(tokens) > 1)
    return Street(
        " ".join(filter(None, key)), _KING_LABEL.sub("Martin Luther King Jr", " ".join(filter(None, label))), typed
    )
