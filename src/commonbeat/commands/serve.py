"""`commonbeat serve`: the program's web server and its worker."""

from __future__ import annotations

from typing import Annotated

import typer

from commonbeat.commands.agency_settings import settings
from commonbeat.commands.demo import listen
from commonbeat.commands.terminal import out, progress_bar
from commonbeat.errors import UsageError
from commonbeat.web.setup import prepare_database, prepare_files, ready


def register(app: typer.Typer) -> None:
    """Add `serve` to the terminal."""

    @app.command(name="serve")
    def serve(
        port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the server.")] = 8000,
        host: Annotated[
            str, typer.Option(help="Address to listen on; only this machine's own by default.")
        ] = "127.0.0.1",
        public_port: Annotated[
            int | None,
            typer.Option(min=1, max=65_535, help="Port of the public face; the setting public_port by default."),
        ] = None,
    ) -> None:
        """Serve the program: the office, the field app, the interface for dispatch, and the worker behind them."""
        told = settings()
        listening = listen(port, host)
        for_all = public_port or told.public_port
        if for_all and told.database and not told.database_public:
            raise UsageError(
                "The public face needs a database role of its own.",
                todo="Set `database_public` to the address with a role that owns nothing (docs/public.md).",
            )
        public = listen(for_all, host) if for_all else None
        ready()
        with progress_bar() as progress:
            prepare_database(progress)
            prepare_files(progress)
        from commonbeat.web import server

        also = f" The public face is on port {for_all}." if for_all else ""
        named = "localhost" if host == "127.0.0.1" else host  # passkeys need a name, not a number
        server.serve(
            listening,
            told.threads,
            lambda: out.print(
                f"Commonbeat is at http://{named}:{port}.{also} Ctrl-C stops.", markup=False, highlight=False
            ),
            public,
        )
