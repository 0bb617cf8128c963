"""Entries that came twice with different content: both side by side, and a sergeant decides which stands."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import PulledAway
from commonbeat.program.visits.actions import settle_conflict
from commonbeat.program.visits.models import SyncConflict, Visit
from commonbeat.program.visits.queries import open_conflicts
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of

#: Fields of an entry in the order they are shown, with their names.
_FIELDS: Final = {
    "area": gettext_lazy("Area"),
    "place": gettext_lazy("Place"),
    "began_at": gettext_lazy("Began"),
    "minutes": gettext_lazy("Minutes"),
    "kind": gettext_lazy("Kind"),
    "talks_they_started": gettext_lazy("Talks they started"),
    "talks_i_started": gettext_lazy("Talks the officer started"),
    "raised": gettext_lazy("Raised"),
    "raised_text": gettext_lazy("Raised, in words"),
    "language": gettext_lazy("Language"),
    "what": gettext_lazy("Promised"),
    "to_role": gettext_lazy("To whom"),
    "due_on": gettext_lazy("Due"),
    "by_whom": gettext_lazy("By whom"),
    "for_what": gettext_lazy("For what"),
}
_STORED: Final[dict[str, Any]] = {"visit": Visit, "commitment": Commitment, "pulled_away": PulledAway}


@require_GET
@allow(Role.SERGEANT)
def conflicts(request: HttpRequest) -> HttpResponseBase:
    """All that wait."""
    return _page(request)


@require_POST
@allow(Role.SERGEANT)
def settle(request: HttpRequest, conflict: int) -> HttpResponseBase:
    """Keep one."""
    member = member_of(request)
    found = SyncConflict.objects.visible_to(member).filter(pk=conflict).first()
    if found is None:
        raise Http404
    try:
        settle_conflict(member, found, second_stands=request.POST.get("keep") == "second")
    except ValidationError as error:
        return _page(request, error.messages)
    messages.success(request, _("It is settled. Both versions stay readable."))
    return redirect("office:conflicts")


def _page(request: HttpRequest, trouble: list[str] | None = None) -> HttpResponseBase:
    member = member_of(request)
    told = [(conflict, _beside(member, conflict)) for conflict in open_conflicts(member)]
    return render(
        request,
        "office/conflicts.html",
        {"conflicts": told, "trouble": trouble or []},
        status=422 if trouble else 200,
    )


def _beside(member: Member, conflict: SyncConflict) -> list[tuple[str, str, str, bool]]:
    """Rows of (field, what came first, what came second, whether they differ)."""
    first, second = _stored(member, conflict), conflict.content or {}
    rows = []
    for name, label in _FIELDS.items():
        if name in first or name in second:
            one, other = _words(member, name, first.get(name)), _words(member, name, second.get(name))
            rows.append((str(label), one, other, one != other))
    return rows


def _stored(member: Member, conflict: SyncConflict) -> dict[str, Any]:
    """What came first, in the words of an entry."""
    model = _STORED.get(conflict.kind)
    row = model.objects.visible_to(member).filter(entry=conflict.entry).first() if model else None
    if row is None:
        return {}
    told = {name: getattr(row, name) for name in _FIELDS if hasattr(row, name)}
    for name in ("area", "place"):
        if hasattr(row, f"{name}_id"):
            told[name] = getattr(row, f"{name}_id")
    return told


def _words(member: Member, name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name in ("area", "place"):
        model = Area if name == "area" else Place
        row = model.objects.visible_to(member).filter(pk=value).first()
        return str(row) if row is not None else str(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if name == "began_at":
        at = parse_datetime(value) if isinstance(value, str) else value
        return at.astimezone(ZoneInfo(member.agency.zone)).strftime("%Y-%m-%d %H:%M") if at else str(value)
    return str(value)
