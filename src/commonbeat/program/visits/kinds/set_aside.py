"""`set_aside`: someone was detained or searched, so this is no visit. Only that it was set aside is kept."""

from __future__ import annotations

from typing import ClassVar, cast
from uuid import UUID

from pydantic import AwareDatetime

from commonbeat.program.audit.record import Entry
from commonbeat.program.visits.incoming import Incoming
from commonbeat.program.visits.kinds.content import EntryContent
from commonbeat.program.visits.models import Device, SetAside


class SetAsideContent(EntryContent):
    """When it was; what it takes back."""

    times: ClassVar = ("at",)
    pointer: ClassVar = "amends"

    at: AwareDatetime
    amends: UUID | None = None


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep that they were set aside; `families` then empties what they take back."""
    rows = []
    for item in items:
        told = cast("SetAsideContent", item.content)
        rows.append(SetAside(agency_id=device.agency_id, entry=item.name, officer_id=device.member_id, at=told.at))
    return [Entry("set_aside.create", about=row) for row in SetAside.objects.bulk_create(rows)]
