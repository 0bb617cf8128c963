"""`commitment` and `commitment_closed`: what was promised at a place, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import AwareDatetime

from commonbeat.program.audit.record import Entry
from commonbeat.program.commitments.actions import close_in_place
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.visits.incoming import Incoming, Problem
from commonbeat.program.visits.kinds.content import EntryContent, Line, RequiredLine, RequiredWord, RowId
from commonbeat.program.visits.models import Device, Visit


class CommitmentContent(EntryContent):
    """A promise as the phone tells it."""

    times: ClassVar = ("made_at",)
    free_text: ClassVar = ("what", "to_role")
    pointer: ClassVar = "visit"

    area: RowId
    place: RowId | None = None
    visit: UUID | None = None
    what: RequiredLine
    to_role: RequiredWord
    due_on: date
    made_at: AwareDatetime


class CommitmentClosedContent(EntryContent):
    """What became of a promise."""

    times: ClassVar = ("closed_at",)
    free_text: ClassVar = ("reason",)
    pointer: ClassVar = "commitment"

    commitment: UUID
    outcome: Literal["kept", "not kept"]
    reason: Line = ""
    closed_at: AwareDatetime


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the promises; the visit of one may come later (`link_commitments`)."""
    rows = []
    for item in items:
        told = cast("CommitmentContent", item.content)
        rows.append(
            Commitment(
                agency_id=device.agency_id,
                entry=item.name,
                area_id=told.area,
                place_id=told.place,
                what=told.what,
                to_role=told.to_role,
                due_on=told.due_on,
                made_by_id=device.member_id,
                made_at=told.made_at,
            )
        )
    made = Commitment.objects.bulk_create(rows)
    belongs = {item.name: cast("CommitmentContent", item.content).visit for item in items}
    link_commitments(device.agency_id, {entry: visit for entry, visit in belongs.items() if visit})
    return [Entry("commitment.create", about=row) for row in made]


def link_commitments(agency_id: int, belongs: dict[UUID, UUID]) -> None:
    """Tie promises to the visits they were made at, as far as those have come (entry of promise -> entry of visit)."""
    if not belongs:
        return
    visits = Visit.objects.filter(agency_id=agency_id, entry__in=set(belongs.values()))
    there = dict(visits.values_list("entry", "pk"))
    for entry, visit in belongs.items():
        if visit in there:
            Commitment.objects.filter(agency_id=agency_id, entry=entry).update(visit_id=there[visit])


def store_closed(device: Device, items: list[Incoming]) -> list[Entry]:
    """Close the promises; one that is not there, or is closed, is rejected."""
    wanted = {cast("CommitmentClosedContent", item.content).commitment for item in items}
    there = {row.entry: row for row in Commitment.objects.filter(agency_id=device.agency_id, entry__in=wanted)}
    events = []
    for item in items:
        told = cast("CommitmentClosedContent", item.content)
        row = there.get(told.commitment)
        if row is None:
            item.reject(Problem("not_found", _("This commitment does not exist."), "commitment"))
            continue
        if row.state != Commitment.State.OPEN:
            item.reject(Problem("closed", _("This commitment was closed before."), "commitment"))
            continue
        try:
            events.append(
                close_in_place(
                    row, by=device.member, kept=told.outcome == "kept", reason=told.reason, at=told.closed_at
                )
            )
        except ValidationError as error:
            item.reject(Problem("invalid", error.messages[0], "reason"))
    return events
