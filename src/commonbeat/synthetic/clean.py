"""The clean calls of a made city, as the call lake has them, with the truth in extra columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.analysis.geometry import cell_of
from commonbeat.synthetic.incidents import CAUSES, DAY, MonthCalls
from commonbeat.synthetic.plan import DISTRICTS, ZONE, Plan, beat_name
from commonbeat.synthetic.sites import KINDS, Sites, address_label
from commonbeat.synthetic.vocabulary import CALL_TYPES, DISPOSITIONS, HARM

_ARROW: Final = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "TIMESTAMP": pa.timestamp("us"),
    "DATE": pa.date32(),
    "TINYINT": pa.int8(),
    "DOUBLE": pa.float64(),
}
#: What the clean table says beyond the call lake: the place's number and what made the call happen.
TRUTH_COLUMNS: Final = {"place": pa.int32(), "cause": pa.dictionary(pa.int8(), pa.string())}
CLEAN_SCHEMA: Final = pa.schema(
    [*((name, _ARROW[kind]) for name, kind in CALL_COLUMNS.items()), *TRUTH_COLUMNS.items(), ("year", pa.int32())]
)
_DETAILS: Final = 30  # purpose of the random stream


def place_key(seed: int, place: int) -> str:
    """The 12-character id of a place in the clean table."""
    return sha256(f"{seed}:{place}".encode()).hexdigest()[:12]


def spring_gap(seconds: NDArray[np.int64], start: date) -> NDArray[np.int64]:
    """Move wall times that the change to summer time skips (02:00-03:00) one hour on."""
    gaps = []
    for year in range(start.year - 1, start.year + 60):
        march = date(year, 3, 1)
        sunday = march + timedelta(days=(6 - march.weekday()) % 7 + 7)
        gaps.append((sunday - start).days)
    inside = np.isin(seconds // DAY, gaps) & (seconds % DAY >= 7200) & (seconds % DAY < 10800)
    return np.where(inside, seconds + 3600, seconds)


@cache
def _offset_changes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Wall seconds since 1970 of each change of the zone's offset from UTC (2007-2079), and the offset from then on."""
    zone = ZoneInfo(ZONE)
    whens, offsets = [-(2**62)], [-6 * 3600]
    for year in range(2007, 2080):
        for month in (3, 11):
            hour = datetime(year, month, 1, tzinfo=UTC)
            before = hour.astimezone(zone).utcoffset()
            while hour.astimezone(zone).utcoffset() == before and hour.day < 28:
                hour += timedelta(hours=1)
            after = hour.astimezone(zone).utcoffset()
            if after is not None and after != before:
                shift = int(after.total_seconds())
                whens.append(int(hour.timestamp()) + shift)
                offsets.append(shift)
    return np.array(whens), np.array(offsets)


def utc_seconds(wall: NDArray[np.int64]) -> NDArray[np.int64]:
    """UTC seconds since 1970 of wall seconds since 1970; of an hour that comes twice, the second."""
    whens, offsets = _offset_changes()
    return wall - offsets[np.searchsorted(whens, wall, side="right") - 1]


