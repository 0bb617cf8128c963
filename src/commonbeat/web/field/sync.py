"""What phones send: entries, and then photos (docs/sync.md)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies.roles import STAFF
from commonbeat.program.visits import queries
from commonbeat.program.visits.models import Device
from commonbeat.program.visits.photos import BYTES_AT_MOST, keep_photo, path_of
from commonbeat.program.visits.pictures import PictureError
from commonbeat.program.visits.receive import ENTRIES_AT_MOST, receive
from commonbeat.web.access import allow
from commonbeat.web.field.devices import BATCH_BYTES, DEVICE, phones_only
from commonbeat.web.signed_in import member_of

#: No browser keeps a photo: its encounter may be set aside, and then it is gone.
_PHOTO_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline; filename=photo.jpg",
}


@require_POST
@phones_only
def sync(request: HttpRequest, device: Device) -> HttpResponseBase:
    """Store a batch of entries and answer for each."""
    if _length(request) > BATCH_BYTES:
        return _refusal(413, "too_large", _("The batch is too large."))
    entries = _entries(request.body)
    if entries is None or len(entries) > ENTRIES_AT_MOST:
        return _refusal(400, "malformed", _("The batch cannot be read."))
    answer = receive(device, entries)
    return JsonResponse(
        {
            "results": answer.results,
            "last_seq": answer.last_seq,
            "missing": answer.missing,
            "server_time": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
    )


@require_http_methods(["PUT"])
@phones_only
def send_photo(request: HttpRequest, device: Device, content_hash: str) -> HttpResponseBase:
    """Keep a photo that an entry named."""
    if _length(request) > BYTES_AT_MOST:
        return _refusal(413, "too_large", _("The photo is too large."))
    try:
        is_new = keep_photo(device, content_hash, request.read(BYTES_AT_MOST + 1))
    except PictureError as error:
        messages = {
            "hash": _("The photo came damaged."),
            "format": _("This is no picture that the server can read."),
            "size": _("The picture has too many pixels."),
            "unnamed": _("No entry of yours shows this photo. Photos of an encounter that was set aside are not kept."),
        }
        told = {"outcome": "rejected", "code": error.code, "message": messages[error.code]}
        return JsonResponse(told, status=422)
    return JsonResponse({"outcome": "accepted" if is_new else "already"})


@require_GET
@allow(*STAFF)
def show_photo(request: HttpRequest, content_hash: str) -> HttpResponseBase:
    """A photo of the agency, without any metadata."""
    member = member_of(request)
    photo = queries.photo(member, content_hash)
    if photo is None:
        raise Http404
    try:
        file = path_of(member.agency_id, photo.stored_hash).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type="image/jpeg", headers=_PHOTO_HEADERS)


@csrf_exempt
def photo(request: HttpRequest, content_hash: str) -> HttpResponseBase:
    """Phones send here, by their token; members look here, by their session."""
    view = send_photo if request.method == "PUT" else show_photo
    return view(request, content_hash)


photo.allowed_roles = DEVICE | frozenset(STAFF)  # type: ignore[attr-defined]


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _entries(body: bytes) -> list[Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    entries = told.get("entries") if isinstance(told, dict) else None
    return entries if isinstance(entries, list) else None


def _refusal(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
