"""`commonbeat select`: the places where the same calls keep coming from."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from commonbeat.analysis.areas import problem_areas
from commonbeat.analysis.selection import select
from commonbeat.analysis.selection_record import selection_record
from commonbeat.commands.chosen_lake import chosen_calls
from commonbeat.commands.select_output import selection_csv, selection_geojson, show_selection, write_whole
from commonbeat.commands.steps_bar import steps_bar
from commonbeat.settings import Settings

#: Part of the list that --exploration reserves.
A_TENTH = 0.1


def register(app: typer.Typer) -> None:
    """Add `select` to the terminal."""

    @app.command(name="select")
    def select_places(
        files: Annotated[
            list[Path] | None, typer.Argument(help="Dispatch exports; without them, the call lake.")
        ] = None,
        lake: Annotated[Path | None, typer.Option(help="Folder of the call lake.")] = None,
        agency: Annotated[str | None, typer.Option(help="Agency, when the lake holds several.")] = None,
        top: Annotated[int, typer.Option(min=1, help="How many places to list.")] = 50,
        as_of: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="Last day of the window; else the last day of the data."),
        ] = None,
        months: Annotated[int, typer.Option(min=1, max=60, help="Length of the window.")] = 12,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON (docs/methods/selection.md).")] = False,
        csv: Annotated[Path | None, typer.Option(help="Write the list to this CSV file.")] = None,
        geojson: Annotated[Path | None, typer.Option(help="Write the list to this GeoJSON file.")] = None,
        no_forecasts: Annotated[bool, typer.Option("--no-forecasts", help="Counts of the past only.")] = False,
        exploration: Annotated[
            bool, typer.Option("--exploration", help="Draw a tenth of the list by lot from just below the line.")
        ] = False,
        seed: Annotated[int, typer.Option(help="Seed of the lot.")] = 0,
    ) -> None:
        """List the places where the same calls keep coming from, with what to expect and how sure it is."""
        settings = Settings()
        with steps_bar() as progress, chosen_calls(files or [], lake, agency, settings, progress) as chosen:
            selection = select(
                chosen.calls,
                places=chosen.places,
                top=top,
                as_of=as_of.date() if as_of else None,
                months=months,
                forecasts=settings.forecasts and not no_forecasts,
                exploration=A_TENTH if exploration else 0.0,
                seed=seed,
                progress=progress,
            )
            selection = replace(selection, areas=tuple(problem_areas(selection.places, progress=progress)))
        if csv is not None:
            write_whole(csv, selection_csv(selection))
        if geojson is not None:
            write_whole(geojson, selection_geojson(selection))
        if as_json:
            sys.stdout.write(json.dumps(selection_record(selection), ensure_ascii=False, indent=1) + "\n")
        elif csv is None and geojson is None:
            show_selection(selection, Console())
        else:
            written = " and ".join(str(path) for path in (csv, geojson) if path is not None)
            Console().print(f"{len(selection.places)} places written to {written}.", markup=False, highlight=False)
