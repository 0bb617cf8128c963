"""Small words that the office's templates need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from commonbeat.analysis.geometry import FEET_PER_METER
from commonbeat.analysis.sentences import category_name, flag_name, language_name
from commonbeat.program.languages import spoken_name
from commonbeat.program.postings.delivered import Week
from commonbeat.program.postings.planning import page_language

register = template.Library()


@register.filter
def middle(weeks: Sequence[Week]) -> date | None:
    """The Monday in the middle, for the axis."""
    return weeks[len(weeks) // 2].monday if weeks else None


@register.simple_tag
def more(rows: Mapping[str, Any]) -> SafeString | str:
    """ "and 3 more" under a list that shows only the first rows."""
    left = int(rows["count"]) - len(rows["first"])
    if left <= 0:
        return ""
    words = ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left}
    return format_html('<p class="of-quiet">{}</p>', words)


@register.filter
def spoken(code: str) -> str:
    """The language's name in the reader's own."""
    return language_name(spoken_name(code), page_language())


@register.filter
def call_category(category: str) -> str:
    """A category of calls in the reader's language."""
    return category_name(category, page_language())


@register.filter
def place_flag(flag: str) -> str:
    """A flag of a place in the reader's language."""
    return flag_name(flag, page_language())


@register.filter
def feet(meters: float | None) -> int:
    """A length in whole feet."""
    return round((meters or 0.0) * FEET_PER_METER)


@register.filter
def percent(share: float | None) -> str:
    """A share of 1 in whole percent."""
    return "" if share is None else f"{100 * share:.0f}%"


@register.inclusion_tag("office/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, hint and error."""
    return {"field": bound}


@register.filter
def signed(share: float | None) -> str:
    """A change as a whole percent with its sign: -0.2 is "−20%"."""
    if share is None:
        return "–"
    whole = round(share * 100)
    return f"{'−' if whole < 0 else '+' if whole > 0 else ''}{abs(whole)}%"


@register.filter
def model_name(row: Model) -> str:
    """What a row is, such as "visit"."""
    return type(row).__name__.lower()
