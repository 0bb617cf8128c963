"""Calls of the property by quarter beside similar properties, and how they are counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.program.partners.counts import calls_of
from commonbeat.program.partners.models import Estate
from commonbeat.program.problems.live import the_lake
from commonbeat.web.partner.drawing import draw_quarters
from commonbeat.web.partner.estates import of_estate, page_of


@require_GET
@of_estate
def calls(request: HttpRequest, estate: Estate) -> HttpResponseBase:
    """Counts, a drawing of them, and what they leave out."""
    lake = the_lake()
    found = calls_of(estate, lake) if lake is not None else None
    quarters = found.quarters if found else ()
    label = _("Calls of the property by quarter. The table below has the numbers.")
    told = {
        "found": found,
        "quarters": quarters,
        "last": quarters[-1] if quarters else None,
        "compared": any(one.similar is not None for one in quarters),
        "withheld": any(one.calls is None for one in quarters),
        "kinds": [(kind, calls) for kind, calls in found.kinds if calls is not None] if found else [],
        "drawing": draw_quarters(quarters, label),
        "top": max((max(one.calls or 0, one.similar or 0) for one in quarters), default=0),
    }
    return page_of(request, estate, "partner/calls.html", told)
