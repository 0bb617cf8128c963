"""`visit`: time spent at an area."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, ClassVar, Final, Literal, cast
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from commonbeat.program.audit.record import Entry, RowOf
from commonbeat.program.inserting import insert_numbered
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


#: The columns of a visit, in the order of `_row`.
_COLUMNS: Final = (
    "agency_id",
    "entry",
    "officer_id",
    "area_id",
    "place_id",
    "began_at",
    "minutes",
    "kind",
    "talks_they_started",
    "talks_i_started",
    "raised",
    "raised_text",
    "language",
    "photos",
    "written_at",
    "withdrawn",
    "superseded",
    "received_at",
)


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the visits, each by itself; `families` then says which of them stand."""
    now = datetime.now(UTC)
    keys = insert_numbered(Visit, _COLUMNS, [_row(device, item, now) for item in items])
    return [
        Entry("visit.create", RowOf(Visit, key), details={"entry": str(item.shown)})
        for key, item in zip(keys, items, strict=True)
    ]


def _row(device: Device, item: Incoming, now: datetime) -> tuple[object, ...]:
    told = cast("VisitContent", item.content)
    return (
        device.agency_id,
        item.name,
        device.member_id,
        told.area,
        told.place,
        told.began_at,
        told.minutes,
        told.kind,
        told.talks_they_started,
        told.talks_i_started,
        told.raised,
        told.raised_text,
        told.language,
        told.photos,
        told.written_at or told.began_at,
        told.withdrawn,
        False,
        now,
    )


def same_visit(device: Device, item: Incoming) -> bool:
    """Whether the agency's visit under this id says what the entry says, and is this officer's."""
    said = _COLUMNS[: _COLUMNS.index("withdrawn")]
    there = Visit.objects.filter(agency_id=device.agency_id, entry=item.name).values_list(*said).first()
    return there == _row(device, item, datetime.now(UTC))[: len(said)]
