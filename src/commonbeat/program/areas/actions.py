"""Writes about areas: a person approves one out of a run, and closes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area, AreaPlace, SelectionRun
from commonbeat.program.areas.queries import found_areas
from commonbeat.program.audit.record import record
from commonbeat.program.guard import check_text
from commonbeat.program.languages import language_code
from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import Posting


@action
def approve_area(
    by: Member,
    run: SelectionRun,
    area_id: str,
    *,
    name: str,
    why: str,
    promised_hours: Decimal,
    languages: Sequence[str] = (),
) -> Area:
    """Make an area that a run drew an area of the program. A person decides, and says why.

    Args:
        by: a sergeant.
        run: the finished run it came out of; its data, settings and code version stay with it.
        area_id: the area in the run ("A3").
        name: what people call it.
        why: the person's own words.
        promised_hours: hours a week that the department means to be there.
        languages: codes of languages spoken there; those that the run knows are added.

    Raises:
        PermissionDenied: only a sergeant approves.
        ValidationError: the run has no such area, it is approved already, or a word is missing.
    """
    if not by.has_perm("areas.approve", run):
        raise PermissionDenied
    present = SelectionRun.objects.visible_to(by).get(pk=run.pk)
    found = next((one for one in found_areas(present) if one.area_id == area_id), None)
    if present.state != SelectionRun.State.DONE or found is None:
        raise ValidationError(_("The run has no such area."))
    if found.approved is not None:
        raise ValidationError(_("This area is approved already, as %(name)s.") % {"name": found.approved.name})
    why = why.strip()
    if not why:
        raise ValidationError({"why": _("Say in a sentence why this area.")})
    findings = check_text(why, translation)
    if findings:
        raise ValidationError({"why": findings[0].why})
    if not 0 < promised_hours <= 400:
        raise ValidationError({"promised_hours": _("Promise more than 0 and at most 400 hours a week.")})
    spoken = dict.fromkeys([*languages, *(language_code(each) for each in found.record.get("languages", {}))])
    area = Area(
        agency=by.agency,
        name=name.strip(),
        state=Area.State.APPROVED,
        polygon=_polygon(found.record),
        lon=found.record.get("lon"),
        lat=found.record.get("lat"),
        languages=list(spoken),
        expected_calls=found.record.get("expected"),
        promised_hours=promised_hours,
        run=present,
        area_of_run=area_id,
        approved_by=by,
        approved_at=datetime.now(UTC),
        why=why,
    )
    area.full_clean()
    area.save()
    for place in _places(by, found.record, found.places):
        AreaPlace.objects.create(agency=by.agency, area=area, place=place)
    record("area.approve", actor=by, about=area, details={"run": present.pk, "area": area_id})
    return area


@action
def close_area(by: Member, area: Area) -> Area:
    """Close an area that needs nobody any more. Its history stays.

    Raises:
        PermissionDenied: only a sergeant closes.
        ValidationError: an officer is still posted there, or it is closed.
    """
    if not by.has_perm("areas.approve", area):
        raise PermissionDenied
    present = Area.objects.visible_to(by).select_for_update().get(pk=area.pk)
    if present.state != Area.State.APPROVED:
        raise ValidationError(_("This area is closed already."))
    today = datetime.now(UTC).date()
    for posting in Posting.objects.visible_to(by).filter(area=present):
        if posting.ends_on is None or posting.ends_on > today:
            raise ValidationError(_("An officer is posted there. End the posting first, with its handover."))
    present.state, present.closed_at = Area.State.CLOSED, datetime.now(UTC)
    present.save(update_fields=["state", "closed_at"])
    record("area.close", actor=by, about=present)
    return present


def _polygon(found: dict[str, Any]) -> dict[str, Any]:
    """The outline as GeoJSON; empty without coordinates."""
    return {"type": "Polygon", "coordinates": [found["polygon"]]} if found.get("polygon") else {}


def _places(by: Member, found: dict[str, Any], listed: Sequence[dict[str, Any]]) -> list[Place]:
    """The area's places; one that was not brought from the lake yet is made from what the run says of it."""
    told = {place["place_id"]: place for place in listed}
    labels = dict(zip(found["place_ids"], found.get("place_labels", ()), strict=False))
    places = []
    for key in found["place_ids"]:
        place = told.get(key, {})
        made, _new = Place.objects.get_or_create(
            agency=by.agency,
            key=key,
            defaults={
                "label": str(place.get("label") or labels.get(key) or key)[:200],
                "lon": place.get("lon"),
                "lat": place.get("lat"),
                "calls_last_year": int(place.get("calls", 0)),
            },
        )
        places.append(made)
    return places
