"""The guard of what is written in a note."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.guard import Kind, check_text, place_wording
from commonbeat.program.notes.models import Note

#: A contact by role carries the business number and address that the contact gave.
_OF_CONTACTS: Final = frozenset({Kind.PHONE, Kind.EMAIL})


class _Words:
    """The words of the language that the page is in."""

    def gettext(self, message: str) -> str:
        return translation.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        return translation.pgettext(context, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return translation.ngettext(singular, plural, n)


def allowed_in(kind: str) -> frozenset[Kind]:
    """What the guard lets pass in a note of this kind."""
    return _OF_CONTACTS if kind == Note.Kind.CONTACT else frozenset()


def guarded(text: str, kind: str = "") -> str:
    """The text in one line, once nothing in it points to a person.

    Raises:
        ValidationError: it is empty, or the guard stops it; with the reason and what to write instead.
    """
    tidy = " ".join(text.split())
    if not tidy:
        raise ValidationError({"text": _("Write one or two sentences about the place.")})
    allowed = allowed_in(kind)
    found = [finding for finding in check_text(tidy, _Words()) if finding.kind not in allowed]
    if found:
        why = list(dict.fromkeys(finding.why for finding in found))
        instead = place_wording(tidy, found)
        if instead and instead != tidy:
            why.append(_("You could write: %(text)s") % {"text": instead})
        raise ValidationError({"text": why})
    return tidy
