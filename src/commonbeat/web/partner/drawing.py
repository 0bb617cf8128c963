"""Calls by quarter as a drawing: the property in teal, the middle of similar ones as a gray line across its bar.

The drawing holds no words, so that it may be any width; the page puts the words around it and the table below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commonbeat.program.partners.counts import QuarterOfCalls

_HIGH, _STEP, _BAR = 100.0, 10.0, 6.0


def draw_quarters(quarters: Sequence[QuarterOfCalls], label: str) -> SafeString:
    """Bars, a quarter each; "" when nothing is shown.

    Args:
        quarters: oldest first; a withheld one is a hatched foot of the same height everywhere.
        label: what a screen reader says.
    """
    top = max((max(one.calls or 0, one.similar or 0) for one in quarters), default=0)
    if not top:
        return SafeString("")
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                "pa-withheld" if one.calls is None else "pa-own",
                f"{number * _STEP + 2:g}",
                f"{_HIGH - _height(one.calls, top):.2f}",
                f"{_BAR:g}",
                f"{_height(one.calls, top):.2f}",
            )
            for number, one in enumerate(quarters)
        ),
    )
    lines = format_html_join(
        "",
        '<path class="pa-similar" d="M{} {}h{}"/>',
        (
            (f"{number * _STEP + 0.8:g}", f"{_HIGH - one.similar / top * _HIGH:.2f}", "8.4")
            for number, one in enumerate(quarters)
            if one.similar is not None
        ),
    )
    return format_html(
        '<svg class="pa-drawing" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}{}</svg>',
        label,
        f"{len(quarters) * _STEP:g}",
        f"{_HIGH:g}",
        bars,
        lines,
    )


def _height(calls: int | None, top: int) -> float:
    return 4.0 if calls is None else calls / top * _HIGH
