"""A month of calls as a dispatch system would export it, and beside it what must come out of every call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Transformer

from commonbeat.errors import UsageError
from commonbeat.synthetic.clean import CleanWriter, spring_gap, utc_seconds
from commonbeat.synthetic.incidents import CAUSES, DAY, MonthCalls
from commonbeat.synthetic.mess import EMOJI, FORMULAS, LINE_BREAKS, PSEUDO_ADDRESSES, UNREADABLE_TIMES, Mess
from commonbeat.synthetic.plan import EPSG
from commonbeat.synthetic.sites import KINDS
from commonbeat.synthetic.spelling import BARE_TAILS, TAILS, VARIANTS, spell
from commonbeat.synthetic.styles import OTHER_DATES, OTHER_FORMATS, STYLES
from commonbeat.synthetic.vocabulary import CALL_TYPES, DISPOSITIONS

if TYPE_CHECKING:
    from commonbeat.synthetic.city import City

_STREAM: Final = 40  # purpose of the random stream
_OUTSIDE_POINTS: Final = 60
_REMARKS: Final = (
    "caller waiting outside",
    "ongoing issue, third call this week",
    "no answer on call back",
    "see prior calls",
    "reporting party wants contact",
    "vehicle left eastbound",
)
_FAR_YEARS: Final = {"year 1900": -2208988800, "year 2099": 4070908800}


@dataclass(frozen=True)
class Rendered:
    """One month of an export.

    Attributes:
        rows: text columns in the style's order, as the file has them; NULL is an empty cell.
        call_of_row: position within the month of each row's call, shape (rows,).
        repeated: True for a row that stands there a second time, shape (rows,).
        extra_lines: line breaks within each row, shape (rows,).
        truth: one row a call, see `TRUTH_SCHEMA` (without `first_line`).
    """

    rows: Any
    call_of_row: NDArray[np.int64]
    repeated: NDArray[np.bool_]
    extra_lines: NDArray[np.int64]
    truth: dict[str, Any]


TRUTH_SCHEMA: Final = pa.schema(
    {
        "incident": pa.string(),
        "delivery": pa.int8(),  # 1 the export, 2 the later delivery
        "first_line": pa.int64(),  # physical line of its first row; for delivery 2, in that file
        "rows": pa.int32(),  # rows of the export, repeated ones included
        "verdict": pa.string(),  # "call", or why the row is refused: "no time", ...
        "received": pa.timestamp("us"),  # true local wall time
        "place": pa.int32(),  # number of the place that must come out; NULL when none can
        "place_label": pa.string(),
        "where": pa.string(),  # "place", "default location", "hundred block" or "nowhere"
        "place_fault": pa.string(),
        "type_fault": pa.string(),
        "code": pa.string(),
        "category": pa.string(),
        "origin": pa.string(),
        "cause": pa.string(),
        "units": pa.int32(),
        "amended": pa.bool_(),  # the later delivery has another version of it
    }
)


class Renderer:
    """Renders the months of one city with one mess.

    Args:
        city: the city.
        mess: faults and style.

    Raises:
        UsageError: there is no such style.
    """

    def __init__(self, city: City, mess: Mess) -> None:
        if mess.style not in STYLES:
            raise UsageError(f"There is no export style {mess.style!r}.", todo=f"Use one of: {', '.join(STYLES)}.")
        self.style = STYLES[mess.style]
        self._city, self._mess, self._sites = city, mess, city.sites
        self._writer = CleanWriter(city.seed, city.start, city.plan, city.sites)
        self._spelled = spell(city.plan, city.sites)
        corners = city.sites.of_kind("corner")
        self.default_place = int(corners[np.argmin(np.hypot(*city.sites.xy[corners].T))])
        self._pools = self._coordinates()
        self._names = pa.array([label.upper() for label in city.sites.label])
        self._labels = pa.array(city.sites.label)
        self._made = 0

    def _coordinates(self) -> dict[str, Any]:
        """Texts of every address's coordinates; behind them 0, and points far outside the city."""
        sites, rng = self._sites, np.random.default_rng([self._city.seed, _STREAM])
        lot = sites.address_lot
        xy = np.where((lot >= 0)[:, None], self._city.plan.lots.xy[lot], sites.xy[sites.address_place])
        lonlat = self._city.plan.degrees(xy)
        away = rng.uniform(0.6, 12.0, (_OUTSIDE_POINTS, 2)) * rng.choice([-1, 1], (_OUTSIDE_POINTS, 2))
        far = np.array([-99.55, 41.98]) + away
        both = np.vstack([lonlat, far])
        pools = {"lon": [f"{v:.6f}" for v in both[:, 0]], "lat": [f"{v:.6f}" for v in both[:, 1]]}
        if {"x", "y"} & self.style.contents:
            x, y = Transformer.from_crs(4326, EPSG, always_xy=True).transform(both[:, 0], both[:, 1])
            pools |= {"x": [f"{v:.1f}" for v in x], "y": [f"{v:.1f}" for v in y]}
        count = len(lonlat)
        return {name: pa.array([*texts[:count], "0", *texts[count:]]) for name, texts in pools.items()}

    def month(self, calls: MonthCalls, *, delivery: int = 1) -> Rendered:
        """Render the calls of a month; months must come in order, since incident numbers count up."""
        city, mess, n = self._city, self._mess, len(calls.place)
        rng = np.random.default_rng([city.seed, _STREAM + delivery, calls.month])
        more = self._writer.details(calls, city.behavior.minutes)
        incident = self._writer.ids(calls)
        wall = spring_gap(calls.seconds, city.start) + (city.start - date(1970, 1, 1)).days * DAY
        place_fault, where = self._place_faults(rng, calls)
        time_fault = _pick(rng, mess.time_faults(), n)
        type_fault = _pick(rng, mess.type_faults(), n)
        columns = self._times(rng, wall, more, time_fault)
        columns |= self._place_columns(rng, calls, more["address"], place_fault)
        columns |= self._other_columns(rng, calls, more, type_fault)
        columns["incident"] = incident
        break_lines = np.zeros(n, dtype=np.int64)
        if "remarks" in self.style.contents:
            columns["remarks"], break_lines = self._remarks(rng, n)

        good = time_fault == ""
        units = np.maximum(more["units"], 1) if mess.row_per_unit and "unit" in self.style.contents else np.ones(n, int)
        row_call = np.repeat(np.arange(n), units)
        nth = np.arange(len(row_call)) - np.repeat(np.cumsum(units) - units, units)
        again = np.flatnonzero(good[row_call] & (rng.random(len(row_call)) < mess.repeated_rows))
        place_of_row = np.concatenate([np.arange(len(row_call)), again + rng.integers(1, 40, len(again)) + 0.5])
        order = np.argsort(place_of_row, kind="stable")
        row_call, nth = np.concatenate([row_call, row_call[again]])[order], np.concatenate([nth, nth[again]])[order]
        repeated = (np.arange(len(place_of_row)) >= len(place_of_row) - len(again))[order]
        if "unit" in self.style.contents:
            numbers = (calls.place[row_call] * 7 + calls.seconds[row_call] // 60 + nth * 11) % 60
            columns["unit"] = _UNITS.take(pa.array(numbers))
            sent = more["units"][row_call] > 0
            columns["unit"] = pc.if_else(pa.array(sent), columns["unit"], pa.scalar(None, pa.string()))
        index = pa.array(row_call)
        rows = {
            header: columns[content] if content == "unit" else columns[content].take(index)
            for header, content in self.style.columns
        }
        home = np.where(where == "default location", self.default_place, calls.place)
        known = np.isin(where, ("place", "default location"))
        home_array = pa.array(home, type=pa.int32(), mask=~known)
        kinds = [CALL_TYPES[i] for i in range(len(CALL_TYPES))]
        kind = pa.array(calls.kind)
        truth = {
            "incident": incident,
            "delivery": pa.repeat(pa.scalar(delivery, pa.int8()), n),
            "rows": pa.array(np.bincount(row_call, minlength=n), type=pa.int32()),
            "verdict": pa.array(np.where(good, "call", time_fault)),
            "received": pa.array(wall.astype("datetime64[s]").astype("datetime64[us]")),
            "place": home_array,
            "place_label": self._labels.take(home_array),
            "where": pa.array(where),
            "place_fault": pa.array(place_fault),
            "type_fault": pa.array(type_fault),
            "code": pa.array([k.code for k in kinds]).take(kind),
            "category": pa.array([k.category for k in kinds]).take(kind),
            "origin": pa.array([k.origin for k in kinds]).take(kind),
            "cause": pa.array(CAUSES).take(pa.array(calls.cause)),
            "units": pa.array(more["units"], type=pa.int32()),
        }
        self._made += n
        return Rendered(pa.table(rows), row_call, repeated, break_lines[row_call], truth)

    def _place_faults(self, rng: np.random.Generator, calls: MonthCalls) -> tuple[NDArray[Any], NDArray[Any]]:
        fault = _pick(rng, self._mess.place_faults(), len(calls.place))
        whole = self._sites.corner[calls.place] >= 0  # a corner has no hundred block
        fault = np.where((fault == "hundred block") & whole, "", fault)
        nowhere = np.isin(fault, ("pseudo address", "no address"))
        where = np.where(nowhere, "nowhere", np.where(fault == "default location", fault, "place"))
        return fault, np.where(fault == "hundred block", fault, where)

    def _place_columns(
        self, rng: np.random.Generator, calls: MonthCalls, address: NDArray[np.int64], fault: NDArray[Any]
    ) -> dict[str, Any]:
        """Address and coordinates, with their faults."""
        mess, spelled, sites, n = self._mess, self._spelled, self._sites, len(calls.place)
        address = np.where(fault == "default location", sites.first_address[self.default_place], address)
        place = sites.address_place[address]
        odd = rng.random(n) < mess.spelling
        base = pc.if_else(
            pa.array(odd),
            spelled.variants.take(pa.array(address * VARIANTS + rng.integers(0, VARIANTS, n))),
            spelled.plain.take(pa.array(address)),
        )
        base = pc.if_else(pa.array(rng.random(n) < mess.ranges), spelled.ranges.take(pa.array(address)), base)
        named = (sites.kind[place] == KINDS.index("complex")) & (rng.random(n) < mess.names)
        base = pc.if_else(pa.array(named), self._names.take(pa.array(place)), base)
        inside = spelled.with_units[sites.kind[place]] & (rng.random(n) < mess.apartment)
        unit = spelled.units.take(pa.array(np.where(inside, rng.integers(1, len(spelled.units), n), 0)))
        tails, chance = pa.array(["", *TAILS, *BARE_TAILS]), rng.random(n)
        with_comma, bare = rng.integers(1, 1 + len(TAILS), n), rng.integers(1 + len(TAILS), len(tails), n)
        bare = np.where(chance > 1 - mess.bare_city_tail, bare, 0)
        tail = tails.take(pa.array(np.where(chance < mess.city_tail, with_comma, bare)))
        text = pc.binary_join_element_wise(base, unit, tail, "")
        text = pc.if_else(pa.array(fault == "hundred block"), spelled.blocks.take(pa.array(address)), text)
        pseudo = pa.array(PSEUDO_ADDRESSES).take(pa.array(rng.integers(0, len(PSEUDO_ADDRESSES), n)))
        text = pc.if_else(pa.array(fault == "pseudo address"), pseudo, text)
        blank = pa.array(fault == "no address")
        columns = {"address": pc.if_else(blank, pa.scalar(None, pa.string()), text)}
        nowhere = pa.array(np.isin(fault, ("pseudo address", "no address")))
        for name, pool in spelled.parts.items():
            columns[name] = pc.if_else(nowhere, pa.scalar(None, pa.string()), pool.take(pa.array(address)))
        columns["street"] = pc.if_else(pa.array(fault == "pseudo address"), pseudo, columns["street"])

        zero = len(sites.address_place)
        outside = zero + 1 + rng.integers(0, _OUTSIDE_POINTS, n)
        at = np.where(fault == "zero coordinates", zero, np.where(fault == "outside coordinates", outside, address))
        none = np.isin(fault, ("pseudo address", "no address", "no coordinates"))
        index, swap = pa.array(at, mask=none), pa.array(fault == "swapped coordinates")
        for one, two in (("lon", "lat"), ("x", "y")):
            if one in self._pools:
                a, b = self._pools[one].take(index), self._pools[two].take(index)
                columns[one], columns[two] = pc.if_else(swap, b, a), pc.if_else(swap, a, b)
        return columns

    def _times(
        self, rng: np.random.Generator, wall: NDArray[np.int64], more: dict[str, Any], fault: NDArray[Any]
    ) -> dict[str, Any]:
        """All times as text; each call is written in one of the mess's formats throughout."""
        style, mess, n = self.style, self._mess, len(wall)
        which = rng.integers(0, mess.date_formats, n)
        moments, dates = (style.moment, *OTHER_FORMATS), (style.date, *OTHER_DATES)
        came = wall.copy()
        for name, seconds in _FAR_YEARS.items():
            came = np.where(fault == name, seconds + wall % (300 * DAY), came)
        bad = pa.array(np.isin(fault, ("no time", "unreadable time")))
        junk = pa.array(UNREADABLE_TIMES).take(pa.array(rng.integers(0, len(UNREADABLE_TIMES), n)))
        junk = pc.if_else(pa.array(fault == "unreadable time"), junk, pa.scalar(None, pa.string()))
        columns = {}
        if "received" in style.contents:
            text = _written(came, which, moments, mess.date_formats)
            abroad = pa.array(rng.random(n) < mess.mixed_zones)
            text = pc.if_else(abroad, _written(utc_seconds(came), which * 0, ("%Y-%m-%dT%H:%M:%SZ",), 1), text)
            columns["received"] = pc.if_else(bad, junk, text)
        if "date" in style.contents:
            columns["date"] = pc.if_else(bad, junk, _written(came, which, dates, mess.date_formats))
            clock = _written(came, which * 0, ("%H:%M:%S",), 1)
            columns["time"] = pc.if_else(pa.array(fault == "no time"), pa.scalar(None, pa.string()), clock)
        for name in ("dispatched", "arrived", "cleared"):
            if name in style.contents:
                late = more[name]
                text = _written(wall + np.nan_to_num(late).astype(np.int64), which, moments, mess.date_formats)
                columns[name] = pc.if_else(pa.array(np.isnan(late)), pa.scalar(None, pa.string()), text)
        return columns

    def _other_columns(
        self, rng: np.random.Generator, calls: MonthCalls, more: dict[str, Any], fault: NDArray[Any]
    ) -> dict[str, Any]:
        n, kind = len(calls.place), pa.array(calls.kind)
        code = pa.array([k.code for k in CALL_TYPES]).take(kind)
        text = pa.array([k.text for k in CALL_TYPES]).take(kind)
        if self._mess.distinct_call_types:
            number = pc.cast(pa.array((self._made + np.arange(n)) % self._mess.distinct_call_types), pa.string())
            code, text = (pc.binary_join_element_wise(part, number, " ") for part in (code, text))
        nothing, unknown = pa.array(fault == "no call type"), pa.array(fault == "unknown code")
        none = pa.scalar(None, pa.string())
        strange = pa.array(["ZZ9", "Q-77", "??"]).take(pa.array(rng.integers(0, 3, n)))
        table = self._writer
        return {
            "code": pc.if_else(nothing, none, pc.if_else(unknown, strange, code)),
            "text": pc.if_else(pa.array(fault != ""), none, text),
            "beat": table.beats.take(pa.array(calls.place)),
            "priority": pc.cast(pa.array([k.priority for k in CALL_TYPES]), pa.string()).take(kind),
            "disposition": pa.array(DISPOSITIONS).take(pa.array(more["disposition"])),
            "self_initiated": pa.array(["N", "Y"]).take(pa.array((calls.cause == CAUSES.index("officer")) * 1)),
        }

    def _remarks(self, rng: np.random.Generator, n: int) -> tuple[Any, NDArray[np.int64]]:
        fault = _pick(rng, self._mess.remark_faults(), n)
        groups = {"": (None, None, *_REMARKS), "line break": LINE_BREAKS, "emoji": EMOJI, "formula": FORMULAS}
        pool: list[str | None] = []
        index = np.zeros(n, dtype=np.int64)
        for name, texts in groups.items():
            mine = np.flatnonzero(fault == name)
            index[mine] = len(pool) + rng.integers(0, len(texts), len(mine))
            pool += texts
        breaks = np.array([0 if text is None else text.count("\n") for text in pool])
        return pa.array(pool, pa.string()).take(pa.array(index)), breaks[index]


_UNITS: Final = pa.array([f"{1 + n // 20}{'ABCD'[n // 5 % 4]}{n % 5 + 1}" for n in range(60)])


def _pick(rng: np.random.Generator, parts: dict[str, float], n: int) -> NDArray[Any]:
    """Name of the fault of each of n calls, "" for none."""
    names = np.array([*parts, ""])
    return np.asarray(names[np.searchsorted(np.cumsum(list(parts.values())), rng.random(n), side="right")])


def _written(seconds: NDArray[np.int64], which: NDArray[np.int64], formats: tuple[str, ...], count: int) -> Any:
    """Times as text, each in the format that `which` names.

    Days and seconds of the day are few, so each is written once and then taken: five times as fast as one by one.
    """
    days, day = np.unique(seconds // DAY, return_inverse=True)
    stamps = pa.array(days.astype("datetime64[D]").astype("datetime64[s]"))
    chosen = np.zeros(len(seconds), dtype=np.int64) if count == 1 else which
    parts = [(form[: _clock_at(form)], form[_clock_at(form) :]) for form in formats[:count]]
    dates = pa.concat_arrays([pc.strftime(stamps, date_part) for date_part, _ in parts])
    clocks = pa.concat_arrays([_day_of_seconds(clock) for _, clock in parts])
    date_text = dates.take(pa.array(chosen * len(days) + day))
    return pc.binary_join_element_wise(date_text, clocks.take(pa.array(chosen * DAY + seconds % DAY)), "")


def _clock_at(form: str) -> int:
    """Where the time of day begins in a format; its end when there is none."""
    found = [form.index(mark) for mark in ("%H", "%I") if mark in form]
    return min(found, default=len(form))


@cache
def _day_of_seconds(form: str) -> Any:
    """Every second of a day in a format ("%H:%M:%S"), length 86,400."""
    return pc.strftime(pa.array(np.arange(DAY).astype("datetime64[s]")), form)
