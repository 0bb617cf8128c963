"""GeoReport v2 (http://wiki.open311.org/GeoReport_v2/): services, requests, tokens, discovery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from commonbeat.program.areas.models import Area
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.outside import Told, kinds_open, outside_id_for, requests_for
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.program.places.lookup import find_address
from commonbeat.program.places.models import Place
from commonbeat.program.places.near import find_spot
from commonbeat.program.places.queries import place_by_pk
from commonbeat.web.access import anybody
from commonbeat.web.open311 import answers, description
from commonbeat.web.open311.answers import Open311Error
from commonbeat.web.open311.door import asked, by_key
from commonbeat.web.open311.shapes import service, service_request

#: Days between the two dates of a question, as GeoReport limits it; and those that are meant when none is given.
_SPAN: Final = timedelta(days=90)
_WORDS, _ADDRESS, _OUTSIDE_ID, _REPLY_TO, _IDS = 2000, 300, 100, 200, 200
_NOTICE: Final = "Someone of the agency looks at it first. Names are not kept."
_SEALED: Final = (
    " Where to reply is kept sealed, used only to answer, and deleted 30 days after the last change."
    " A telephone number is kept only when there is no e-mail address."
)


@by_key("GET", "HEAD")
def services(request: HttpRequest, key: ApiKey, form: str) -> HttpResponse:
    """`services`: what may be reported."""
    del request
    return answers.many(form, ("services", "service"), [service(kind) for kind in kinds_open(key)])


@by_key("GET", "HEAD")
def definition(request: HttpRequest, key: ApiKey, form: str, code: str) -> HttpResponse:
    """`services/{code}`: no kind asks for more than place and words, so that the list of attributes is empty."""
    del request
    kind = _kind(key, code)
    return answers.one(form, "service_definition", {"service_code": kind.code, "attributes": []})


@by_key("GET", "HEAD", "POST")
def requests(request: HttpRequest, key: ApiKey, form: str) -> HttpResponse:
    """`requests`: report one (POST), or ask for several (GET)."""
    if request.method == "POST":
        return _report(request, key, form)
    found = requests_for(key, **_question(request))
    return answers.many(form, ("service_requests", "request"), [service_request(each, key) for each in found])


@by_key("GET", "HEAD")
def one_request(request: HttpRequest, key: ApiKey, form: str, code: str) -> HttpResponse:
    """`requests/{id}`."""
    del request
    return answers.many(form, ("service_requests", "request"), [service_request(_of_code(key, code), key)])


@by_key("GET", "HEAD")
def token(request: HttpRequest, key: ApiKey, form: str, code: str) -> HttpResponse:
    """`tokens/{token}`: ids are given at once here, so that a token is the id itself."""
    del request
    concern = _of_code(key, code).concern
    told = {"service_request_id": str(concern.code), "token": str(concern.code)}
    return answers.many(form, ("service_requests", "request"), [told])


@require_safe
@anybody
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """`discovery`: where the interface is; it tells nothing of any agency."""
    if form not in answers.FORMS:
        return answers.refusal(form, Open311Error(404, "Answers are given as .json and .xml."))
    base = request.build_absolute_uri("/open311/v2")
    return answers.one(form, "discovery", description.discovery(base, in_xml=form == answers.XML))


@require_safe
@anybody
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of the interface."""
    del request
    return JsonResponse(description.OPENAPI, json_dumps_params={"indent": 1})


def _report(request: HttpRequest, key: ApiKey, form: str) -> HttpResponse:
    given = _short(request, "service_request_id", _OUTSIDE_ID)
    code = asked(request, "service_code")
    if not code:
        raise Open311Error(400, "service_code was not provided.")
    kind, spot, address = _kind(key, code), _spot(request), _short(request, "address_string", _ADDRESS)
    if spot is None and not address:
        raise Open311Error(400, "Provide lat and long, or address_string.")
    words, reply_to = asked(request, "description"), _reply_to(request)
    place = _place(key, spot, address)
    if address and place is None:
        words = f"{words}\n({address})".strip()
    if len(words) > _WORDS:
        raise Open311Error(400, "description is longer than 2,000 letters.")
    saying = Saying(
        kind=kind,
        words=words,
        language=key.agency.languages[0] if key.agency.languages else "en",
        area=_area(key, place),
        place=place,
        lon=spot[0] if spot else None,
        lat=spot[1] if spot else None,
        reply_to=reply_to,
    )
    outside_id = outside_id_for(key, given)
    try:
        raised = raise_concern(key.agency, saying, channel=Concern.Channel.OPEN311, outside_id=outside_id, client=key)
    except ValidationError:
        raise Open311Error(400, "The report cannot be kept as it was sent.") from None
    told = {
        "service_request_id": str(raised.concern.code),
        "service_notice": _NOTICE + (_SEALED if reply_to else ""),
        "account_id": None,
    }
    return answers.many(form, ("service_requests", "request"), [told])


