"""Promised against delivered as a drawing: a gray bar for what was promised, the teal one in it for what came.

The drawing holds no words, so that it may be any width; the page puts the words around it and the table behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commonbeat.program.postings.delivered import Week

_HIGH = 100.0
#: Width of a week, and of the bar in it.
_STEP, _BAR = 10.0, 7.0


def highest(weeks: Sequence[Week]) -> float:
    """The hours that the top of the drawing stands for."""
    return max((max(week.hours.promised, week.hours.delivered) for week in weeks), default=0.0) or 1.0


def draw_weeks(weeks: Sequence[Week], norm: int, label: str, *, top: float | None = None) -> SafeString:
    """Bars, a week each.

    Args:
        weeks: oldest first.
        norm: percent of the promise that the agency holds itself to; a line across each bar.
        label: what a screen reader says.
        top: hours at the top; the highest week when None.
    """
    scale = _HIGH / (top or highest(weeks))
    bars = format_html_join(
        "",
        '<rect class="of-promised" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="of-delivered" x="{}" y="{}" width="{}" height="{}"/>'
        '<path class="of-norm" d="M{} {}h{}"/>',
        (
            (
                *_bar(number, week.hours.promised * scale),
                *_bar(number, week.hours.delivered * scale),
                f"{number * _STEP + 1:g}",
                f"{_HIGH - week.hours.promised * scale * norm / 100:.2f}",
                f"{_BAR:g}",
            )
            for number, week in enumerate(weeks)
        ),
    )
    return format_html(
        '<svg class="of-weeks" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>',
        label,
        f"{max(len(weeks), 1) * _STEP:g}",
        f"{_HIGH:g}",
        bars,
    )


def _bar(number: int, height: float) -> tuple[str, str, str, str]:
    return f"{number * _STEP + 1.5:g}", f"{_HIGH - height:.2f}", f"{_BAR:g}", f"{height:.2f}"
