"""`commonbeat select`: the places where the same calls keep coming from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonbeat.analysis.selection_record import selection_record
from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import Source, chosen_calls
from commonbeat.commands.select_output import selection_csv, selection_geojson, show_selection
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.commands.whole_file import write_whole


def register(app: typer.Typer) -> None:
    """Add `select` to the terminal."""

    @app.command(name="select")
    def select_places(
        files: options.Exports = None,
        lake: options.LakeDir = None,
        agency: options.Agency = None,
        mapping: options.MappingFile = None,
        zone: options.Zone = None,
        places: options.PlacesFile = None,
        code_table: options.CodeTable = None,
        harm_table: options.HarmTable = None,
        top: options.Top = 50,
        as_of: options.AsOf = None,
        months: options.Months = 12,
        max_walk: options.MaxWalk = Asked.max_walk_feet,
        max_places: options.MaxPlaces = Asked.max_places,
        barriers: options.Barriers = None,
        languages: options.Languages = None,
        exploration: options.Exploration = False,
        seed: options.Seed = 0,
        no_forecasts: options.NoForecasts = False,
        as_json: options.Json = False,
        csv: Annotated[Path | None, typer.Option(help="Write the list to this CSV file.")] = None,
        geojson: Annotated[Path | None, typer.Option(help="Write places and areas to this GeoJSON file.")] = None,
    ) -> None:
        """List the places where the same calls keep coming from, with what to expect and how sure it is."""
        told = settings()
        asked = Asked(
            top=top,
            as_of=as_of.date() if as_of else None,
            months=months,
            forecasts=told.forecasts and not no_forecasts,
            exploration=exploration,
            seed=seed,
            max_walk_feet=max_walk,
            max_places=max_places,
            barriers=barriers,
            languages=languages,
        )
        source = Source(files or (), lake, agency, mapping, zone, places, code_table, harm_table)
        with progress_bar() as progress, chosen_calls(source, told, progress) as chosen:
            selection = choose(chosen, asked, progress)
        if csv is not None:
            write_whole(csv, selection_csv(selection))
        if geojson is not None:
            write_whole(geojson, selection_geojson(selection))
        if as_json:
            print_json(selection_record(selection))
        elif csv is None and geojson is None:
            show_selection(selection, out)
        else:
            written = " and ".join(str(path) for path in (csv, geojson) if path is not None)
            out.print(f"{len(selection.places)} places written to {written}.", markup=False, highlight=False)
