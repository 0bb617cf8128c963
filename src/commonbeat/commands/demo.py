"""`commonbeat demo`: from a made city and its messy export to officers in the right places, and a page to look at."""

from __future__ import annotations

import os
import socket
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from commonbeat.analysis.selection_record import selection_record
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import Source, chosen_calls
from commonbeat.commands.options import Json
from commonbeat.commands.report import PageFiles, report_page
from commonbeat.commands.terminal import err, json_text, out, print_json, progress_bar
from commonbeat.commands.whole_file import write_whole
from commonbeat.errors import UsageError
from commonbeat.intake.call_kinds import read_code_table
from commonbeat.intake.load import load
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables
from commonbeat.progress import Progress
from commonbeat.report.words import translations
from commonbeat.synthetic import City

#: What the demo leaves in its folder.
PARTS = {"export": "export", "lake": "lake", "selection": "selection.json", "page": "site/index.html"}
AGENCY = "Alder Falls Police Department"


def register(app: typer.Typer) -> None:
    """Add `demo` to the terminal."""

    @app.command(name="demo")
    def demo(
        folder: Annotated[
            Path, typer.Argument(help="Folder of the demo; made anew if the demo made it before.")
        ] = Path("commonbeat-demo"),
        seed: Annotated[int, typer.Option(min=0, help="Same seed, same city.")] = 1,
        places: Annotated[int, typer.Option(min=300, help="Places of the city.")] = 3_000,
        months: Annotated[int, typer.Option(min=6, help="Months of history.")] = 36,
        port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the page.")] = 8000,
        no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving the page.")] = False,
        language: Annotated[str, typer.Option(help="Language of the page: en or es.")] = "en",
        as_json: Json = False,
    ) -> None:
        """Make a city, load its messy export, select places, post eight officers, and show the report."""
        made_before(folder)
        translations(language)  # an unknown language is refused before the long work
        taken = None if no_serve else listen(port)  # a port that is taken is said before the city is made
        with progress_bar() as progress:
            make_demo(folder, seed, places, months, language, progress)
        if as_json:
            print_json({name: str(folder / path) for name, path in PARTS.items()})
        else:
            _tell(folder)
        if taken is not None:
            serve(folder / "site", taken)


def _tell(folder: Path) -> None:
    out.print(f"The made city of Alder Falls is in {folder}.", markup=False, highlight=False)
    for name, what in (
        ("export/", "its dispatch export, with every fault, and the files a department has beside it"),
        ("lake/", "the call lake that came out of it"),
        ("selection.json", "the ranked places and problem areas"),
        ("site/index.html", "the report; opens without a network"),
    ):
        out.print(f"  {name:<16} {what}", markup=False, highlight=False)


def made_before(folder: Path) -> None:
    """Refuse to write into a folder that holds anything but an earlier demo.

    Raises:
        UsageError: the folder has other files.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / "demo.json").exists():
        raise UsageError(f"The folder {folder} is not empty and no demo made it.", todo="Name another folder.")


def make_demo(folder: Path, seed: int, places: int, months: int, language: str, progress: Progress) -> None:
    """Write the whole demo; an earlier one stays until the new one is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".commonbeat-demo-", dir=folder.parent) as scratch:
        new = Path(scratch) / "demo"
        export = new / "export"
        progress("Making the city of Alder Falls", 0, None)
        city = City.make(seed, places=places, months=months)
        truth = city.write_export(export, progress=progress)
        load(
            [truth.path],
            agency=AGENCY,
            lake=new / "lake",
            mapping=export / "mapping.toml",
            tables=Tables(
                complexes=Complexes.read(export / "places.toml"),
                code_table=read_code_table(export / "call-types.csv"),
                harm_table=None,
            ),
            name="first-delivery",
            by="demo",
            progress=progress,
        )
        asked = Asked(
            top=60,
            exploration=True,
            seed=seed,
            barriers=export / "barriers.geojson",
            languages=export / "languages.csv",
        )
        files = PageFiles(export / "officers.csv", export / "postings.csv", export / "city.geojson", language=language)
        with chosen_calls(Source(lake=new / "lake", agency=AGENCY), settings(), progress) as chosen:
            selection = choose(chosen, asked, progress)
            page = report_page(chosen, asked, files, progress)
        write_whole(new / "selection.json", json_text(selection_record(selection)))
        (new / "site").mkdir()
        write_whole(new / "site" / "index.html", page)
        write_whole(new / "demo.json", json_text({"seed": seed, "places": places, "months": months}))
        if folder.exists():
            folder.rename(Path(scratch) / "earlier")
        new.rename(folder)


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Take the port, for this machine alone unless another address is given.

    Raises:
        UsageError: the port is taken.
    """
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise UsageError(
            f"The page cannot be served on port {port}: {error.strerror or error}.",
            todo=f"Try --port {port + 1 if port < 65_535 else 8000}.",
        ) from None


def serve(site: Path, taken: socket.socket) -> None:
    """Serve the page on this machine alone, on the port taken, until Ctrl-C."""
    host, port = taken.getsockname()[:2]
    with ThreadingHTTPServer((host, port), partial(Quiet, directory=str(site)), bind_and_activate=False) as server:
        server.socket.close()
        server.socket = taken
        server.server_name, server.server_port = host, port
        out.print(f"The report is at http://{host}:{port}. Ctrl-C stops.", markup=False, highlight=False)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            err.print("Stopped.")


class Quiet(SimpleHTTPRequestHandler):
    """Files of the site, with headers as strict as the page's own policy, and no line for each request."""

    server_version, sys_version = "commonbeat", ""

    def parse_request(self) -> bool:
        """Answer to this machine's own names only: another host's page must not reach in through a name it made up."""
        if not super().parse_request():
            return False
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            self.send_error(421, "Misdirected Request")
            return False
        return True

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Show no list of files."""
        del path
        self.send_error(404, "File not found")

    def end_headers(self) -> None:
        """Add what a browser must not do with the page."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""
