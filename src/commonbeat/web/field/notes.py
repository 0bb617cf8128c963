"""What an officer says of a note from the phone, while there is a signal: it is wrong, or it is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.notes.actions import dispute_note, withdraw_note
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import note_for
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of

#: Characters of a reason at most.
_REASON = 280


@require_POST
@allow(Role.OFFICER)
def dispute(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Say what is wrong with a note; a sergeant settles it."""
    why = _reason(request.body)
    return _answer(request, code, lambda member, note: dispute_note(member, note, why))


@require_POST
@allow(Role.OFFICER)
def withdraw(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Take a note of one's own out of every briefing."""
    return _answer(request, code, withdraw_note)


def _answer(request: HttpRequest, code: UUID, do: Callable[[Member, Note], object]) -> HttpResponseBase:
    member = member_of(request)
    note = note_for(member, code)
    if note is None:
        raise Http404
    try:
        do(member, note)
    except ValidationError as error:
        return JsonResponse({"code": "invalid", "message": error.messages[0]}, status=422)
    return JsonResponse({"outcome": "accepted"})


def _reason(body: bytes) -> str:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    why = told.get("why") if isinstance(told, dict) else None
    return why.strip()[:_REASON] if isinstance(why, str) else ""
