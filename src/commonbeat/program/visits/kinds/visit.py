"""`visit`: time spent at an area."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, cast
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from commonbeat.program.audit.record import Entry
from commonbeat.program.visits.incoming import Incoming
from commonbeat.program.visits.kinds.content import EntryContent, Minutes, RowId, Sha256, Talks, Text, Word
from commonbeat.program.visits.models import Device, Visit


class VisitContent(EntryContent):
    """A visit as the phone tells it (docs/sync.md)."""

    times: ClassVar = ("began_at", "written_at")
    free_text: ClassVar = ("raised_text",)
    pointer: ClassVar = "amends"

    area: RowId
    place: RowId | None = None
    began_at: AwareDatetime
    minutes: Minutes
    kind: Literal["hung out", "walked", "meeting", "event", "follow-up"]
    talks_they_started: Talks = 0
    talks_i_started: Talks = 0
    raised: Annotated[list[Word], Field(default_factory=list, max_length=20)]
    raised_text: Text = ""
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?$")] = ""
    photos: Annotated[list[Sha256], Field(default_factory=list, max_length=4)]
    amends: UUID | None = None
    withdrawn: bool = False
    written_at: AwareDatetime | None = None


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the visits, each by itself; `families` then says which of them stand."""
    made = Visit.objects.bulk_create([_visit(device, item) for item in items])
    return [Entry("visit.create", about=visit, details={"entry": str(visit.entry)}) for visit in made]


def _visit(device: Device, item: Incoming) -> Visit:
    told = cast("VisitContent", item.content)
    assert isinstance(told, VisitContent) and item.entry is not None  # noqa: S101 - for the type checker
    return Visit(
        agency_id=device.agency_id,
        entry=item.name,
        officer_id=device.member_id,
        area_id=told.area,
        place_id=told.place,
        began_at=told.began_at,
        minutes=told.minutes,
        kind=told.kind,
        talks_they_started=told.talks_they_started,
        talks_i_started=told.talks_i_started,
        raised=told.raised,
        raised_text=told.raised_text,
        language=told.language,
        photos=told.photos,
        written_at=told.written_at or told.began_at,
        withdrawn=told.withdrawn,
    )
