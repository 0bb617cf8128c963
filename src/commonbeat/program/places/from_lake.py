"""What of an agency's call lake belongs into the program database: small rows, one a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from commonbeat.intake.call_kinds import categorize
from commonbeat.intake.lake import Lake
from commonbeat.intake.places import Habits, canonical
from commonbeat.program.places.call_words import CallSeen, in_words
from commonbeat.program.places.writing import Written, in_parts

#: Days of the recent calls, before the last call of the lake; and calls of a place that are told.
RECENT_DAYS: Final = 60
RECENT_CALLS: Final = 8
#: Days of `calls_last_year`.
_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class LakePlace:
    """One place of the lake as the program keeps it."""

    key: str
    label: str
    kind: str
    lon: float | None
    lat: float | None
    calls_last_year: int
    recent_calls: list[dict[str, Any]]
    addresses: list[Written] = field(default_factory=list)


def lake_habits(lake: Lake, agency: str) -> Habits:
    """The agency's ways of writing as the lake keeps them."""
    kept = lake.snapshot.habits.get(agency)
    return kept.habits if kept is not None else Habits()


def lake_places(lake: Lake, agency: str, zone: ZoneInfo) -> Iterator[LakePlace]:
    """Every place of the agency with a live call, most calls first. Community-started calls alone are counted."""
    places = lake.places(agency).select("place_id", "label", "kind", "key", "lon", "lat", "calls").order_by("place_id")
    calls = lake.calls(agency)
    community = calls.filter((calls.origin == "community") & calls.place_id.notnull())
    last = community.received_utc.max().execute()
    if last is None or str(last) == "NaT":
        yearly: dict[str, int] = {}
        recent: dict[str, list[dict[str, Any]]] = {}
    else:
        until = datetime.fromisoformat(str(last))
        year = community.filter(community.received_utc > until - timedelta(days=_YEAR))
        counted = year.group_by("place_id").aggregate(n=year.count()).to_pyarrow()
        yearly = dict(zip(counted["place_id"].to_pylist(), counted["n"].to_pylist(), strict=True))
        recent = _recent(community.filter(community.received_utc > until - timedelta(days=RECENT_DAYS)), zone)
    spellings = _complexes(calls, lake.places(agency), lake_habits(lake, agency))
    for row in places.to_pyarrow().to_pylist():
        key = row["place_id"]
        yield LakePlace(
            key=key,
            label=row["label"][:200],
            kind=row["kind"],
            lon=row["lon"],
            lat=row["lat"],
            calls_last_year=yearly.get(key, 0),
            recent_calls=recent.get(key, []),
            addresses=list({each.text: each for each in (in_parts(row["key"]), *spellings.get(key, ()))}.values()),
        )


def _recent(calls: Any, zone: ZoneInfo) -> dict[str, list[dict[str, Any]]]:
    """The latest calls of each place in words, newest first."""
    table = calls.select("place_id", "received_utc", "category", "call_type").to_pyarrow()
    types = sorted({each for each in table["call_type"].to_pylist() if each})
    kinds = {text: kind.kind for text, kind in zip(types, categorize(types), strict=True)}
    found: defaultdict[str, list[CallSeen]] = defaultdict(list)
    for row in table.to_pylist():
        at = row["received_utc"].replace(tzinfo=UTC)
        found[row["place_id"]].append(CallSeen(row["category"], kinds.get(row["call_type"], ""), at))
    return {place: _newest(seen, zone) for place, seen in found.items()}


def _newest(calls: list[CallSeen], zone: ZoneInfo) -> list[dict[str, Any]]:
    """In words, by the times that are told: an order by others would tell those."""
    latest = sorted(calls, key=lambda call: call.at, reverse=True)[:RECENT_CALLS]
    return sorted((in_words(call, zone) for call in latest), key=lambda row: str(row["at"]), reverse=True)


def _complexes(calls: Any, places: Any, habits: Habits) -> dict[str, list[Written]]:
    """The addresses that belong to each complex, from the calls there."""
    complexes = places.filter(places.kind == "complex").select("place_id")
    there = calls.filter(calls.address.notnull()).semi_join(complexes, "place_id")
    table = there.select("place_id", "address").distinct().to_pyarrow()
    ids, texts = table["place_id"].to_pylist(), table["address"].to_pylist()
    found: defaultdict[str, list[Written]] = defaultdict(list)
    for place, read in zip(ids, canonical(texts, habits=habits), strict=True):
        if not read.refused:
            found[place].append(in_parts(read.key))
    return found
