"""An export on its way into the lake: checked, its mapping corrected by a person, loaded; held ones decided about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final
from zoneinfo import available_timezones

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.intake.mapping import FIELDS, Field, Mapping, mapping_text
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.jobs.actions import check_again, discard_import, load_checked
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.second_person import decide_held
from commonbeat.web.access import allow, refuse
from commonbeat.web.signed_in import member_of

#: Fields that a call needs, or that most exports have; the others stand under "more".
_FIRST: Final = ("incident_id", "received", "call_type", "address", "lon", "lat")
_MANY: Final = ("address_parts", "cross_street")
_MEANINGS: Final = {
    "incident_id": gettext_lazy("Number of the incident"),
    "received": gettext_lazy("When the call came in (date and time)"),
    "received_date": gettext_lazy("The day, when the time is in another column"),
    "received_time": gettext_lazy("The time of day"),
    "dispatched": gettext_lazy("When the first unit was sent"),
    "arrived": gettext_lazy("When the first unit was there"),
    "cleared": gettext_lazy("When the call was closed"),
    "call_type": gettext_lazy("Kind of call"),
    "call_type_desc": gettext_lazy("Kind of call in words, when there is a code as well"),
    "disposition": gettext_lazy("How it ended"),
    "address": gettext_lazy("Address"),
    "address_parts": gettext_lazy("Address in several columns, in reading order"),
    "cross_street": gettext_lazy("Second street of a corner"),
    "city": gettext_lazy("City"),
    "lon": gettext_lazy("Longitude"),
    "lat": gettext_lazy("Latitude"),
    "x": gettext_lazy("East on a plane"),
    "y": gettext_lazy("North on a plane"),
    "point": gettext_lazy("Both coordinates in one column"),
    "beat": gettext_lazy("Patrol beat or district"),
    "priority": gettext_lazy("Priority"),
    "self_initiated": gettext_lazy("Whether an officer started the call"),
    "unit": gettext_lazy("Unit"),
    "report_number": gettext_lazy("Number of the report"),
}


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def show(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """How far the export is; what is in it; the mapping to correct."""
    return _show(request, _import(member_of(request), bringing))


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def answer(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """Answer the open questions, and check again."""
    found = _import(member_of(request), bringing)
    asked = [one["text"] for one in found.report.get("asked", [])]
    told = {text: request.POST.get(question_name(text), "").strip()[:200] for text in asked}
    answers = {text: words for text, words in told.items() if words}
    return _do(request, found, lambda: check_again(member_of(request), found, mapping=None, answers=answers))


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def correct(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """Take a corrected mapping, and check again."""
    found = _import(member_of(request), bringing)
    try:
        mapping = mapping_of(found, request.POST)
    except ValidationError as error:
        return _show(request, found, error.messages)
    text = mapping_text(mapping)
    return _do(request, found, lambda: check_again(member_of(request), found, mapping=text, answers={}))


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def load(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """Load the export into the lake."""
    found = _import(member_of(request), bringing)
    return _do(request, found, lambda: load_checked(member_of(request), found))


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def discard(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """Delete the upload."""
    found = _import(member_of(request), bringing)
    try:
        discard_import(member_of(request), found)
    except ValidationError as error:
        return _show(request, found, error.messages)
    messages.success(request, _("The uploaded file is deleted."))
    return redirect("office:selection")


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def decide(request: HttpRequest, bringing: int) -> HttpResponseBase:
    """Let a held import in, or take it back: what a second person says."""
    member = member_of(request)
    found = _import(member, bringing)
    if not member.has_perm("jobs.decide", found):
        refuse(request)
    decision = Import.Phase.APPROVE if request.POST.get("decision") == "approve" else Import.Phase.UNDO
    return _do(request, found, lambda: decide_held(member, found, decision))


def question_name(text: str) -> str:
    """The name of a question's form field."""
    return "q" + hashlib.sha256(text.encode()).hexdigest()[:12]


def mapping_of(found: Import, posted: QueryDict) -> Mapping:
    """The mapping that a person chose.

    Raises:
        ValidationError: a column is not the export's, or the zone is no zone.
    """
    columns = set(found.report.get("columns", []))
    formats = {one["name"]: (tuple(one["columns"]), one["format"]) for one in found.report.get("mapped", [])}
    fields = []
    for name in FIELDS:
        chosen = tuple(column for column in posted.getlist(f"column-{name}") if column)
        if not chosen:
            continue
        if not set(chosen) <= columns or (len(chosen) > 1 and name not in _MANY):
            raise ValidationError(_("The export has no such column."))
        known, reading = formats.get(name, ((), ""))
        said = posted.get(f"format-{name}", "").strip()[:120]
        fields.append(Field(name, chosen, 1.0, said or (reading if known == chosen else "") or None))
    zone = posted.get("zone", "").strip()
    if zone and zone not in available_timezones():
        raise ValidationError(_("%(zone)s is no time zone; write one such as America/Chicago.") % {"zone": zone})
    return Mapping(tuple(fields), zone=zone or None)


def _import(member: Member, pk: int) -> Import:
    found = Import.objects.visible_to(member).select_related("started_by", "decided_by", "agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, found: Import, write: Callable[[], Import]) -> HttpResponseBase:
    try:
        write()
    except ValidationError as error:
        return _show(request, found, error.messages)
    return redirect("office:import", found.pk)


def _show(request: HttpRequest, found: Import, trouble: list[str] | None = None) -> HttpResponseBase:
    report = found.report
    mapped = {one["name"]: one for one in report.get("mapped", [])}
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "meaning": _MEANINGS.get(name, name),
            "many": name in _MANY,
            "plane": name in ("x", "y"),
            "found": mapped.get(name),
            "columns": mapped[name]["columns"] if name in mapped else [],
        }
        for name in FIELDS
    ]
    told = {
        "bringing": found,
        "work": found,
        "report": report,
        "rows": [row for row in rows if row["found"] or row["name"] in _FIRST],
        "more": [row for row in rows if not row["found"] and row["name"] not in _FIRST],
        "asked": [one | {"field": question_name(one["text"])} for one in report.get("asked", [])],
        "trouble": trouble or [],
        "may_decide": member_of(request).has_perm("jobs.decide", found),
        "refresh": "office:import",
    }
    return render(request, "office/import.html", told, status=422 if trouble else 200)
