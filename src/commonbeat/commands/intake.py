"""`commonbeat intake`: check, load, undo, approve and list exports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from commonbeat.commands.agency_settings import settings, tables
from commonbeat.commands.options import CodeTable, HarmTable, Json, LakeDir, MappingFile, PlacesFile, Zone
from commonbeat.commands.terminal import ask_person, err, group, interactive, out, print_json, progress_bar
from commonbeat.errors import UsageError
from commonbeat.intake import undo as undoing
from commonbeat.intake.check import CheckReport
from commonbeat.intake.check import check as run_check
from commonbeat.intake.load import LoadResult
from commonbeat.intake.load import load as run_load
from commonbeat.intake.mapping import write_mapping

Files = Annotated[
    list[str], typer.Argument(help="Exports: CSV, zip, XLSX, Parquet, GeoJSON, JSON lines.", metavar="FILE...")
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another writer to end.")]

app = group("intake", "Bring dispatch exports into the call lake.")


@app.command()
def check(
    files: Files,
    mapping: MappingFile = None,
    zone: Zone = None,
    places: PlacesFile = None,
    code_table: CodeTable = None,
    harm_table: HarmTable = None,
    write_mapping_to: Annotated[
        Path | None, typer.Option("--write-mapping", help="Write the mapping found, to correct it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is in an export, and what that will mean, before anything is written.

    Open questions are shown and do not change the exit code.
    """
    told = settings()
    with progress_bar() as progress:
        report = run_check(
            files,
            mapping=mapping,
            zone=zone or told.zone,
            tables=tables(told, places=places, code_table=code_table, harm_table=harm_table),
            progress=progress,
        )
    if write_mapping_to is not None:
        write_mapping(report.mapping, write_mapping_to)
    if as_json:
        print_json(report.as_json())
    else:
        _show_check(report)
        if write_mapping_to is not None:
            out.print(f"\nThe mapping is in {write_mapping_to}.", markup=False)


