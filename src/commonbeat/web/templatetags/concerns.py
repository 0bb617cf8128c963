"""Small words that the pages of concerns need."""

from __future__ import annotations

import re
from typing import Final

from django import template
from django.utils.translation import get_language

from commonbeat.program.concerns.models import ConcernKind
from commonbeat.web.release_page import in_language

register = template.Library()
#: Languages that are written from right to left.
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


@register.filter
def kind_title(kind: ConcernKind) -> str:
    """The kind as the reader's language has it."""
    return str(in_language(kind.titles, get_language() or "en") or kind.code)


@register.filter
def lang_of(code: str) -> str:
    """The language for `lang`; "und" (undetermined) when the code is none."""
    return code if _TAG.match(code) else "und"


@register.filter
def dir_of(code: str) -> str:
    """The direction in which the language is written; the words' own when the code is none."""
    if not _TAG.match(code):
        return "auto"
    return "rtl" if code.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
