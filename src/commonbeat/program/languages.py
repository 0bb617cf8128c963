"""Languages by code, as members and areas carry them ("es"), and by name, as the posting program reads them."""

from __future__ import annotations

from typing import Final

#: ISO 639 codes of the languages that `analysis.sentences.language_name` knows.
_NAMES: Final = {
    "ase": "american sign language",
    "ar": "arabic",
    "yue": "cantonese",
    "zh": "chinese",
    "en": "english",
    "fa": "farsi",
    "fr": "french",
    "ht": "haitian creole",
    "hi": "hindi",
    "hmn": "hmong",
    "km": "khmer",
    "ko": "korean",
    "cmn": "mandarin",
    "pl": "polish",
    "pt": "portuguese",
    "pa": "punjabi",
    "ru": "russian",
    "so": "somali",
    "es": "spanish",
    "sw": "swahili",
    "tl": "tagalog",
    "uk": "ukrainian",
    "vi": "vietnamese",
}
_CODES: Final = {name: code for code, name in _NAMES.items()}
#: Every language that a form offers, as (code, name in lower case).
OFFERED: Final = tuple(_NAMES.items())


def spoken_name(code: str) -> str:
    """The name in lower case ("spanish"); what is no known code stays, in lower case."""
    return _NAMES.get(code.casefold(), code.casefold())


def language_code(name: str) -> str:
    """The code ("es"); a name without one stays, in lower case."""
    return _CODES.get(name.casefold(), name.casefold())
