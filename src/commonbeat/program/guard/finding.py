"""A finding of the guard, and the words that say why and what to write."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonbeat.analysis.sentences import Translate, english


class Kind(StrEnum):
    """What a log of places does not hold."""

    NAME = "name"
    UNIT = "unit"
    PLATE = "plate"
    BIRTH_DATE = "birth date"
    PHONE = "phone"
    ID_NUMBER = "id number"
    EMAIL = "email"
    IMMIGRATION = "immigration"
    RELIGION = "religion"
    POLITICS = "politics"
    GANG = "gang"


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a text that points to a person.

    Attributes:
        kind: what it is.
        start: offset of its first character in the text, in code points.
        end: offset behind its last character.
        why: one or two sentences in the reader's language.
        instead: what to write in its place, in the language of the text; "" when it is best left out.
    """

    kind: Kind
    start: int
    end: int
    why: str
    instead: str


def reason(kind: Kind, translate: Translate = english) -> str:
    """Why the guard stops this kind, in the reader's language."""
    _ = translate.gettext
    match kind:
        case Kind.NAME:
            return _("This looks like a person's name. The log is about places. Write the role instead.")
        case Kind.UNIT:
            return _("This points to one household. Write the role and leave out the unit.")
        case Kind.PLATE:
            return _("This looks like a license plate. A plate leads to a person. Leave it out.")
        case Kind.BIRTH_DATE:
            return _("This looks like a date of birth. Leave it out.")
        case Kind.PHONE:
            return _(
                "This looks like a phone number. Leave it out. Business numbers belong in the contacts of the place."
            )
        case Kind.ID_NUMBER:
            return _("This looks like a number that identifies a person or an account. Leave it out.")
        case Kind.EMAIL:
            return _("This looks like an e-mail address. Leave it out.")
        case Kind.IMMIGRATION:
            return _("This is about immigration. The log does not hold that. Write what happened at the place.")
        case Kind.RELIGION:
            return _("This is about someone's religion. The log does not hold that. Write what happened at the place.")
        case Kind.POLITICS:
            return _("This is about someone's politics. The log does not hold that. Write what happened at the place.")
        case Kind.GANG:
            return _("This is a gang word. The log is not a gang file. Write what was done and where.")
