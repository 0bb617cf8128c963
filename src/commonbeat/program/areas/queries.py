"""Reading selections and areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area, SelectionRun


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area that a run drew, with its places, and the approved area it became, if any."""

    record: dict[str, Any]
    places: tuple[dict[str, Any], ...]
    approved: Area | None

    @property
    def area_id(self) -> str:
        """Its name in the run ("A3")."""
        return str(self.record["area_id"])


def runs(member: Member) -> QuerySet[SelectionRun]:
    """Runs of the agency, newest first; without the results, which are large."""
    found = SelectionRun.objects.visible_to(member).select_related("started_by")
    return found.defer("result", "map").order_by("-started_at", "-pk")


def approved_areas(member: Member) -> QuerySet[Area]:
    """Areas that officers may be posted to, by name."""
    return Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name", "pk")


def found_areas(run: SelectionRun) -> list[FoundArea]:
    """The areas of a run, most calls first, each with its places in the list."""
    places = {place["place_id"]: place for place in run.result.get("places", [])}
    became = {area.area_of_run: area for area in run.areas.exclude(state=Area.State.CLOSED)}
    return [
        FoundArea(
            record,
            tuple(places[name] for name in record["place_ids"] if name in places),
            became.get(record["area_id"]),
        )
        for record in run.result.get("areas", [])
    ]


def run_record(area: Area) -> dict[str, Any]:
    """What the run said of the area when it was approved; empty for an area that came from none."""
    if area.run is None or not area.area_of_run:
        return {}
    listed = area.run.result.get("areas", [])
    found: dict[str, Any] = next((one for one in listed if one["area_id"] == area.area_of_run), {})
    return found
