"""`/api/v1/briefing`: the briefing of the place that a machine or a member asks about."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from ninja import Query, Router

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.briefings.purpose import Purpose
from commonbeat.program.briefings.view import Reader, look_at, record_nothing_found
from commonbeat.program.clients.models import Scope
from commonbeat.program.places.lookup import NOTHING, Found, find_address
from commonbeat.program.places.models import Place
from commonbeat.program.places.near import find_spot
from commonbeat.program.places.queries import in_order, place_by_key, place_by_pk
from commonbeat.web.api.eido import BadIncidentError, Whereabouts, read_incident
from commonbeat.web.api.page import briefing_page
from commonbeat.web.api.reader import reader_of
from commonbeat.web.api.refusals import RefusedError, Several, answer_refused, wants_page
from commonbeat.web.api.shapes import BriefingOut, FoundOut, RefusedOut, briefing_out

router: Final = Router(tags=["briefing"])
_REFUSALS: Final[dict[int, Any]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), RefusedOut)
_HTML: Final = {"text/html": {"schema": {"type": "string"}}}
_NO_BRIEFING: Final = "No briefing for this place: the agency knows no place that is surely the one that was asked for."
_SEVERAL: Final = "Several places may be meant. Ask again with the id of one of them."

PurposeHeader = Annotated[
    Purpose | None, Query(description="Why; recorded with the view. Also as header Commonbeat-Purpose.")
]


@router.get(
    "/briefing",
    response={200: BriefingOut, **_REFUSALS},
    summary="The briefing of a place",
    operation_id="briefing",
    openapi_extra={"responses": {200: {"content": _HTML}}},
)
def briefing(
    request: HttpRequest,
    address: Annotated[str, Query(max_length=200, description="Address, corner, block, complex, as typed.")] = "",
    lat: Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)] = None,
    lon: Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)] = None,
    place: Annotated[str, Query(max_length=64, description="Place id of an earlier answer.")] = "",
    purpose: PurposeHeader = None,
) -> Any:
    """Ask by `address`, by `lat` and `lon`, or by `place`: by one of the three."""
    reader = reader_of(request, Scope.BRIEFING)
    asked = [bool(address.strip()), lat is not None and lon is not None, bool(place.strip())]
    if sum(asked) != 1 or (lat is None) != (lon is None):
        raise RefusedError(422, "question", "Ask by address, by lat and lon, or by place: by one of the three.")
    why = _purpose(request, purpose)
    with agency_scope(reader.agency.pk):
        if place.strip():
            there = place_by_key(reader.agency, place.strip())
            found = Found(place=there.pk, how="exact") if there is not None else NOTHING
            return _answer(request, reader, found, why, FoundOut(by="place", how=found.how), known=there)
        if lat is not None and lon is not None:
            found = find_spot(reader.agency.pk, lon, lat)
            return _answer(request, reader, found, why, FoundOut(by="spot", how=found.how))
        found = find_address(reader.agency.pk, address)
        return _answer(request, reader, found, why, FoundOut(by="address", how=found.how))


@router.post(
    "/briefing/eido",
    response={200: BriefingOut, **_REFUSALS},
    summary="The briefing for an incident (NENA EIDO)",
    operation_id="briefing_eido",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object", "description": "A NENA EIDO incident."}}},
        },
        "responses": {200: {"content": _HTML}},
    },
)
def briefing_eido(request: HttpRequest, purpose: PurposeHeader = None) -> Any:
    """Send an incident as it is; only its id and its locations are read, and nothing of it is kept but the id."""
    reader = reader_of(request, Scope.EIDO)
    why = _purpose(request, purpose)
    try:
        incident = read_incident(request.body)
    except (RequestDataTooBig, UnreadablePostError):
        raise RefusedError(413, "too_large", "The incident is larger than 256 kB.") from None
    except BadIncidentError as error:
        raise RefusedError(400, "bad_incident", str(error)) from None
    if incident.where is None:
        raise RefusedError(
            422, "no_location", "The incident holds no location by value with a civic address or a point."
        )
    with agency_scope(reader.agency.pk):
        found = _whereabouts(reader, incident.where)
        told = FoundOut(by="eido", how=found.how, location_type=incident.where.kind)
        return _answer(request, reader, found, why, told, incident=incident.id)


def _whereabouts(reader: Reader, where: Whereabouts) -> Found:
    """By the civic address; a point beside an address that is not known only offers what lies near."""
    found = find_address(reader.agency.pk, where.address) if where.address else NOTHING
    if found is not NOTHING or where.lon is None or where.lat is None:
        return found
    near = find_spot(reader.agency.pk, where.lon, where.lat, uncertainty=where.uncertainty)
    if where.address and near.place is not None:
        return Found(candidates=(near.place,), how="spot")
    return near


def _purpose(request: HttpRequest, given: Purpose | None) -> Purpose:
    header = request.headers.get("Commonbeat-Purpose", "").strip()
    if given is not None or not header:
        return given or Purpose.DISPATCHED
    try:
        return Purpose(header)
    except ValueError:
        raise RefusedError(422, "purpose", f"The purpose is one of: {', '.join(Purpose.values)}.") from None


def _answer(
    request: HttpRequest,
    reader: Reader,
    found: Found,
    purpose: Purpose,
    told: FoundOut,
    *,
    known: Place | None = None,
    incident: str = "",
) -> HttpResponse:
    place = known or (place_by_pk(reader.agency.pk, found.place) if found.place is not None else None)
    if place is None:
        several = in_order(reader.agency.pk, found.candidates)
        record_nothing_found(reader, purpose, found_by=told.by, several=bool(several))
        if several:
            return answer_refused(request, RefusedError(409, "several_places", _SEVERAL), Several(several))
        return answer_refused(request, RefusedError(404, "no_briefing", _NO_BRIEFING))
    made = look_at(reader, place, purpose, found_by=told.by, incident=incident)
    if wants_page(request):
        return briefing_page(request, made, told)
    return JsonResponse(briefing_out(made, told))
