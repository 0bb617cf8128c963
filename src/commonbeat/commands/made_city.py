"""`commonbeat made-city`: write a made city with a known truth, to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonbeat.commands.terminal import progress_bar
from commonbeat.synthetic import City, Mess


def made_city(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; made when it is not there.")],
    seed: Annotated[int, typer.Option(help="Same seed, same city.", min=0)] = 1,
    places: Annotated[int, typer.Option(help="Houses, complexes, shops, corners and so on.", min=300)] = 6_000,
    months: Annotated[int, typer.Option(help="Months of history.", min=1)] = 36,
    officers: Annotated[int, typer.Option(help="Officers of the program.", min=1)] = 8,
    calls_per_month: Annotated[float | None, typer.Option(help="Calls of every origin; 1.5 a place if unsaid.")] = None,
    clean: Annotated[bool, typer.Option("--clean/--messy", help="A tidy export, or one with every fault.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the truth as JSON.")] = False,
) -> None:
    """Write a made city: a dispatch export, what a department has beside it, and what must come out."""
    city = City.make(seed, places=places, months=months, officers=officers, calls_per_month=calls_per_month)
    with progress_bar() as listen:
        truth = city.write_export(folder, mess=Mess.none() if clean else Mess(), progress=listen)
    if as_json:
        typer.echo(truth.as_json())
        return
    export = truth.export
    typer.echo(f"{truth.path}: {export.rows:,} rows, {export.calls:,} calls, {export.first} to {export.last}.")
    if truth.update is not None and truth.update_path is not None:
        added, replaced = truth.update.added, truth.update.replaced
        typer.echo(f"{truth.update_path}: a later delivery, {added:,} new calls, {replaced:,} in another version.")
    beside = sorted(
        path.name for path in folder.iterdir() if path.suffix != ".csv" or not path.name.startswith("calls")
    )
    typer.echo(f"Beside it: {', '.join(beside)}. The truth is in {folder / 'truth'}.")


def register(app: typer.Typer) -> None:
    """Mount the command."""
    app.command("made-city")(made_city)
