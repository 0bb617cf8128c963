"""Write a dispatch export with every fault a real one has, and beside it the truth: what must come out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from commonbeat.progress import Progress, silent
from commonbeat.synthetic.companions import write_companions
from commonbeat.synthetic.incidents import DAY, MonthCalls, month_starts
from commonbeat.synthetic.mess import Mess
from commonbeat.synthetic.plan import EPSG, ZONE
from commonbeat.synthetic.rendering import TRUTH_SCHEMA, Rendered, Renderer
from commonbeat.synthetic.styles import Style

if TYPE_CHECKING:
    from commonbeat.synthetic.city import City

UPDATE_DAYS: Final = 10  # days after the history that the later delivery brings when nothing is said
_AMENDED: Final = "REPORT TAKEN - AMENDED"


@dataclass(frozen=True)
class DeliveryTruth:
    """What must come out of one file.

    Attributes:
        file: its name.
        rows: records, without the header; rows = calls + extra_unit_rows + repeated_rows + rejected_rows.
        calls: incidents with a usable time.
        extra_unit_rows: further rows of a call, one a unit.
        repeated_rows: rows that stand in the file a second time.
        rejected: calls without a usable time, by reason; rejected_rows counts their rows.
        nowhere: usable calls with neither address nor coordinates; nowhere_rows counts their rows.
        coordinates: usable calls by fault of the coordinates: "zero coordinates", "outside coordinates", ...;
            coordinates_rows: their rows.
        default_location: usable calls put on the default location.
        no_call_type, unknown_code: usable calls without a type, or whose code is in no table.
        origins, categories: usable calls by true origin and category.
        first, last: first and last true time of a usable call.
        added, replaced, unchanged: calls new to the lake, in another version, already there as they are.
    """

    file: str
    rows: int
    calls: int
    extra_unit_rows: int
    repeated_rows: int
    rejected_rows: int
    rejected: dict[str, int]
    nowhere: int
    nowhere_rows: int
    coordinates: dict[str, int]
    coordinates_rows: dict[str, int]
    default_location: int
    no_call_type: int
    unknown_code: int
    origins: dict[str, int]
    categories: dict[str, int]
    first: str
    last: str
    added: int
    replaced: int
    unchanged: int


@dataclass(frozen=True)
class ExportTruth:
    """The truth of an export; `truth/truth.json` holds the same.

    Attributes:
        folder: where everything is.
        export: the main file.
        update: a later delivery that overlaps with it, or None.
        fields: field of intake -> columns a correct mapping gives it.
        zone, epsg: time zone, and projection of x and y (None in styles with degrees).
        default_location, police, hospital: labels of those places.
        seed, mess: how to make it again.
    """

    folder: Path
    export: DeliveryTruth
    update: DeliveryTruth | None
    fields: dict[str, list[str]]
    zone: str
    epsg: int | None
    default_location: str
    police: str
    hospital: str
    seed: int
    mess: Mess

    @property
    def path(self) -> Path:
        """The export."""
        return self.folder / self.export.file

    @property
    def update_path(self) -> Path | None:
        """The later delivery, if there is one."""
        return self.folder / self.update.file if self.update else None

    @property
    def calls_path(self) -> Path:
        """Parquet with one row a call: `rendering.TRUTH_SCHEMA`."""
        return self.folder / "truth" / "calls.parquet"

    def as_json(self) -> str:
        """The truth as JSON text."""
        content = asdict(self) | {"folder": "."}
        return json.dumps(content, indent=1, ensure_ascii=False)


def write_export(
    city: City, folder: Path, mess: Mess, *, update_days: int = UPDATE_DAYS, progress: Progress = silent
) -> ExportTruth:
    """Write `calls.csv`, the files a department has beside it (see `companions`), and the truth under `truth/`.

    With later versions in the mess there is also `calls-update.csv`: the last month again, some calls of it in a
    later version, and some days more.

    Args:
        city: the city.
        folder: made when it is not there; files in it are replaced.
        mess: the faults; `Mess.none()` for a tidy export.
        update_days: days after the history that the later delivery brings, a month at most.
        progress: told of every month.

    Raises:
        UsageError: the mess names no known style.
    """
    folder = Path(folder)
    renderer = Renderer(city, mess)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    later = mess.later_versions > 0
    tally, update = _Tally("calls.csv"), _Tally("calls-update.csv")
    cut = (month_starts(city.start, city.months)[-1] - city.start).days + update_days
    last: Rendered | None = None
    with (
        pq.ParquetWriter(folder / "truth" / "calls.parquet", TRUTH_SCHEMA, compression="zstd") as truth_file,
        (folder / "calls.csv").open("wb") as stream,
    ):
        out = _CsvFile(stream, renderer.style, mess)
        for calls in city.history().months(city.months + later):
            progress("writing the export", calls.month + 1, city.months + later)
            if calls.month < city.months:
                last = renderer.month(calls)
                amended = _amended(city, last, mess) if calls.month == city.months - 1 else None
                lines = out.write(last)
                tally.note(last, amended=None)
                truth_file.write_table(_truth_table(last, lines, amended))
                continue
            if last is None:
                break
            with (folder / "calls-update.csv").open("wb") as second:
                again = _CsvFile(second, renderer.style, mess)
                changed = _amended(city, last, mess)
                again.write(_with_versions(last, changed, renderer.style))
                update.note(last, amended=changed)
                fresh = renderer.month(_until(calls, cut * DAY), delivery=2)
                lines = again.write(fresh)
                update.note(fresh, amended=None)
                truth_file.write_table(_truth_table(fresh, lines, None))
    if not later:
        (folder / "calls-update.csv").unlink(missing_ok=True)
    write_companions(city, folder)
    (folder / "mapping.toml").write_text(_mapping(renderer.style, mess), encoding="utf-8")
    truth = ExportTruth(
        folder=folder,
        export=tally.truth(),
        update=update.truth() if later else None,
        fields=renderer.style.fields(),
        zone=ZONE,
        epsg=EPSG if "x" in renderer.style.contents else None,
        default_location=city.sites.label[renderer.default_place],
        police=city.sites.label[city.sites.police],
        hospital=city.sites.label[city.sites.hospital],
        seed=city.seed,
        mess=mess,
    )
    (folder / "truth" / "truth.json").write_text(truth.as_json(), encoding="utf-8")
    return truth


class _CsvFile:
    """Writes rendered months as delimited text and knows on which line each record begins."""

    def __init__(self, stream: BinaryIO, style: Style, mess: Mess) -> None:
        self._stream, self._mess, self._line = stream, mess, 2
        self._codec = {"utf-8": "utf-8", "windows-1252": "cp1252", "utf-16": "utf-16-le"}[mess.encoding]
        if mess.encoding == "utf-8":
            stream.write(b"\xef\xbb\xbf" * mess.boms)
            if mess.broken_bom:
                stream.write("\u00ef\u00bb\u00bf".encode())
        elif mess.encoding == "utf-16":
            stream.write(b"\xff\xfe")
        header = [f'"{name}"' if mess.delimiter in name else name for name, _ in style.columns]
        stream.write((mess.delimiter.join(header) + mess.line_end).encode(self._codec))

    def write(self, month: Rendered) -> Any:
        """Write the rows; returns the physical line of each, shape (rows,)."""
        sink = pa.BufferOutputStream()
        options = pacsv.WriteOptions(include_header=False, delimiter=self._mess.delimiter, quoting_style="needed")
        pacsv.write_csv(month.rows, sink, options)
        text = sink.getvalue().to_pybytes()
        if self._mess.line_end != "\n":
            text = text.replace(b"\n", self._mess.line_end.encode())
        if self._codec != "utf-8":
            text = text.decode("utf-8").encode(self._codec, errors="replace")
        self._stream.write(text)
        ends = self._line + np.cumsum(month.extra_lines + 1)
        starts = np.concatenate([[self._line], ends[:-1]])
        self._line = int(ends[-1]) if len(ends) else self._line
        return starts


class _Tally:
    """Adds up the truth of a file, month by month."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._sums = dict.fromkeys(
            """
                rows calls repeated_rows rejected_rows nowhere nowhere_rows default_location no_call_type unknown_code
                added replaced unchanged extra_unit_rows
            """.split(),  # noqa: SIM905 - words read better
            0,
        )
        self._groups: dict[str, dict[str, int]] = {
            name: {} for name in ("rejected", "coordinates", "coordinates_rows", "origins", "categories")
        }
        self._times: list[Any] = []

    def note(self, month: Rendered, *, amended: Any | None) -> None:
        """Count a month; `amended` marks changed calls of a month that was delivered before."""
        truth, sums = month.truth, self._sums
        good = np.asarray(truth["verdict"]) == "call"
        good_rows = good[month.call_of_row]
        calls = int(good.sum())
        sums["rows"] += len(good_rows)
        sums["calls"] += calls
        sums["repeated_rows"] += int(month.repeated.sum())
        sums["rejected_rows"] += int((~good_rows).sum())
        sums["extra_unit_rows"] += int(good_rows.sum()) - calls - int(month.repeated.sum())
        usable = pa.array(good)
        for key, column, value in (
            ("nowhere", "where", "nowhere"),
            ("default_location", "where", "default location"),
            ("no_call_type", "type_fault", "no call type"),
            ("unknown_code", "type_fault", "unknown code"),
        ):
            sums[key] += int(pc.sum(pc.and_(pc.equal(truth[column], value), usable)).as_py() or 0)
        lost = good & (np.asarray(truth["where"]) == "nowhere")
        sums["nowhere_rows"] += int(lost[month.call_of_row].sum())
        for key, column in (("origins", "origin"), ("categories", "category"), ("coordinates", "place_fault")):
            self._count(key, truth[column].filter(usable))
        faults = truth["place_fault"].take(pa.array(month.call_of_row[good_rows]))
        self._count("coordinates_rows", faults)
        self._count("rejected", truth["verdict"].filter(pa.array(~good)))
        if amended is None:
            sums["added"] += calls
        else:
            sums["replaced"] += int((amended & good).sum())
            sums["unchanged"] += int((~amended & good).sum())
        span = pc.min_max(truth["received"].filter(usable)).as_py()
        self._times += [when for when in (span["min"], span["max"]) if when is not None]

    def _count(self, group: str, values: Any) -> None:
        for entry in values.value_counts().to_pylist():
            name = entry["values"]
            if not group.startswith("coordinates") or name.endswith(" coordinates"):
                self._groups[group][name] = self._groups[group].get(name, 0) + entry["counts"]

    def truth(self) -> DeliveryTruth:
        """All of it."""
        times = [when.isoformat(sep=" ") for when in self._times]
        groups: dict[str, Any] = {name: dict(sorted(counts.items())) for name, counts in self._groups.items()}
        return DeliveryTruth(
            file=self._file, first=min(times, default=""), last=max(times, default=""), **{**self._sums, **groups}
        )


