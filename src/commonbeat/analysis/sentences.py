"""The sentences that results carry, in the reader's language.

The analysis holds no language: whoever calls it hands over the words of a catalog, and English is the default. Each
sentence (or each part between semicolons, which stands by itself) is one template with named fields, so that a
translator sees it whole.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from typing import Final, Protocol


class Translate(Protocol):
    """A catalog of sentences; those of the standard library's `gettext` are such."""

    def gettext(self, message: str, /) -> str:
        """The message in the reader's language."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The form of the message for this number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """The message as it reads in a context."""


#: Every sentence as it stands in the code.
english: Final[Translate] = gettext.NullTranslations()

_SOUNDS_LIKE_I: Final = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)


def joined(words: Sequence[str], translate: Translate = english) -> str:
    """The words as a list in a sentence: "Rivera", "Rivera and Okafor", "Rivera, Okafor and Lindqvist"."""
    *first, last = words
    if not first:
        return last
    if _SOUNDS_LIKE_I.match(last):
        # Translators: Spanish says "e" instead of "y" here.
        pattern = translate.pgettext("the second begins with the sound of i", "{first} and {second}")
    else:
        pattern = translate.gettext("{first} and {second}")
    return pattern.format(first=", ".join(first), second=last)


def category_name(category: str, translate: Translate = english) -> str:
    """A category of calls (`analysis.calls.CATEGORIES`) in the reader's language; another word stays as it is."""
    _ = translate.gettext
    names = {
        "violence": _("violence"),
        "property": _("property"),
        "disorder": _("disorder"),
        "drugs": _("drugs"),
        "traffic": _("traffic"),
        "domestic": _("domestic"),
        "sexual": _("sexual"),
        "behavioral health": _("behavioral health"),
        "medical": _("medical"),
        "welfare and assistance": _("welfare and assistance"),
        "alarm": _("alarm"),
        "fire": _("fire"),
        "missing person": _("missing person"),
        "administrative": _("administrative"),
        "other": _("other"),
    }
    return names.get(category, category)


def flag_name(flag: str, translate: Translate = english) -> str:
    """A flag of a place in the reader's language; another word stays as it is."""
    _ = translate.gettext
    names = {
        "police premises": _("police premises"),
        "default location": _("default location"),
        "pseudo-address": _("pseudo-address"),
        "outside the city": _("outside the city"),
        "boundary": _("boundary"),
        "hospital": _("hospital"),
        "snapped to intersection": _("snapped to intersection"),
        "one bad month": _("one bad month"),
        "single call type": _("single call type"),
        "exploration": _("exploration"),
    }
    return names.get(flag, flag)


def language_name(language: str, translate: Translate = english) -> str:
    """A language as it is called in the reader's own; one without a name here is capitalized and stays."""
    _ = translate.gettext
    names = {
        "american sign language": _("American Sign Language"),
        "arabic": _("Arabic"),
        "cantonese": _("Cantonese"),
        "chinese": _("Chinese"),
        "english": _("English"),
        "farsi": _("Farsi"),
        "french": _("French"),
        "haitian creole": _("Haitian Creole"),
        "hindi": _("Hindi"),
        "hmong": _("Hmong"),
        "khmer": _("Khmer"),
        "korean": _("Korean"),
        "mandarin": _("Mandarin"),
        "polish": _("Polish"),
        "portuguese": _("Portuguese"),
        "punjabi": _("Punjabi"),
        "russian": _("Russian"),
        "somali": _("Somali"),
        "spanish": _("Spanish"),
        "swahili": _("Swahili"),
        "tagalog": _("Tagalog"),
        "ukrainian": _("Ukrainian"),
        "vietnamese": _("Vietnamese"),
    }
    return names.get(language.casefold(), language.title())
