"""`commonbeat demo`: a made city, its messy export, and the whole program running on it, to be looked at and tried."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from commonbeat.analysis.selection_record import selection_record
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import Source, chosen_calls
from commonbeat.commands.demo_program import ProgramProcess, demo_environment
from commonbeat.commands.options import Json
from commonbeat.commands.report import PageFiles, report_page
from commonbeat.commands.terminal import json_text, out, print_json, progress_bar
from commonbeat.commands.whole_file import write_whole
from commonbeat.errors import UsageError
from commonbeat.intake.call_kinds import read_code_table
from commonbeat.intake.load import load
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables
from commonbeat.progress import Progress
from commonbeat.report.words import translations
from commonbeat.synthetic import City
from commonbeat.synthetic.plan import ZONE

#: What the demo leaves in its folder.
PARTS: Final = {
    "export": "export",
    "lake": "lake",
    "selection": "selection.json",
    "page": "site/index.html",
    "data": "data",
}
AGENCY: Final = "Alder Falls Police Department"
_MARK: Final = "demo.json"
#: The site for residents, in its address.
SITE: Final = "alder-falls"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for; a demo of the same wish is used again.

    Attributes:
        as_of: the day that counts as today.
    """

    seed: int
    places: int
    months: int
    language: str
    as_of: date


def register(app: typer.Typer) -> None:
    """Add `demo` to the terminal."""

    @app.command(name="demo")
    def demo(
        folder: Annotated[
            Path, typer.Argument(help="Folder of the demo; made anew if the demo made it before.")
        ] = Path("commonbeat-demo"),
        seed: Annotated[int, typer.Option(min=0, help="Same seed, same city.")] = 1,
        places: Annotated[int, typer.Option(min=300, help="Places of the city.")] = 3_000,
        months: Annotated[int, typer.Option(min=6, help="Months of calls.")] = 24,
        port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the program.")] = 8000,
        public_port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the site for residents.")] = 8001,
        no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving.")] = False,
        again: Annotated[bool, typer.Option("--again", help="Make it anew, without what was logged in it.")] = False,
        language: Annotated[str, typer.Option(help="Language of the report: en or es.")] = "en",
        as_of: Annotated[
            datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day that counts as today.")
        ] = None,
        as_json: Json = False,
    ) -> None:
        """Make a city and a program in it with eight officers, and serve it to look through each person's eyes."""
        made_before(folder)
        translations(language)  # an unknown language is refused before the long work
        today = as_of.date() if as_of else datetime.now(ZoneInfo(ZONE)).date()
        wish = Wish(seed, places, months, language, today)
        # A port that is taken is said before the city is made.
        taken = None if no_serve else (listen(port), listen(public_port, name="public-port"))
        earlier = None if again else earlier_demo(folder, wish, exact=as_of is not None)
        if earlier is None:
            with progress_bar() as progress:
                make_demo(folder, wish, progress)
        if as_json:
            print_json({name: str(folder / path) for name, path in PARTS.items()})
        else:
            _tell(folder, earlier)
        if taken is not None:
            serve_demo(folder, *taken)


def _tell(folder: Path, earlier: date | None) -> None:
    if earlier is not None:
        out.print(
            f"The demo in {folder} is from {earlier:%B} {earlier.day}, with what was logged in it since. "
            "--again makes it anew.",
            markup=False,
            highlight=False,
        )
        return
    out.print(f"The made city of Alder Falls is in {folder}.", markup=False, highlight=False)
    for name, what in (
        ("export/", "its dispatch export, with every fault, and the files a department has beside it"),
        ("lake/", "the call lake that came out of it"),
        ("selection.json", "the ranked places and problem areas"),
        ("site/index.html", "the report; opens without a network"),
        ("data/", "the program: its database, keys and photos"),
    ):
        out.print(f"  {name:<16} {what}", markup=False, highlight=False)