@app.command()
def load(
    files: Files,
    agency: Annotated[str | None, typer.Option("--agency", help="Whose calls these are.")] = None,
    lake: LakeDir = None,
    mapping: MappingFile = None,
    name: Annotated[str | None, typer.Option("--name", help="Name of this import, to undo it by.")] = None,
    zone: Zone = None,
    places: PlacesFile = None,
    code_table: CodeTable = None,
    harm_table: HarmTable = None,
    by: Annotated[str | None, typer.Option("--by", help="Who loads; the account's name if unsaid.")] = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Load exports into the call lake: all of it, or nothing."""
    told = settings()
    whose = agency or told.agency
    if not whose:
        raise UsageError("Whose calls are these?", todo="Add --agency NAME, or set `agency` in commonbeat.toml.")
    ask = ask_person if interactive() and not as_json else None
    with progress_bar(False if ask else None) as progress:
        result = run_load(
            files,
            agency=whose,
            lake=lake or told.lake,
            mapping=mapping,
            zone=zone or told.zone,
            tables=tables(told, places=places, code_table=code_table, harm_table=harm_table),
            name=name,
            by=by,
            wait=wait,
            answer=ask,
            progress=progress,
        )
    if as_json:
        print_json(result.as_json())
    else:
        _show_load(result)


@app.command()
def undo(
    name: Annotated[str, typer.Argument(help="Name of the import.")],
    lake: LakeDir = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Take an import back: what it added goes, what it replaced comes back, later imports keep theirs."""
    with progress_bar() as progress:
        record = undoing.undo(name, lake=lake or settings().lake, wait=wait, progress=progress)
    if as_json:
        print_json(record.as_json())
    else:
        out.print(f"The import {record.name} is undone.", markup=False, highlight=False)


@app.command()
def approve(
    name: Annotated[str, typer.Argument(help="Name of the held import.")],
    by: Annotated[str, typer.Option("--by", help="The second person; not the one who loaded it.")],
    lake: LakeDir = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Let an import in that was held because it changes the history of a place."""
    with progress_bar() as progress:
        record = undoing.approve(name, by=by, lake=lake or settings().lake, wait=wait, progress=progress)
    if as_json:
        print_json(record.as_json())
    else:
        out.print(
            f"{record.name} is in the lake: {record.calls_added:,} calls added, {record.calls_replaced:,} replaced; "
            f"approved by {record.approved_by}.",
            markup=False,
            highlight=False,
        )


@app.command("log")
def show_log(lake: LakeDir = None, as_json: Json = False) -> None:
    """List the imports of the lake, oldest first."""
    records = undoing.log(lake or settings().lake)
    if as_json:
        print_json({"imports": [record.as_json() for record in records]})
        return
    if not records:
        out.print("No import yet. Load an export: commonbeat intake load FILE --agency NAME.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Import", "Agency", "State", "Loaded", "By"):
        table.add_column(heading)
    for heading in ("Rows", "Added", "Replaced", "Duplicates", "Rejected"):
        table.add_column(heading, justify="right")
    for r in records:
        numbers = (r.rows_read, r.calls_added, r.calls_replaced, r.duplicates, r.rejected)
        table.add_row(
            *(escape(text) for text in (r.name, r.agency, r.state, r.loaded_at[:16].replace("T", " "), r.by)),
            *(f"{number:,}" for number in numbers),
        )
    out.print(table)


def register(root: typer.Typer) -> None:
    """Mount the commands."""
    root.add_typer(app)


def _show_check(report: CheckReport) -> None:
    span = f"{report.first:%Y-%m-%d} to {report.last:%Y-%m-%d}" if report.first and report.last else "no usable time"
    calls = f"{report.calls:,} calls, " if report.calls is not None else ""
    out.print(f"[bold]{report.rows:,} rows, {calls}{span}[/bold]")
    if report.zone:
        out.print(f"Time zone: {report.zone}")
    table = Table(box=None, pad_edge=False, title="Which column is what", title_justify="left")
    for heading in ("Field", "Columns", "Sure", "Read as"):
        table.add_column(heading)
    for found in report.fields:
        table.add_row(
            found.name, escape(", ".join(found.columns)), f"{100 * found.confidence:.0f} %", escape(found.format or "")
        )
    out.print()
    out.print(table)
    findings: list[tuple[str, Any, str]] = [
        ("Rows of an incident seen before", report.duplicates, "duplicates"),
        ("Rows that cannot become calls", report.rejected.rows, "rejected"),
        ("Rows without a usable place", report.without_place, "without_place"),
        ("Coordinates outside the city", report.outside, "outside"),
        ("Unknown call types", len(report.unknown_call_types), "unknown_call_types"),
    ]
    table = Table(box=None, pad_edge=False, title="What was found", title_justify="left")
    table.add_column("Finding")
    table.add_column("How many", justify="right")
    table.add_column("What it will mean")
    for what, number, key in findings:
        table.add_row(what, f"{number:,}", escape(report.meanings.get(key, "Nothing: there are none.")))
    for reason, rows in report.rejected.reasons.items():
        table.add_row(f"  {escape(reason)}", f"{rows:,}", "")
    out.print()
    out.print(table)
    if report.flags:
        table = Table(box=None, pad_edge=False, title="What would mislead", title_justify="left")
        table.add_column("Flag")
        table.add_column("Where")
        table.add_column("Calls", justify="right")
        table.add_column("What it will mean")
        for flag in report.flags[:20]:
            table.add_row(
                flag.flag, escape(flag.where), f"{flag.calls:,} ({100 * flag.share:.1f} %)", escape(flag.means)
            )
        out.print()
        out.print(table)
        if len(report.flags) > 20:
            out.print(f"and {len(report.flags) - 20} more (--json lists all)")
    for note in report.notes:
        out.print(f"Note: {note}", markup=False, highlight=False)
    if report.questions:
        out.print("\n[bold]To answer before loading[/bold]")
        for question in report.questions:
            out.print(f"  - {question}", markup=False, highlight=False)
        out.print("Write the answers into a mapping file: --write-mapping mapping.toml, then load with --mapping.")


def _show_load(result: LoadResult) -> None:
    record = result.record
    held = record.state == "held"
    out.print(
        f"[bold]{record.rows_read:,} rows read: {record.calls_added:,} calls {'would be ' if held else ''}added, "
        f"{record.calls_replaced:,} replaced, {record.duplicates:,} duplicate rows, "
        f"{record.rejected:,} rejected.[/bold]"
    )
    out.print(f"Import {record.name} of {record.agency} in {result.lake}.", markup=False, highlight=False)
    if record.quarantine:
        out.print(f"Rejected rows are in {result.lake / record.quarantine}.", markup=False, highlight=False)
    for note in result.notes:
        out.print(f"Note: {note}", markup=False, highlight=False)
    if held:
        err.print("\n[bold]Held: this import changes what the lake knows of places.[/bold]")
        for because in record.held_because:
            err.print(f"  - {because}", markup=False, highlight=False)
        err.print(
            f'A second person lets it in: commonbeat intake approve "{record.name}" --by PERSON. '
            f'Or take it back: commonbeat intake undo "{record.name}".',
            markup=False,
            highlight=False,
        )
