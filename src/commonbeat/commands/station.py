"""`commonbeat station`: who stands where, with the proof, the reasons and the price."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from commonbeat.analysis.places import Area
from commonbeat.analysis.stationing import NoPlanError, Officer, PostingPlan, PostingRules, station
from commonbeat.analysis.stationing.record import conflict_record, plan_record
from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.area_choice import Asked, choose
from commonbeat.commands.chosen_lake import Source, chosen_calls
from commonbeat.commands.terminal import err, error_json, out, print_json, progress_bar
from commonbeat.intake.roster import AreaFile, read_areas, read_officers, read_postings
from commonbeat.progress import Progress

MILE = 1609.344


@dataclass(frozen=True)
class Roster:
    """Candidate areas, officers where they stand now, and the rules they are posted by."""

    areas: tuple[Area, ...]
    officers: list[Officer]
    rules: PostingRules


def roster(officers: Path, current: Path | None, found: AreaFile, rules: PostingRules) -> Roster:
    """Read the people and join what the file of areas states to the rules."""
    people = read_officers(officers)
    if current is not None:
        people = read_postings(current, people)
    stated = PostingRules(
        **{
            **rules.__dict__,
            "min_hours": {**rules.min_hours, **found.min_hours},
            "required": rules.required | found.required,
            "required_languages": {**rules.required_languages, **found.required_languages},
        }
    )
    return Roster(found.areas, people, stated)


def register(app: typer.Typer) -> None:
    """Add `station` to the terminal."""

    @app.command(name="station")
    def post_officers(
        officers: Annotated[Path, typer.Option(help="officers.csv: a line an officer (docs/methods/stationing.md).")],
        areas: Annotated[
            Path | None, typer.Option(help="Candidate areas: JSON of `select`, GeoJSON or CSV; else those of the lake.")
        ] = None,
        current: options.Current = None,
        lake: options.LakeDir = None,
        agency: options.Agency = None,
        top: Annotated[int, typer.Option(min=1, help="Places that the areas are drawn from.")] = 50,
        months: options.Months = 12,
        max_walk: options.MaxWalk = Asked.max_walk_feet,
        max_places: options.MaxPlaces = Asked.max_places,
        barriers: options.Barriers = None,
        languages: options.Languages = None,
        harm_weight: Annotated[float, typer.Option(min=0, max=1, help="0 weighs calls only, 1 harm only.")] = 0.0,
        move_price: Annotated[
            float, typer.Option(min=0, help="Price of moving an officer, in average areas' calls.")
        ] = PostingRules.move_price,
        home_miles: Annotated[float, typer.Option(min=0, help="No posting closer to home than this.")] = 1.0,
        max_officers: Annotated[int, typer.Option(min=1, max=2, help="Most officers at one area.")] = 2,
        spread: Annotated[bool, typer.Option("--spread", help="Spread areas evenly over districts.")] = False,
        own_district: Annotated[bool, typer.Option("--own-district", help="Officers stay in their district.")] = False,
        some_unposted: Annotated[
            bool, typer.Option("--some-unposted", help="An officer may be left without a posting.")
        ] = False,
        steps: Annotated[int, typer.Option(min=0, max=50, help="Further officers to look at.")] = 5,
        seconds: Annotated[float, typer.Option(min=1, help="Time limit of the plan.")] = 60.0,
        gap: Annotated[float | None, typer.Option(min=0, help="Stop at this relative gap.")] = None,
        as_json: options.Json = False,
    ) -> None:
        """Propose who stands where. A sergeant decides; nothing is posted by the machine."""
        told = settings()
        rules = PostingRules(
            harm_weight=harm_weight,
            move_price=move_price,
            home_meters=home_miles * MILE,
            max_officers=max_officers,
            spread=spread,
            own_district_only=own_district,
            post_everyone=not some_unposted,
        )
        with progress_bar() as progress:
            if areas is not None:
                found = read_areas(areas)
            else:
                asked = Asked(
                    top=top,
                    months=months,
                    forecasts=told.forecasts,
                    max_walk_feet=max_walk,
                    max_places=max_places,
                    barriers=barriers,
                    languages=languages,
                )
                found = _of_lake(lake, agency, asked, progress)
            people = roster(officers, current, found, rules)
            try:
                plan = station(
                    people.areas,
                    people.officers,
                    people.rules,
                    seconds=seconds,
                    gap=gap,
                    expansion_steps=steps,
                    progress=progress,
                )
            except NoPlanError as error:
                if not as_json:
                    raise
                err.print(f"Error: {error}", markup=False, highlight=False, soft_wrap=True)
                print_json({"postings": [], **conflict_record(error.conflict), **error_json(error)})
                raise typer.Exit(error.exit_code) from None
        if as_json:
            print_json(plan_record(plan, people.rules))
        else:
            show_plan(plan)


def _of_lake(lake: Path | None, agency: str | None, asked: Asked, progress: Progress) -> AreaFile:
    with chosen_calls(Source(lake=lake, agency=agency), settings(), progress) as chosen:
        selection = choose(chosen, asked, progress)
    return AreaFile(selection.areas, {}, frozenset(), {})


def show_plan(plan: PostingPlan) -> None:
    """Print the plan, its proof, and what the next officers would add."""
    proof = "proven: no other plan is worth more" if plan.proven else f"at most {plan.gap:.2%} from the best"
    who = "officers" if len(plan.postings) != 1 else "officer"
    out.print(
        f"[bold]{len(plan.postings)} {who} posted[/bold] to areas that bring {plan.calls_covered:.0%} of the"
        f" candidates' calls; {proof}; {plan.moves} {'moves' if plan.moves != 1 else 'move'}."
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("Officer", no_wrap=True)
    table.add_column("Area")
    table.add_column("Hours", justify="right")
    table.add_column("Why")
    table.add_column("Second best")
    for posting in plan.postings:
        other = "none"
        if posting.second_best_cost is not None:
            most = "" if posting.second_best_exact else "at most "
            other = f"{posting.second_best or 'nowhere'}, costs {most}{posting.second_best_cost:,.1f} calls"
        where = f"{posting.area} {posting.area_name}" if posting.area != posting.area_name else posting.area
        table.add_row(escape(posting.officer), escape(where), f"{posting.hours:g}", escape(posting.why), escape(other))
    out.print(table)
    if plan.unposted:
        out.print(f"Without a posting: {', '.join(plan.unposted)}", markup=False)
    if plan.expansion:
        table = Table(box=None, pad_edge=False, title="What the next officers would add", title_justify="left")
        for heading in ("Officers", "Calls added", "Harm added", "Calls covered"):
            table.add_column(heading, justify="right")
        table.add_column("Where")
        for step in plan.expansion:
            where = step.area_name + (" (second officer)" if step.second else "")
            table.add_row(
                str(step.officers),
                f"{step.calls_added:,.0f}",
                f"{step.harm_added:,.0f}",
                f"{step.calls_covered:.0%}",
                escape(where),
            )
        out.print()
        out.print(table)
    for note in plan.notes:
        out.print(f"Note: {note}", markup=False, highlight=False)
