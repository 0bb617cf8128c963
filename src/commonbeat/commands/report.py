"""`commonbeat report`: selection, areas, postings, the check on the past and the data's faults on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from commonbeat.analysis.backtest import Backtest, backtest
from commonbeat.analysis.place_points import place_points
from commonbeat.analysis.selection import Selection
from commonbeat.analysis.stationing import PostingPlan, PostingRules, station
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import ChosenCalls, chosen_calls
from commonbeat.commands.intake import settings
from commonbeat.commands.select_output import write_whole
from commonbeat.commands.station import roster
from commonbeat.commands.terminal import out, progress_bar
from commonbeat.errors import InputError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.roster import AreaFile
from commonbeat.progress import Progress
from commonbeat.report.content import Fact, PastCheck, ReportContent
from commonbeat.report.ground import ground
from commonbeat.report.layers import Translate
from commonbeat.report.lenses import lenses
from commonbeat.report.page import render
from commonbeat.report.words import translations

BACKTEST_TOP = 100


@dataclass(frozen=True)
class PageFiles:
    """What the page needs beside the calls.

    Attributes:
        officers, current: the roster; no posting plan without officers.
        streets: GeoJSON or PMTiles.
        language: of the page.
    """

    officers: Path | None = None
    current: Path | None = None
    streets: Path | None = None
    language: str = "en"


def register(app: typer.Typer) -> None:
    """Add `report` to the terminal."""

    @app.command(name="report")
    def make_report(
        files: Annotated[
            list[Path] | None, typer.Argument(help="Dispatch exports; without them, the call lake.")
        ] = None,
        to: Annotated[Path, typer.Option("--out", help="The page to write.")] = Path("report.html"),
        lake: Annotated[Path | None, typer.Option(help="Folder of the call lake.")] = None,
        agency: Annotated[str | None, typer.Option(help="Agency, when the lake holds several.")] = None,
        top: Annotated[int, typer.Option(min=1, help="How many places to list.")] = 50,
        months: Annotated[int, typer.Option(min=1, max=60, help="Length of the window.")] = 12,
        officers: Annotated[Path | None, typer.Option(help="officers.csv; without it, no posting plan.")] = None,
        current: Annotated[Path | None, typer.Option(help="postings.csv: who stands where now.")] = None,
        streets: Annotated[Path | None, typer.Option(help="Streets of the map: GeoJSON or PMTiles.")] = None,
        barriers: Annotated[Path | None, typer.Option(help="GeoJSON of what nobody walks across.")] = None,
        languages: Annotated[Path | None, typer.Option(help="languages.csv: district, language, share.")] = None,
        no_forecasts: Annotated[bool, typer.Option("--no-forecasts", help="Counts of the past only.")] = False,
        language: Annotated[str, typer.Option(help="Language of the page: en or es.")] = "en",
    ) -> None:
        """Write one page that works offline, prints, and reads without JavaScript."""
        told = settings()
        asked = Asked(
            top=top,
            months=months,
            forecasts=told.forecasts and not no_forecasts,
            barriers=barriers,
            languages=languages,
        )
        with progress_bar() as progress, chosen_calls(files or [], lake, agency, told, progress) as chosen:
            page = report_page(chosen, asked, PageFiles(officers, current, streets, language), progress)
        write_whole(to, page)
        out.print(f"The report is in {to}.", markup=False, highlight=False)


def report_page(chosen: ChosenCalls, asked: Asked, files: PageFiles, progress: Progress) -> str:
    """Make every part of the page and lay it out."""
    _ = translations(files.language).gettext
    selection = choose(chosen, asked, progress)
    plan = _plan(selection, files, progress)
    progress(_("Drawing the page"), 0, None)
    points = place_points(chosen.calls, chosen.places, selection.window)
    content = ReportContent(
        agency=chosen.agency,
        first=selection.window.first,
        last=selection.window.last,
        made=datetime.now(UTC).date(),
        version=version("commonbeat"),
        calls=selection.calls,
        places=selection.places,
        left_out=tuple(place for place in selection.left_out if place.flags),
        areas=selection.areas,
        concentration=selection.concentration,
        forecasts=asked.forecasts,
        method=selection.method,
        ground=ground(points.lon, points.lat, streets=files.streets),
        plan=plan,
        past=_past(chosen, asked, _, progress),
        lenses=lenses(points, _) if len(points.lon) and np.isfinite(points.lon).any() else (),
        quality=_quality(selection, chosen.imports, _),
        provenance=_provenance(selection, chosen.imports, _),
    )
    return render(content, language=files.language)


def _plan(selection: Selection, files: PageFiles, progress: Progress) -> PostingPlan | None:
    if files.officers is None or not selection.areas:
        return None
    found = AreaFile(selection.areas, {}, frozenset(), {})
    people = roster(files.officers, files.current, found, PostingRules())
    return station(people.areas, people.officers, people.rules, progress=progress)


def _past(chosen: ChosenCalls, asked: Asked, _: Translate, progress: Progress) -> PastCheck | None:
    """The check on the past; None when forecasts are off or the history is too short to be split."""
    if not asked.forecasts:
        return None
    try:
        found = backtest(chosen.calls, places=chosen.places, top=BACKTEST_TOP, split="half", progress=progress)
    except InputError:
        return None
    words = _(
        "Places chosen on the calls up to {split}: the {top} highest were expected to bring {expected} calls until "
        "{last}; {observed} came."
    )
    return PastCheck(
        words=words.format(
            split=found.window.last,
            top=found.top,
            expected=f"{found.expected_total:,.0f}",
            last=found.after.last,
            observed=f"{found.observed_total:,}",
        ),
        totals=(
            (_("What happened"), float(found.observed_total), True),
            (_("Expected"), found.expected_total, False),
            (_("Last period's counts"), found.naive_total, False),
            (_("Textbook gamma-Poisson"), found.gamma_poisson_total, False),
        ),
        facts=_measures(found, _),
    )


def _measures(found: Backtest, _: Translate) -> tuple[Fact, ...]:
    return (
        Fact("PAI", f"{found.pai:.1f}", _("How many times denser calls were at the listed places than in all.")),
        Fact("PEI", f"{found.pei:.2f}", _("Part of what a list with perfect foresight would have caught.")),
        Fact("RRI", f"{found.rri:.2f}", _("Expected over observed; 1 is an honest promise.")),
        Fact(_("Hits"), f"{found.hit_rate:.0%}", _("Part of the list that was among the busiest afterwards.")),
        Fact(
            _("Intervals held"),
            f"{found.coverage:.1%}",
            _("Part of the {judged} busiest places whose count fell into the 90% interval.").format(
                judged=f"{found.judged:,}"
            ),
        ),
    )


def _quality(selection: Selection, imports: Sequence[ImportRecord], _: Translate) -> tuple[Fact, ...]:
    live = [record for record in imports if record.state == "live"]
    rows = sum(record.rows_read for record in live)
    rejected = sum(record.rejected for record in live)
    duplicates = sum(record.duplicates for record in live)
    facts = [
        Fact(_("Rows read"), f"{rows:,}", _("In {count} imports.").format(count=len(live))),
        Fact(
            _("Duplicate rows"),
            f"{duplicates:,}",
            _("Further rows of an incident that is counted once already."),
        ),
        Fact(_("Rejected rows"), f"{rejected:,}", _("Set aside with line number and reason; none is lost.")),
        Fact(
            _("Calls without a place"),
            f"{selection.placeless:,}",
            _("They count in the total and belong to no place."),
        ),
        Fact(
            _("Nobody knows who started it"),
            f"{selection.unknown:,}",
            _("Calls of unknown origin choose no place."),
        ),
    ]
    return (*facts, *(Fact(_("Note"), "", note) for note in selection.notes))


def _provenance(selection: Selection, imports: Sequence[ImportRecord], _: Translate) -> tuple[Fact, ...]:
    sources = "; ".join(
        f"{record.name} ({', '.join(Path(source).name for source in record.sources)},"
        f" SHA-256 {', '.join(digest[:12] for digest in record.sha256)})"
        for record in imports
        if record.state == "live"
    )
    asked = ", ".join(f"{name} {value}" for name, value in selection.settings.items())
    return (Fact(_("Data"), sources, ""), Fact(_("Settings"), asked, ""))
