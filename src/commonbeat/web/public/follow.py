"""Following a concern by its tracking word. The word is sent in a form, so that it stands in no address and no log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commonbeat.program.concerns.public_door import open_again
from commonbeat.program.publishing.models import Answer
from commonbeat.web.access import anybody
from commonbeat.web.public import published
from commonbeat.web.public.frame import Visit
from commonbeat.web.public.limits import opening_by_address, source, words_by_address
from commonbeat.web.public.say import too_many
from commonbeat.web.release_page import in_language

_LONGEST: Final = 80
_SETTLED: Final = frozenset({"done", "not done"})
_STATES: Final = {
    "queued": gettext_lazy("We have it. Somebody will look at it."),
    "open": gettext_lazy("Somebody looked at it. It is with your officers."),
    "under way": gettext_lazy("We are working on it."),
    "passed on": gettext_lazy("It is with the service that can fix it."),
    "done": gettext_lazy("It is done."),
    "not done": gettext_lazy("It will not be done. The reason stands below."),
    "set aside": gettext_lazy("It was closed."),
}
_STEPS: Final = {
    "arrived": gettext_lazy("You told us"),
    "let through": gettext_lazy("Somebody looked at it"),
    "answered": gettext_lazy("We answered"),
    "started": gettext_lazy("Work began"),
    "passed on": gettext_lazy("Passed on to the service"),
    "told back": gettext_lazy("The service reported back"),
    "done": gettext_lazy("Done"),
    "not done": gettext_lazy("Will not be done"),
    "reopened": gettext_lazy("Not fixed: open again"),
    "moved": gettext_lazy("Moved to another area"),
    "set aside": gettext_lazy("Closed"),
}


@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, site: str) -> HttpResponse:
    """Ask for the word; with it, show every step, and open it again when it was not fixed."""
    visit = Visit(request, site)
    if request.method != "POST":
        return visit.told("public/follow.html")
    word = request.POST.get("word", "").strip()[:_LONGEST]
    wait = words_by_address.wait(source(request))
    if wait:
        return too_many(request, wait)
    found = published.answer_to(visit.site, word) if word else None
    if found is None:
        words_by_address.add(source(request))
        return visit.told("public/follow.html", {"unknown": True}, status=404)
    if "reopen" in request.POST and found.state in _SETTLED:
        wait = opening_by_address.wait(source(request))
        if wait:
            return too_many(request, wait)
        opening_by_address.add(source(request))
        open_again(visit.site.agency_id, word)
        found = published.answer_to(visit.site, word) or found
    return visit.told("public/answer.html", {"word": word, **_answer(found, visit.language)})


def _answer(found: Answer, language: str) -> dict[str, Any]:
    return {
        "state": _STATES.get(found.state, _("We have it. Somebody will look at it.")),
        "is_done": found.state == "done",
        "is_settled": found.state in _SETTLED,
        "kind": in_language(found.kind_titles, language) or "",
        "area": found.area_title,
        "steps": [
            {
                "at": datetime.fromisoformat(step["at"]),
                "title": _STEPS.get(step["kind"], ""),
                "words": step["words"],
                "kind": step["kind"].replace(" ", "-"),
            }
            for step in found.steps
        ],
    }
