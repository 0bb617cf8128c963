"""One plain alphabet for addresses: capitals, digits and the signs that mean something in an address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DROP: Final = re.compile(r"[.'`\"]")
_BLANK: Final = re.compile(r"[^A-Z0-9&/@,;#()+*\-\\ ]+")
#: A house number that a spreadsheet made a decimal: "1200.0 ELM ST".
_FLOAT: Final = re.compile(r"^(\s*\d+)\.0+(?=\s|$)")
_SPACES: Final = re.compile(r" {2,}")
#: Signs that look like the plain ones but are other characters.
_SIGNS: Final = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2019": "'", "\u2018": "'", "\u00bd": " 1/2", "\u00bc": " 1/4",
     "\u00be": " 3/4", "\u00ba": "", "\u00aa": ""}
)  # fmt: skip


def plain(text: str) -> str:
    """Text in capitals without accents, emoji, periods, apostrophes and runs of spaces.

    "  1234 Peñasquitos\\tDr. 🚓" gives "1234 PENASQUITOS DR".
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SIGNS).casefold())
        text = "".join(letter for letter in text.translate(_SIGNS) if not unicodedata.combining(letter))
        text = text.encode("ascii", "replace").decode().replace("?", " ")
    if "." in text:
        text = _FLOAT.sub(r"\1", text)
    text = _BLANK.sub(" ", _DROP.sub("", text.upper()))
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()
