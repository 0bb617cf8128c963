"""The three queries of a briefing, each prepared: together they are most of what a briefing costs (promise L4)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import readable
from commonbeat.program.prepared import prepared

#: Commitments told; more do not fit on a phone.
_COMMITMENTS: Final = 6


class Someone(NamedTuple):
    """A posted officer or a backup; all None where there is none."""

    pk: int | None
    name: str
    work_phone: str
    is_active: bool
    languages: list[str]


class Posted(NamedTuple):
    """A posting to an area of the place; of an area without any, the area alone."""

    area: int
    area_name: str
    languages: list[str]
    starts_on: date | None
    ends_on: date | None
    officer: Someone
    backup: Someone


def posted_at(agency_id: int, place_id: int, today: date, since: date) -> list[Posted]:
    """The place's approved areas by name, each with the postings that began and were not over on the day `since`,
    latest first.
    """
    rows = _posted(agency_id, place_id, today, since)
    return [Posted._make((*row[:5], Someone(*row[5:10]), Someone(*row[10:]))) for row in rows]


@prepared
def _posted(agency_id: int, place_id: int, today: date, since: date) -> QuerySet[Area, tuple[Any, ...]]:
    lately = Q(postings__ends_on__isnull=True) | Q(postings__ends_on__gte=since)
    begun = Q(postings__agency=agency_id, postings__starts_on__lte=today)
    areas = Area.objects.filter(agency_id=agency_id, state=Area.State.APPROVED, areaplace__place=place_id)
    areas = areas.annotate(posting=FilteredRelation("postings", condition=begun & lately))
    members = [f"posting__{who}__{name}" for who in ("officer", "backup") for name in Someone._fields]
    columns = ("pk", "name", "languages", "posting__starts_on", "posting__ends_on", *members)
    return areas.order_by("name", "pk", "-posting__starts_on", "posting__pk").values_list(*columns)


@prepared
def noted_at(agency_id: int, place_id: int, today: date) -> QuerySet[Note, tuple[Any, ...]]:
    """Notes of the place that the whole agency may read, newest first, a row an open dispute or one without."""
    notes = readable(agency_id, today).filter(place=place_id)
    notes = notes.annotate(dispute=FilteredRelation("disputes", condition=Q(disputes__settled_at__isnull=True)))
    return notes.order_by(*notes.query.order_by, "dispute__at").values_list(
        "code", "kind", "text", "source", "author__name", "written_at", "confirmed_at", "confirm_by", "dispute__why"
    )


@prepared
def promised_at(agency_id: int, place_id: int) -> QuerySet[Commitment, tuple[Any, ...]]:
    """Open commitments of the place, and of its areas as a whole, soonest due first.

    Written so that any database finds the few by the place, and the areas it is in, whatever it knows of its tables:
    by the agency, or by having no place, it would read thousands.
    """
    promises = Commitment.objects.filter(state=Commitment.State.OPEN)
    columns = ("due_on", "pk", "what", "to_role", "made_by__name", "place_id")
    here = promises.filter(place=place_id, place__agency=agency_id)
    areas = Q(area__agency=agency_id, area__state=Area.State.APPROVED, area__areaplace__place=place_id)
    around = promises.alias(of_place=Coalesce("place_id", 0)).filter(areas, of_place=0)
    both = here.values_list(*columns).union(around.values_list(*columns), all=True)
    return both.order_by("due_on", "pk")[:_COMMITMENTS]