class CleanWriter:
    """Turns months of calls into Arrow tables; knows the texts of one city.

    Args:
        seed, start, plan, sites: the city.
    """

    def __init__(self, seed: int, start: date, plan: Plan, sites: Sites) -> None:
        self._seed, self._start, self._sites = seed, start, sites
        lots = sites.address_lot
        self.addresses = [
            address_label(plan, int(lot)) if lot >= 0 else sites.label[int(place)]
            for lot, place in zip(lots, sites.address_place, strict=True)
        ]
        self._keys = pa.array([place_key(seed, place) for place in range(len(sites))])
        self.beats = pa.array([beat_name(int(d), int(b)) for d, b in zip(sites.district, sites.beat, strict=True)])
        self._codes = pa.array([kind.code for kind in CALL_TYPES])
        self._texts = pa.array([kind.text for kind in CALL_TYPES])
        self._categories = pa.array([kind.category for kind in CALL_TYPES])
        self._origins = pa.array([kind.origin for kind in CALL_TYPES])
        self._harm = np.array([HARM[kind.category] for kind in CALL_TYPES])
        self._priority = np.array([kind.priority for kind in CALL_TYPES])
        self._cells = cell_of(*sites.lonlat.T)
        self._address_texts = pa.array(self.addresses)
        self._next = 1

    def details(self, calls: MonthCalls, minutes: float) -> dict[str, NDArray[Any]]:
        """What dispatch adds to the calls of a month: address, units, delays (seconds), disposition index.

        Delays are NaN where no unit was sent: one call in twelve of the two lowest priorities.
        """
        rng = np.random.default_rng([self._seed, _DETAILS, calls.month])
        n = len(calls.place)
        owned = self._sites.first_address
        first, last = owned[calls.place], owned[calls.place + 1]
        priority = self._priority[calls.kind]
        wait = rng.gamma(1.4, 1.0, n) * np.array([0, 90, 180, 420, 900, 1500])[priority]
        travel = 60 + rng.gamma(2.0, 150.0, n)
        stay = rng.lognormal(np.log(minutes) - 0.32, 0.8, n) * 60
        sent = ~((priority >= 4) & (rng.random(n) < 1 / 12))
        started = calls.cause >= CAUSES.index("officer")
        wait, travel = np.where(started, 0.0, wait), np.where(started, 0.0, travel)
        units = np.where(sent, 1 + rng.poisson(np.array([0, 1.6, 0.9, 0.4, 0.1, 0.02])[priority]), 0)
        return {
            "address": first + (rng.random(n) * (last - first)).astype(np.int64),
            "dispatched": np.where(sent, wait, np.nan),
            "arrived": np.where(sent, wait + travel, np.nan),
            "cleared": np.where(sent, wait + travel + stay, wait),
            "units": np.minimum(units, 6),
            "disposition": rng.choice(len(DISPOSITIONS), n, p=[0.3, 0.28, 0.12, 0.14, 0.06, 0.05, 0.05]),
        }

    def ids(self, calls: MonthCalls) -> Any:
        """Incident numbers of a month, in order: "AF22-0000001"; call once a month, in order."""
        n = len(calls.place)
        numbers = pc.utf8_lpad(pc.cast(pa.array(np.arange(self._next, self._next + n)), pa.string()), 8, "0")
        self._next += n
        year = (np.datetime64(self._start, "M") + calls.month).astype("datetime64[Y]").astype(int) + 1970
        return pc.binary_join_element_wise(f"AF{year % 100:02d}", numbers, "-")

    def table(self, calls: MonthCalls, minutes: float) -> Any:
        """One month as an Arrow table with `CLEAN_SCHEMA`."""
        n = len(calls.place)
        more = self.details(calls, minutes)
        wall = spring_gap(calls.seconds, self._start)
        wall = wall + int((self._start - date(1970, 1, 1)).days) * DAY
        days = wall // DAY
        lonlat = self._sites.lonlat[calls.place]
        place = pa.array(calls.place, type=pa.int32())
        kind = pa.array(calls.kind)
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
        ids = self.ids(calls)
        sent = ~np.isnan(more["dispatched"])
        columns: dict[str, Any] = {
            "call_id": ids,
            "import_name": pa.repeat("made-city", n),
            "version": pa.repeat(pa.scalar(1, pa.int32()), n),
            "content_hash": pa.array(np.arange(self._next - n, self._next)),
            "source_line": pa.array(np.arange(self._next - n, self._next) + 1),
            "received": _stamp(wall),
            "received_utc": _stamp(utc_seconds(wall)),
            "day": pa.array(days.astype("datetime64[D]")),
            "month": pa.array(months, type=pa.int32()),
            "year": pa.array(months // 12, type=pa.int32()),
            "hour": pa.array((wall % DAY) // 3600, type=pa.int8()),
            "weekday": pa.array((days + 3) % 7, type=pa.int8()),
            "call_type_code": self._codes.take(kind),
            "call_type": self._texts.take(kind),
            "category": self._categories.take(kind),
            "origin": self._origins.take(kind),
            "harm": pa.array(self._harm[calls.kind]),
            "disposition": pa.array(DISPOSITIONS).take(pa.array(more["disposition"])),
            "priority": pc.cast(pa.array(self._priority[calls.kind]), pa.string()),
            "beat": self.beats.take(place),
            "address": self._address_texts.take(pa.array(more["address"])),
            "place_id": self._keys.take(place),
            "lon": pa.array(lonlat[:, 0]),
            "lat": pa.array(lonlat[:, 1]),
            "cell": pa.array(self._cells[calls.place]),
            "units": pa.array(more["units"], type=pa.int32()),
            "officer_minutes": pa.array(
                more["units"] * (more["cleared"] - more["dispatched"]) / 60, mask=~sent, from_pandas=False
            ),
            "place": place,
            "cause": pa.DictionaryArray.from_arrays(pa.array(calls.cause, type=pa.int8()), pa.array(CAUSES)),
        }
        for name in ("dispatched", "arrived", "cleared"):
            late = more[name]
            columns[name] = _stamp(wall + np.nan_to_num(late).astype(np.int64), mask=np.isnan(late))
        return pa.table([columns[name] for name in CLEAN_SCHEMA.names], schema=CLEAN_SCHEMA)

    def places(self, rates: NDArray[np.float64]) -> Any:
        """The places as an Arrow table: id, label, kind, coordinates, district, long-run community calls a year."""
        sites = self._sites
        return pa.table(
            {
                "place": pa.array(np.arange(len(sites)), type=pa.int32()),
                "place_id": self._keys,
                "label": pa.array(sites.label),
                "name": pa.array(sites.name),
                "kind": pa.array([KINDS[kind] for kind in sites.kind]),
                "lon": pa.array(sites.lonlat[:, 0]),
                "lat": pa.array(sites.lonlat[:, 1]),
                "district": pa.array([DISTRICTS[d] for d in sites.district]),
                "beat": self.beats,
                "calls_a_year": pa.array(rates * 365.25),
            }
        )


def _stamp(seconds: NDArray[np.int64], mask: NDArray[np.bool_] | None = None) -> Any:
    return pa.array(seconds.astype("datetime64[s]").astype("datetime64[us]"), mask=mask)
