"""`commonbeat report`: selection, areas, postings, the check on the past and the data's faults on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from commonbeat.analysis.sentences import Translate
from commonbeat.analysis.stationing import NoPlanError, PostingPlan, PostingRules, station
from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import ChosenCalls, Source, chosen_calls
from commonbeat.commands.station import roster
from commonbeat.commands.terminal import err, out, print_json, progress_bar
from commonbeat.commands.whole_file import write_whole
from commonbeat.errors import InputError, UsageError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.roster import AreaFile
from commonbeat.progress import Progress
from commonbeat.report.content import Fact, PastCheck, ReportContent
from commonbeat.report.ground import ground
from commonbeat.report.lenses import lenses
from commonbeat.report.page import render
from commonbeat.report.words import day_in_words, translations

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
        files: options.Exports = None,
        to: Annotated[Path, typer.Option("--out", help="The page to write.")] = Path("report.html"),
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
        officers: options.Officers = None,
        current: options.Current = None,
        streets: Annotated[Path | None, typer.Option(help="Streets of the map: GeoJSON or PMTiles.")] = None,
        no_forecasts: options.NoForecasts = False,
        language: Annotated[str, typer.Option(help="Language of the page: en or es.")] = "en",
        as_json: options.Json = False,
    ) -> None:
        """Write one page that works offline, prints, and reads without JavaScript."""
        if current is not None and officers is None:
            raise UsageError("--current says where officers stand, and no --officers are given.", todo="Give both.")
        translations(language)  # an unknown language is refused before the long work
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
            page = report_page(chosen, asked, PageFiles(officers, current, streets, language), progress)
        write_whole(to, page)
        if as_json:
            print_json(
                {"page": str(to), "agency": chosen.agency or None, "forecasts": asked.forecasts, "language": language}
            )
        else:
            out.print(f"The report is in {to}.", markup=False, highlight=False)


def report_page(chosen: ChosenCalls, asked: Asked, files: PageFiles, progress: Progress) -> str:
    """Make every part of the page and lay it out."""
    translate = translations(files.language)
    _ = translate.gettext
    selection = choose(chosen, asked, progress, translate)
    plan, no_plan = _plan(selection, files, translate, progress)
    progress("Drawing the page", 0, None)
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
        past=_past(chosen, asked, translate, progress),
        lenses=lenses(points, translate) if len(points.lon) and np.isfinite(points.lon).any() else (),
        quality=(*_quality(selection, chosen.imports, translate), *(Fact(_("Note"), "", note) for note in no_plan)),
        provenance=_provenance(selection, chosen.imports, translate),
    )
    return render(content, language=files.language)


def _plan(
    selection: Selection, files: PageFiles, translate: Translate, progress: Progress
) -> tuple[PostingPlan | None, tuple[str, ...]]:
    """The posting plan; without one, the page still says everything else, and why there is none."""
    if files.officers is None or not selection.areas:
        return None, ()
    found = AreaFile(selection.areas, {}, frozenset(), {})
    people = roster(files.officers, files.current, found, PostingRules())
    try:
        return station(people.areas, people.officers, people.rules, translate=translate, progress=progress), ()
    except NoPlanError as error:
        err.print(f"Note: {error}", markup=False, highlight=False, soft_wrap=True)
        return None, (str(error),)


def _past(chosen: ChosenCalls, asked: Asked, translate: Translate, progress: Progress) -> PastCheck | None:
    """The check on the past; None when forecasts are off or the history is too short to be split."""
    if not asked.forecasts:
        return None
    try:
        found = backtest(chosen.calls, places=chosen.places, top=BACKTEST_TOP, split="half", progress=progress)
    except InputError:
        return None
    _ = translate.gettext
    words = _(
        "Places chosen on the calls up to {split}: the {top} highest were expected to bring {expected} calls until "
        "{last}; {observed} came."
    )
    return PastCheck(
        words=words.format(
            split=day_in_words(found.window.last, translate),
            top=found.top,
            expected=f"{found.expected_total:,.0f}",
            last=day_in_words(found.after.last, translate),
            observed=f"{found.observed_total:,}",
        ),
        totals=(
            (_("What happened"), float(found.observed_total), True),
            (_("Expected"), found.expected_total, False),
            (_("Last period's counts"), found.naive_total, False),
            (_("Textbook gamma-Poisson"), found.gamma_poisson_total, False),
        ),
        facts=_measures(found, translate),
    )


def _measures(found: Backtest, translate: Translate) -> tuple[Fact, ...]:
    _ = translate.gettext
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


def _quality(selection: Selection, imports: Sequence[ImportRecord], translate: Translate) -> tuple[Fact, ...]:
    _ = translate.gettext
    live = [record for record in imports if record.state == "live"]
    rows = sum(record.rows_read for record in live)
    rejected = sum(record.rejected for record in live)
    duplicates = sum(record.duplicates for record in live)
    words = translate.ngettext("In {count} import.", "In {count} imports.", len(live))
    facts = [
        Fact(_("Rows read"), f"{rows:,}", words.format(count=len(live))),
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


def _provenance(selection: Selection, imports: Sequence[ImportRecord], translate: Translate) -> tuple[Fact, ...]:
    _ = translate.gettext
    sources = "; ".join(
        f"{record.name} ({', '.join(Path(source).name for source in record.sources)},"
        f" SHA-256 {', '.join(digest[:12] for digest in record.sha256)})"
        for record in imports
        if record.state == "live"
    )
    asked = _settings_in_words(selection.settings, translate)
    return (Fact(_("Data"), sources, ""), Fact(_("Settings"), asked, ""))


def _settings_in_words(settings: Mapping[str, object], translate: Translate) -> str:
    """What was asked, so that the same list can be made again."""
    _ = translate.gettext
    names = {
        "top": _("places"),
        "as_of": _("last day"),
        "months": _("months"),
        "forecasts": _("forecasts"),
        "exploration": _("drawn by lot"),
        "seed": _("seed"),
        "version": _("version"),
    }
    values = {True: _("on"), False: _("off")}
    return ", ".join(
        f"{names.get(name, name)}: {values[value] if isinstance(value, bool) else value}"
        for name, value in settings.items()
    )
