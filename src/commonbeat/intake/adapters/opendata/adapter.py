"""A department's open-data portal, named by agency: "opendata:Stockton/CALLS FOR SERVICE/2023".

The portals' addresses are kept by the `openpolicedata` package (extra `opendata`); it is imported only here and only
when such a source is asked for, because its import alone already goes to the network.
"""

from __future__ import annotations

import hashlib
import importlib
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from commonbeat.errors import InputError, UsageError
from commonbeat.intake.adapters.records import flat, stage_records
from commonbeat.intake.adapters.table import RejectPile
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent

PREFIX: Final = "opendata:"
_BATCH: Final = 10_000
_NETWORK: Final = ("connection", "urlopen", "timed out", "timeout", "resolve", "unreachable", "proxy", "max retries")


@dataclass(frozen=True)
class PortalName:
    """What a source names: agency, state (None when the agency's name is enough), table and year (None for all)."""

    agency: str
    state: str | None
    table: str
    year: str | None


def is_portal(source: str | Path) -> bool:
    """True for "opendata:..."."""
    return isinstance(source, str) and source.lower().startswith(PREFIX)


def parse(source: str) -> PortalName:
    """Split "opendata:AGENCY[, STATE][/TABLE[/YEAR]]"; the table is CALLS FOR SERVICE when none is named.

    Raises:
        UsageError: there is no agency, or there are too many parts.
    """
    parts = [part.strip() for part in source[len(PREFIX) :].split("/")]
    if not parts[0] or len(parts) > 3:
        raise UsageError(
            f'"{source}" does not name a portal.', todo='Write it like "opendata:Stockton/CALLS FOR SERVICE/2023".'
        )
    agency, _, state = (part.strip() for part in parts[0].partition(","))
    table = parts[1].upper() if len(parts) > 1 and parts[1] else "CALLS FOR SERVICE"
    return PortalName(agency, state or None, table, parts[2] if len(parts) > 2 and parts[2] else None)


def stage(source: str, into: Path, *, progress: Progress = silent) -> Staged:
    """Fetch a table of a portal in batches; `_line` is the row.

    `sha256` is of the fetched values, since a portal has no bytes of its own.

    Raises:
        InputError: the extra is not installed, the network is refused, or the portal has no such table.
        UsageError: the source is not written as a portal.
    """
    name = parse(source)
    package = _package(source)
    digest, rejected = hashlib.sha256(), RejectPile(source)
    types: dict[str, str] = {}

    def records() -> Iterator[tuple[int, dict[str, str | None]]]:
        number = 0
        for frame in _frames(package, name, source):
            for column, kind in frame.dtypes.items():
                said = "timestamp" if kind.kind == "M" else "number" if kind.kind in "iuf" else None
                if said:
                    types[str(column)] = said
            columns = [str(column) for column in frame.columns]
            for values in frame.itertuples(index=False, name=None):
                number += 1
                cells = flat({column: _text(value) for column, value in zip(columns, values, strict=True)})
                digest.update(repr(sorted(cells.items())).encode("utf-8", "replace"))
                yield number, cells
            progress("fetching from the portal", number, None)

    staged = stage_records(records(), source, into, rejected)
    if not staged.rows:
        raise InputError("The portal has no records there.", where=source, todo="Try another year.")
    return replace(staged, notes=("read from a portal: `_line` is the row",), sha256=digest.hexdigest(), types=types)


def _package(source: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            package = importlib.import_module("openpolicedata")
    except ImportError as error:
        raise InputError(
            "Reading a portal needs the extra `opendata`, which is not installed.",
            where=source,
            todo='Run: pip install "commonbeat[opendata]"',
        ) from error
    if package.datasets.datasets is None:
        raise _refused(source)
    return package


def _frames(package: Any, name: PortalName, source: str) -> Iterator[Any]:
    """Tables of at most _BATCH rows (pandas data frames)."""
    year = int(name.year) if name.year and name.year.isdigit() else name.year
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            portal = package.Source(name.agency, state=name.state)
            batches = portal.load_iter(name.table, year, nbatch=_BATCH, force=True, format_date=False)
            for batch in batches:
                yield batch.table
    except (OSError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refused(source) if _is_network(error) else _unknown(source, error) from error
    except Exception as error:  # the packages' own kinds, which cannot be imported where the extra is not installed
        if type(error).__module__.split(".")[0] in {"openpolicedata", "requests", "urllib3", "pandas"}:
            raise _refused(source) if _is_network(error) else _unknown(source, error) from error
        raise


def _is_network(error: BaseException) -> bool:
    return any(word in f"{type(error).__name__} {error}".lower() for word in _NETWORK)


def _refused(source: str) -> InputError:
    return InputError(
        "The portal cannot be reached: the network refuses it, or there is none.",
        where=source,
        todo="Download the export in a browser and hand over the file, or try again where the network is allowed.",
    )


def _unknown(source: str, error: BaseException) -> InputError:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return InputError(
        f"The portal does not give that table: {reason}", where=source, todo="Check the agency, table and year."
    )


def _text(value: Any) -> Any:
    """A cell of a data frame as text; None where it is empty; lists and objects as they are."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return None
    if isinstance(value, (str, dict, list, bool)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
