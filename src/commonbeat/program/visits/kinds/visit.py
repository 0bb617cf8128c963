"""`visit`: time spent at an area."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated, ClassVar, Literal, cast
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from commonbeat.program.audit.record import Entry, RowOf
from commonbeat.program.inserting import insert_all
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
    now = datetime.now(UTC)
    keys = insert_all(Visit, [_row(device, item, now) for item in items])
    return [
        Entry("visit.create", about=RowOf(Visit, key), details={"entry": str(item.shown)})
        for key, item in zip(keys, items, strict=True)
    ]


def _row(device: Device, item: Incoming, now: datetime) -> SimpleNamespace:
    told = cast("VisitContent", item.content)
    return SimpleNamespace(
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
        amends_id=None,
        superseded=False,
        withdrawn=told.withdrawn,
        received_at=now,
    )
