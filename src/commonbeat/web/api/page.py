"""A briefing as one page that stands alone: a dispatch system shows it as it is, without another request."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from commonbeat.program.briefings.brief import Briefing
from commonbeat.web.api.shapes import FoundOut

_SHEET: Final = Path(__file__).parents[1] / "static" / "office" / "briefing.css"


def briefing_page(request: HttpRequest, briefing: Briefing, found: FoundOut) -> HttpResponse:
    """The page, with its one style sheet inside, which the policy of the answer names by its hash."""
    sheet, name = _sheet()
    told = {"briefing": briefing, "found": found, "sheet": sheet}
    response = HttpResponse(render_to_string("briefing/alone.html", told, request))
    response._csp_replace = {"style-src": [name]}  # type: ignore[attr-defined]
    return response


@cache
def _sheet() -> tuple[str, str]:
    text = _SHEET.read_text(encoding="utf-8")
    return text, f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
