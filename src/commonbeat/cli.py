"""The door of the terminal: every command is mounted here, and every error a person can cause ends here."""

from __future__ import annotations

import typer

from commonbeat.commands import backtest, demo, intake, made_city, report, select, station
from commonbeat.commands.terminal import Door

app = typer.Typer(
    cls=Door, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich"
)


@app.callback()
def commonbeat() -> None:
    """Run a strategic community officer program: select, station, engage, know, solve, measure, share."""


# One line a command: each module of `commands` has `register(app)`.
demo.register(app)
intake.register(app)
select.register(app)
backtest.register(app)
station.register(app)
report.register(app)
made_city.register(app)


def main() -> None:
    """Run the command line; the exit code says what kind of error it was (docs/exit-codes.md)."""
    app()
