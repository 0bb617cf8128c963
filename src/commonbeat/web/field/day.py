"""`GET /field/day`: what the phone keeps for the officer's day, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import not_told
from commonbeat.program.notes.models import Note
from commonbeat.program.places.models import Place
from commonbeat.program.problems.models import Action
from commonbeat.program.problems.queries import actions_of
from commonbeat.program.visits.my_day import MyArea, MyDay, my_day
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of

#: Notes of one's own that a phone shows.
_WRITTEN: Final = 50
#: Actions on problems that a phone shows.
_ACTIONS: Final = 10


@require_GET
@ensure_csrf_cookie
@allow(Role.OFFICER)
def day(request: HttpRequest) -> HttpResponseBase:
    """The officer's areas with what is new, the places a visit may be logged at, and the agency's choices."""
    member = member_of(request)
    agency = member.agency
    now = datetime.now(UTC)
    mine = my_day(member, now)
    return JsonResponse(
        {
            "as_of": now.isoformat(),
            "today": mine.today.isoformat(),
            "member": {"id": member.pk, "name": member.name},
            "agency": {
                "name": agency.name,
                "zone": agency.zone,
                "raised_choices": agency.raised_choices,
                "languages": agency.languages,
                "stop_data_procedure": agency.stop_data_procedure,
            },
            "actions": [_action(one) for one in actions_of(member)[:_ACTIONS]],
            "to_tell": _to_tell(member, mine),
            "areas": [_mine(one) for one in mine.areas],
            "written": [_note(note) for note in _written(member)],
            "others": [_area(area, places) for area, places in mine.others],
        }
    )


def _to_tell(member: Member, mine: MyDay) -> int:
    """Commitments of the officer's areas that were not kept and whose reason nobody told yet."""
    return not_told(member).filter(area__in=[one.area.pk for one in mine.areas]).count()


def _action(one: Action) -> dict[str, Any]:
    return {
        "what": one.what,
        "due_on": one.due_on.isoformat(),
        "problem": {"id": one.problem_id, "title": one.problem.title, "area": one.problem.area.name},
    }


def _area(area: Area, places: list[Place]) -> dict[str, Any]:
    shown = [
        {"id": place.pk, "key": place.key, "label": place.label, "lon": place.lon, "lat": place.lat} for place in places
    ]
    return {"id": area.pk, "name": area.name, "places": shown}


def _mine(one: MyArea) -> dict[str, Any]:
    return _area(one.area, one.places) | {
        "role": one.role,
        "languages": one.area.languages,
        "last_here": one.last_here.isoformat() if one.last_here else None,
        "calls": [{"at": call.at, "words": call.words, "place": call.place} for call in one.calls],
        "more_calls": one.more_calls,
        "commitments": [_commitment(commitment) for commitment in one.commitments],
        "confirm": [_note(note) for note in one.confirm],
        "today": [_note(note) for note in one.today],
        "colleagues": [{"name": seen.name, "last_at": seen.last_at.isoformat()} for seen in one.colleagues],
    }


def _written(member: Member) -> QuerySet[Note]:
    """What the officer wrote and did not take back; sealed notes never rest on a phone."""
    mine = Note.objects.visible_to(member).filter(author=member, sealed=False, withdrawn_at__isnull=True)
    return mine.select_related("place").order_by("-written_at", "-pk")[:_WRITTEN]


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "entry": str(commitment.entry),
        "what": commitment.what,
        "to_role": commitment.to_role,
        "due_on": commitment.due_on.isoformat(),
        "place": commitment.place.label if commitment.place else None,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.pk,
        "code": str(note.code),
        "kind": note.kind,
        "text": note.text,
        "place": note.place.label,
        "confirm_by": note.confirm_by.isoformat(),
    }
