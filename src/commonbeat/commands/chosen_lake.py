"""Which calls a command works on: a lake, or files that become one for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import ibis.expr.types as ir

from commonbeat.commands.agency_settings import tables
from commonbeat.errors import UsageError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import temporary_lake
from commonbeat.progress import Progress
from commonbeat.settings import Settings

#: What the lake of files calls an agency that nobody named; no page shows it.
_NAMELESS: Final = "Agency"


@dataclass(frozen=True)
class Source:
    """Where a person says the calls are.

    Attributes:
        files: exports, or portals; without them, the lake.
        lake: folder of the lake; None takes that of the settings.
        agency: whose calls.
        mapping, zone, places, code_table, harm_table: how the files are read, as for `intake load`.
    """

    files: Sequence[str] = ()
    lake: Path | None = None
    agency: str | None = None
    mapping: Path | None = None
    zone: str | None = None
    places: Path | None = None
    code_table: Path | None = None
    harm_table: Path | None = None


@dataclass(frozen=True)
class ChosenCalls:
    """The calls and places of one agency, and the imports they came by.

    Attributes:
        agency: its name; "" when files were given and no agency was named.
    """

    agency: str
    calls: ir.Table
    places: ir.Table
    imports: tuple[ImportRecord, ...]


@contextmanager
def chosen_calls(source: Source, told: Settings, progress: Progress) -> Iterator[ChosenCalls]:
    """Open the lake, or load the files into one that is gone afterwards.

    Raises:
        UsageError: files and a lake were both given, or how to read files and none, or the lake holds several
            agencies and none was named.
        QuestionError, InputError: the lake or a file cannot be read.
    """
    if source.files and source.lake is not None:
        raise UsageError("Give files or --lake, not both.", todo="Files are read into a lake of their own.")
    if source.files:
        named = source.agency or told.agency
        with temporary_lake(
            source.files,
            agency=named or _NAMELESS,
            mapping=source.mapping,
            zone=source.zone or told.zone,
            tables=tables(told, places=source.places, code_table=source.code_table, harm_table=source.harm_table),
            progress=progress,
        ) as opened:
            yield replace(_of_agency(opened, None), agency=named or "")
        return
    for option in ("mapping", "zone", "places", "code_table", "harm_table"):
        if getattr(source, option) is not None:
            raise UsageError(
                f"--{option.replace('_', '-')} says how a file is read, and no file is given.",
                todo="Name the files, or leave the option out: the lake was read before.",
            )
    yield _of_agency(open_lake(source.lake or told.lake), source.agency or told.agency)


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
