"""`pulled_away`: the posted officer was sent elsewhere."""

from __future__ import annotations

from typing import Annotated, ClassVar, cast

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, StringConstraints

from commonbeat.program.audit.record import Entry
from commonbeat.program.postings.pulled_away import record_pulled_away
from commonbeat.program.visits.incoming import Incoming, Problem
from commonbeat.program.visits.kinds.content import EntryContent, Minutes, RequiredLine, RequiredWord, RowId
from commonbeat.program.visits.models import Device


class PulledAwayContent(EntryContent):
    """By whom, for what, how long."""

    times: ClassVar = ("began_at",)
    free_text: ClassVar = ("by_whom", "for_what")

    area: RowId
    began_at: AwareDatetime
    minutes: Minutes
    by_whom: RequiredWord
    for_what: Annotated[RequiredLine, StringConstraints(max_length=200)]


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the times under the officer's posting at the area; without one they are rejected."""
    events = []
    for item in items:
        told = cast("PulledAwayContent", item.content)
        row = record_pulled_away(
            device.member,
            entry=item.name,
            area_id=told.area,
            began_at=told.began_at,
            minutes=told.minutes,
            by_whom=told.by_whom,
            for_what=told.for_what,
        )
        if row is None:
            item.reject(Problem("not_found", _("You had no posting at this area on that day."), "area"))
        else:
            events.append(Entry("pulled_away.create", about=row))
    return events