def made_before(folder: Path) -> None:
    """Refuse to write into a folder that holds anything but an earlier demo.

    Raises:
        UsageError: the folder has other files.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / _MARK).exists():
        raise UsageError(f"The folder {folder} is not empty and no demo made it.", todo="Name another folder.")


def earlier_demo(folder: Path, wish: Wish, *, exact: bool) -> date | None:
    """The day of the demo in the folder when it is what is wished for, by this version of Commonbeat.

    Args:
        folder: may be missing.
        wish: what is asked for now.
        exact: the day must be the same, too.
    """
    try:
        found = json.loads((folder / _MARK).read_text(encoding="utf-8"))
        day = date.fromisoformat(found["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    wanted = _marked(wish)
    same = all(found.get(name) == value for name, value in wanted.items() if exact or name != "as_of")
    return day if same and all((folder / path).exists() for path in PARTS.values()) else None


def _marked(wish: Wish) -> dict[str, Any]:
    return {**asdict(wish), "as_of": wish.as_of.isoformat(), "version": version("commonbeat")}


def make_demo(folder: Path, wish: Wish, progress: Progress) -> None:
    """Write the whole demo; an earlier one stays until the new one is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".commonbeat-demo-", dir=folder.parent) as scratch:
        new = (Path(scratch) / "demo").resolve()
        _load_city(new, wish, progress)
        # The program is filled in a process of its own, while this one checks the past and draws the report.
        with ProgramProcess(new, wish.as_of, wish.seed) as filling:
            _report(new, wish, progress)
            filling.wait(progress)
        write_whole(new / _MARK, json_text(_marked(wish)))
        if folder.exists():
            folder.rename(Path(scratch) / "earlier")
        new.rename(folder)


def _load_city(new: Path, wish: Wish, progress: Progress) -> None:
    """The city up to yesterday, its export in two deliveries, and the lake that comes out of them."""
    export = new / "export"
    progress("Making the city of Alder Falls", 0, None)
    yesterday = wish.as_of - timedelta(days=1)
    end = yesterday.replace(day=1)
    first = date((end.year * 12 + end.month - 1 - wish.months) // 12, (end.month - 1 - wish.months) % 12 + 1, 1)
    city = City.make(wish.seed, places=wish.places, months=wish.months, start=first)
    truth = city.write_export(export, update_days=(yesterday - end).days + 1, progress=progress)
    tables = Tables(
        complexes=Complexes.read(export / "places.toml"),
        code_table=read_code_table(export / "call-types.csv"),
        harm_table=None,
    )
    for path, name in ((truth.path, "first-delivery"), (truth.update_path, "second-delivery")):
        if path is not None:
            load(
                [path],
                agency=AGENCY,
                lake=new / "lake",
                mapping=export / "mapping.toml",
                tables=tables,
                name=name,
                by="demo",
                progress=progress,
            )


def _report(new: Path, wish: Wish, progress: Progress) -> None:
    export = new / "export"
    asked = Asked(
        top=60,
        exploration=True,
        seed=wish.seed,
        barriers=export / "barriers.geojson",
        languages=export / "languages.csv",
    )
    files = PageFiles(export / "officers.csv", export / "postings.csv", export / "city.geojson", language=wish.language)
    with chosen_calls(Source(lake=new / "lake", agency=AGENCY), settings(), progress) as chosen:
        selection = choose(chosen, asked, progress)
        page = report_page(chosen, asked, files, progress)
    write_whole(new / "selection.json", json_text(selection_record(selection)))
    (new / "site").mkdir()
    write_whole(new / "site" / "index.html", page)


def listen(port: int, host: str = "127.0.0.1", name: str = "port") -> socket.socket:
    """Take the port, for this machine alone unless another address is given.

    Args:
        name: of the option that names another one.

    Raises:
        UsageError: the port is taken.
    """
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise UsageError(
            f"Nothing can be served on port {port}: {error.strerror or error}.",
            todo=f"Try --{name} {port + 1 if port < 65_535 else 8000}.",
        ) from None


def serve_demo(folder: Path, taken: socket.socket, public: socket.socket) -> None:
    """Serve the demo's program and its site for residents on the ports taken, for this machine alone, until Ctrl-C.

    The process moves into the folder and forgets every setting of whoever runs it: a demo, in which anybody looks
    through any member's eyes, must never open an agency's own program.
    """
    folder = folder.resolve()
    for name in [name for name in os.environ if name.startswith("COMMONBEAT_")]:
        del os.environ[name]
    os.environ.update(demo_environment(folder))
    os.environ["COMMONBEAT_PUBLIC_PORT"] = str(public.getsockname()[1])
    os.chdir(folder)

    from commonbeat.web.setup import prepare_database, prepare_files, ready

    ready()
    with progress_bar() as progress:
        prepare_database(progress)
        prepare_files(progress)
    from commonbeat.web import server

    address = f"http://localhost:{taken.getsockname()[1]}"  # passkeys need a name, not a number
    residents = f"http://localhost:{public.getsockname()[1]}/{SITE}/"

    def started() -> None:
        out.print(f"Residents read at {residents}.", markup=False, highlight=False)
        out.print(f"Commonbeat is at {address}. Ctrl-C stops.", markup=False, highlight=False)

    server.serve(taken, settings().threads, started, public)
