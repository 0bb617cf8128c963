"""Which calls a command works on: a lake, or files that become one for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from commonbeat.errors import UsageError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import temporary_lake
from commonbeat.progress import Progress
from commonbeat.settings import Settings


@dataclass(frozen=True)
class ChosenCalls:
    """The calls and places of one agency, and the imports they came by."""

    agency: str
    calls: ir.Table
    places: ir.Table
    imports: tuple[ImportRecord, ...]


@contextmanager
def chosen_calls(
    files: list[Path], lake: Path | None, agency: str | None, settings: Settings, progress: Progress
) -> Iterator[ChosenCalls]:
    """Open the lake, or load the files into one that is gone afterwards.

    Raises:
        UsageError: files and a lake were both given, or the lake holds several agencies and none was named.
        InputError: the lake or a file cannot be read.
    """
    if files and lake is not None:
        raise UsageError("Give files or --lake, not both.", todo="Files are read into a lake of their own.")
    if files:
        with temporary_lake(
            files, agency=agency or settings.agency or "Agency", zone=settings.zone, progress=progress
        ) as opened:
            yield _of_agency(opened, None)
    else:
        yield _of_agency(open_lake(lake or settings.lake), agency or settings.agency)


def _of_agency(lake: Lake, agency: str | None) -> ChosenCalls:
    names = lake.agencies()
    if agency is None and len(names) != 1:
        raise UsageError("The lake holds several agencies.", todo=f"Name one with --agency: {', '.join(names)}.")
    name = agency or names[0]
    return ChosenCalls(
        name,
        lake.calls(name),
        lake.places(name),
        tuple(record for record in lake.imports() if record.agency == name),
    )
