"""The shapes of the answers (docs/api.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from commonbeat.program.briefings.brief import Briefing, Known


class PlaceOut(Schema):
    """The place that was found."""

    id: Annotated[str, Field(description="Place id; ask with it again to be sure of the same place.")]
    label: str
    kind: Annotated[str, Field(description="address, intersection, block, complex, landmark or point")]
    lon: float | None
    lat: float | None
    calls_last_year: Annotated[int, Field(description="Community-started calls in the last year of the call lake.")]


class FoundOut(Schema):
    """How the place was found."""

    by: Annotated[str, Field(description="address, spot, place or eido")]
    how: Annotated[str, Field(description="exact; typing: an error in the typing was bridged; name; range; spot")]
    location_type: Annotated[
        str, Field(description="Of an incident: which of its locations was taken. A RoutingLocation may be a tower.")
    ] = ""


class ReachOut(Schema):
    """Who knows the place."""

    name: str
    phone: str
    languages: list[str]
    role: Annotated[str, Field(description="posted, backup, or before (was posted here until `until`)")]
    since: date | None
    until: date | None


class NoteOut(Schema):
    """A live note."""

    kind: Annotated[str, Field(description="access, hazard, contact, works, failed, language, calendar or services")]
    text: str
    source: str
    author: str
    written: date
    confirmed: date | None
    confirm_by: Annotated[date, Field(description="The day on which it drops out unless someone confirms it.")]
    disputed: Annotated[list[str], Field(description="Why somebody who read it says that it is wrong.")]


class CommitmentOut(Schema):
    """A promise that is open."""

    what: str
    to_role: str
    due_on: date
    made_by: str
    overdue: bool
    here: Annotated[bool, Field(description="True for the place itself, False for its area.")]


class CallOut(Schema):
    """A community call in words."""

    at: Annotated[datetime, Field(description="Local time; with day_only its day alone is told.")]
    day_only: bool
    words: str


class BriefingOut(Schema):
    """What the next officer needs to know before knocking."""

    place: PlaceOut
    found: FoundOut
    areas: list[str]
    knows: list[ReachOut]
    notes: list[NoteOut]
    commitments: list[CommitmentOut]
    recent_calls: list[CallOut]
    languages: list[str]
    made_at: datetime


class CandidateOut(Schema):
    """A place that may be meant."""

    place: str
    label: str
    kind: str


class RefusedOut(Schema):
    """Why there is no briefing."""

    code: str
    message: str
    candidates: list[CandidateOut] = Field(default_factory=list)


def briefing_out(briefing: Briefing, found: FoundOut) -> dict[str, Any]:
    """The briefing as it is answered: of the shape of `BriefingOut`, without the time that checking it would take."""
    place = briefing.place
    return {
        "place": {
            "id": place.key,
            "label": place.label,
            "kind": place.kind,
            "lon": place.lon,
            "lat": place.lat,
            "calls_last_year": place.calls_last_year,
        },
        "found": found.model_dump(),
        "areas": briefing.areas,
        "knows": [_fields(reach) for reach in briefing.knows],
        "notes": [_note(note) for notes in briefing.notes.values() for note in notes],
        "commitments": [_fields(promise) for promise in briefing.commitments],
        "recent_calls": [_fields(call) for call in briefing.calls],
        "languages": briefing.languages,
        "made_at": briefing.made_at,
    }


def _note(note: Known) -> dict[str, Any]:
    told = _fields(note)
    del told["code"]  # opens pages of members, nothing here
    told["disputed"] = told.pop("disputes")
    return told


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