def _amended(city: City, month: Rendered, mess: Mess) -> Any:
    """Which calls of the last month the later delivery changes, shape (calls,)."""
    rng = np.random.default_rng([city.seed, 50])
    chosen = rng.random(len(month.truth["incident"])) < mess.later_versions
    return chosen & (np.asarray(month.truth["verdict"]) == "call")


def _with_versions(month: Rendered, amended: Any, style: Style) -> Rendered:
    """The month again, with another disposition on the amended calls."""
    header = next(name for name, content in style.columns if content == "disposition")
    position = month.rows.column_names.index(header)
    changed = pa.array(amended[month.call_of_row])
    column = pc.if_else(changed, pa.scalar(_AMENDED), month.rows[header])
    return replace(month, rows=month.rows.set_column(position, header, column))


def _until(calls: MonthCalls, seconds: int) -> MonthCalls:
    keep = calls.seconds < seconds
    return MonthCalls(calls.month, *(getattr(calls, k)[keep] for k in ("seconds", "place", "kind", "cause")))


def _mapping(style: Style, mess: Mess) -> str:
    """`mapping.toml` as a person would have corrected it: above all the projection, which no value tells."""
    names = {"%Y-%m-%d": "iso", "%m/%d/%Y": "m/d/y", "%d-%b-%Y": "d mon y"}
    lines = ["# Which column of calls.csv is what.", "", f'zone = "{ZONE}"']
    for name, columns in style.fields().items():
        lines += ["", f"[fields.{name}]", f"columns = {json.dumps(columns)}"]
        if name in ("x", "y"):
            lines.append(f'format = "EPSG:{EPSG}"')
        elif name == "received_time":
            lines.append('format = "h:m"')
        elif name in ("received", "received_date", "dispatched", "arrived", "cleared"):
            own = names[(style.date if name == "received_date" else style.moment)[:8]]
            formats = dict.fromkeys([own, "m/d/y", "d mon y"][: mess.date_formats])
            if mess.mixed_zones:
                formats |= {"iso": None}
            lines.append(f'format = "{"; ".join(formats)}"')
    return "\n".join(lines) + "\n"


def _truth_table(month: Rendered, lines: Any, amended: Any | None) -> Any:
    count = len(month.truth["incident"])
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, month.call_of_row, lines)
    flags = np.zeros(count, dtype=bool) if amended is None else amended
    columns = month.truth | {"first_line": pa.array(first), "amended": pa.array(flags)}
    return pa.table([columns[name] for name in TRUTH_SCHEMA.names], schema=TRUTH_SCHEMA)