def _kind(key: ApiKey, code: str) -> ConcernKind:
    kind = kinds_open(key).filter(code=code).first()
    if kind is None:
        raise Open311Error(404, "service_code was not found.")
    return kind


def _of_code(key: ApiKey, code: str) -> Told:
    found = requests_for(key, codes=_uuids(code))
    if not found:
        raise Open311Error(404, "service_request_id was not found.")
    return found[0]


def _uuids(text: str) -> list[UUID]:
    """Those of the ids, parted by commas, that may be ours."""
    found = []
    for each in text.split(",")[:_IDS]:
        try:
            found.append(UUID(each.strip()))
        except ValueError:
            continue
    return found


def _question(request: HttpRequest) -> dict[str, Any]:
    ids, status = asked(request, "service_request_id"), asked(request, "status")
    if ids:  # GeoReport: the ids override every other argument
        return {"codes": _uuids(ids)}
    states = {each.strip().lower() for each in status.split(",") if each.strip()}
    if not states <= {"open", "closed"}:
        raise Open311Error(400, "status is open or closed.")
    since, until = _moment(request, "start_date"), _moment(request, "end_date")
    if since is None:
        since = (until or datetime.now(UTC)) - _SPAN
    if until is None:
        until = since + _SPAN
    if until < since or until - since > _SPAN:
        raise Open311Error(400, "start_date and end_date lie at most 90 days apart, in this order.")
    return {
        "kinds": [each.strip() for each in asked(request, "service_code").split(",") if each.strip()][:_IDS],
        "since": since,
        "until": until,
        "closed": ("closed" in states) if len(states) == 1 else None,
    }


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """A date and time as W3C writes it; one without a zone is in UTC."""
    text = asked(request, name).replace(" ", "+")  # a plus that was not escaped in the address
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)) is not None:
            moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        if moment is None:
            raise ValueError
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not 1970 <= moment.year <= 9000:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Open311Error(400, f"{name} is no date such as 2026-01-31T00:00:00Z.") from None


def _short(request: HttpRequest, name: str, most: int) -> str:
    value = asked(request, name)
    if len(value) > most:
        raise Open311Error(400, f"{name} is longer than {most} letters.")
    return value


def _spot(request: HttpRequest) -> tuple[float, float] | None:
    lat, lon = asked(request, "lat"), asked(request, "long") or asked(request, "lon")
    if not lat and not lon:
        return None
    try:
        spot = float(lon), float(lat)
    except ValueError:
        raise Open311Error(400, "lat and long are degrees (WGS 84), both.") from None
    if not (-180 <= spot[0] <= 180 and -90 <= spot[1] <= 90):
        raise Open311Error(400, "lat and long are degrees (WGS 84).")
    return spot


def _reply_to(request: HttpRequest) -> str:
    """Where to answer: the e-mail address, else the telephone number."""
    email = _short(request, "email", _REPLY_TO)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Open311Error(400, "email is no e-mail address.") from None
    return email or _short(request, "phone", 40)


def _place(key: ApiKey, spot: tuple[float, float] | None, address: str) -> Place | None:
    found = find_address(key.agency_id, address).place if address else None
    if found is None and spot is not None:
        found = find_spot(key.agency_id, *spot).place
    return place_by_pk(key.agency_id, found) if found is not None else None


def _area(key: ApiKey, place: Place | None) -> Area | None:
    """The one area in which the place lies; whoever looks at the queue chooses when there are several or none."""
    if place is None:
        return None
    areas = Area.objects.filter(agency_id=key.agency_id, state=Area.State.APPROVED, places=place).distinct()[:2]
    return areas[0] if len(areas) == 1 else None
