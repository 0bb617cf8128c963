"""`commonbeat places import`: bring the places of the call lake into the program."""

from __future__ import annotations

from dataclasses import asdict

import typer

from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.for_agency import agency_named
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.web.setup import prepare_database, ready


def register(app: typer.Typer) -> None:
    """Add `places` to the terminal."""
    group = typer.Typer(no_args_is_help=True, help="The places of the program.")
    app.add_typer(group, name="places")

    @group.command(name="import")
    def import_places(
        lake: options.LakeDir = None, agency: options.Agency = None, as_json: options.Json = False
    ) -> None:
        """Bring places, their addresses and their recent calls from the call lake; run it after every import."""
        told = settings()
        ready()
        with progress_bar() as progress:
            prepare_database(progress)
            from commonbeat.intake.lake import open_lake
            from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
            from commonbeat.program.audit.origin import origin
            from commonbeat.program.places import actions
            from commonbeat.program.writer import writer

            with sign_in_scope():
                whose = agency_named(agency or told.agency)
            try:
                with origin("terminal"), agency_scope(whose.pk):
                    done = actions.import_places(
                        None, whose, open_lake(lake or told.lake), label="terminal", progress=progress
                    )
            finally:
                writer.stop()
        if as_json:
            print_json(asdict(done))
            return
        out.print(
            f"{done.places:,} places: {done.added:,} new, {done.changed:,} changed, "
            f"{done.without_calls:,} without calls now.",
            markup=False,
            highlight=False,
        )
