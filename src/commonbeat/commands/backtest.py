"""`commonbeat backtest`: had we chosen earlier, how would the list have done?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from commonbeat.analysis.backtest import Backtest, backtest
from commonbeat.analysis.selection_record import span_record
from commonbeat.commands import options
from commonbeat.commands.agency_settings import settings
from commonbeat.commands.chosen_lake import Source, chosen_calls
from commonbeat.commands.terminal import out, print_json, progress_bar
from commonbeat.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add `backtest` to the terminal."""

    @app.command(name="backtest")
    def test_the_list(
        files: options.Exports = None,
        lake: options.LakeDir = None,
        agency: options.Agency = None,
        mapping: options.MappingFile = None,
        zone: options.Zone = None,
        places: options.PlacesFile = None,
        code_table: options.CodeTable = None,
        harm_table: options.HarmTable = None,
        top: options.Top = 100,
        split: Annotated[
            str,
            typer.Option(help='Last day that chooses: a date, "half" of the data, or "year": a year before the end.'),
        ] = "half",
        months: options.Months = 12,
        as_json: options.Json = False,
    ) -> None:
        """Choose places as of an earlier day, and put what was expected beside what came."""
        told = settings()
        if not told.forecasts:
            raise UsageError(
                "Forecasts are switched off in the settings, and a backtest judges forecasts.",
                todo="Set forecasts = true in commonbeat.toml, if the agency may.",
            )
        at = _split(split)
        source = Source(files or (), lake, agency, mapping, zone, places, code_table, harm_table)
        with progress_bar() as progress, chosen_calls(source, told, progress) as chosen:
            result = backtest(chosen.calls, places=chosen.places, top=top, split=at, months=months, progress=progress)
        if as_json:
            print_json(backtest_record(result))
        else:
            show_backtest(result, out)


def _split(text: str) -> date | Literal["half", "year"]:
    if text == "half":
        return "half"
    if text == "year":
        return "year"
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"--split {text!r} is no day.", todo='Write "half", "year" or a day like 2024-06-30.'
        ) from error


def backtest_record(result: Backtest) -> dict[str, Any]:
    """The backtest as plain values; the measures first."""
    first = ("pai", "pei", "rri", "expected_total", "observed_total", "naive_total", "coverage")
    record = asdict(result)
    record["window"], record["after"] = span_record(result.window), span_record(result.after)
    record["place_ids"] = list(result.place_ids)
    record = {name: round(value, 6) if isinstance(value, float) else value for name, value in record.items()}
    return {**{name: record[name] for name in first}, **record}


def show_backtest(result: Backtest, console: Console) -> None:
    """Print the promises beside what came, then what the measures mean."""
    console.print(
        f"[bold]{result.top} places[/bold] chosen from {result.window.first} to {result.window.last}, judged from"
        f" {result.after.first} to {result.after.last}"
    )
    table = Table(pad_edge=False)
    table.add_column("Calls at these places")
    table.add_column("Total", justify="right")
    table.add_column("Against what came", justify="right")
    rows = [
        ("What came", float(result.observed_total)),
        (f"Expected ({result.expected_low:,.0f} to {result.expected_high:,.0f})", result.expected_total),
        ("Naive: as many as before", result.naive_total),
        ("Textbook gamma-Poisson", result.gamma_poisson_total),
    ]
    for name, total in rows:
        off = total / result.observed_total - 1 if result.observed_total else float("nan")
        table.add_row(name, f"{total:,.0f}", "" if name == "What came" else f"{off:+.1%}")
    console.print(table)
    best = result.captured / max(result.pei, 1e-9)
    console.print(
        f"The list held {result.captured:.1%} of all later calls, {result.pai:,.1f} times its share of places (PAI);"
        f" the best possible list would have held {best:.1%} (PEI {result.pei:.2f}).",
        highlight=False,
    )
    console.print(
        f"{result.hit_rate:.0%} of it were among the {result.top} busiest places afterwards; promised over observed"
        f" (RRI) is {result.rri:.3f}.",
        highlight=False,
    )
    console.print(
        f"Of the {result.judged:,} busiest places {result.coverage:.1%} stayed inside their 90 % interval"
        f" ({result.coverage_below:.1%} below it, {result.coverage_above:.1%} above).",
        highlight=False,
    )
    console.print(result.method, style="dim", highlight=False)
