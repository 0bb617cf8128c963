"""The door of the terminal: every command is mounted here, and every error a person can cause ends here."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperCommand

from commonbeat.commands.lazy import LazyCommand
from commonbeat.commands.terminal import Door

#: Command -> the first line of its help; its module has the same name and a `register(app)`.
COMMANDS: Final = {
    "demo": "Make a city and a program in it with eight officers, and serve it to look through each person's eyes.",
    "init": "Make an agency and its first administrator; run it again for another agency on the same installation.",
    "serve": "Serve the program: the office, the field app, the interface for dispatch, and the worker behind them.",
    "audit": "Verify the audit log, and keep its heads outside.",
    "backup": "Write a backup of the program while it runs.",
    "restore": "Put a backup back into an installation without a database, and verify its audit log.",
    "places": "The places of the program.",
    "key": "Keys with which machines ask for briefings.",
    "export": "Write everything an agency owns into one zip: CSV, GeoJSON and JSON; sealed notes stay behind.",
    "intake": "Bring dispatch exports into the call lake.",
    "select": "List the places where the same calls keep coming from, with what to expect and how sure it is.",
    "backtest": "Choose places as of an earlier day, and put what was expected beside what came.",
    "station": "Propose who stands where. A sergeant decides; nothing is posted by the machine.",
    "report": "Write one page that works offline, prints, and reads without JavaScript.",
    "made-city": "Write a made city: a dispatch export, what a department has beside it, and what must come out.",
}


class Commands(Door):
    """The group of all commands, each imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order a department uses them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """A stand-in for the command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return LazyCommand(cmd_name, f"commonbeat.commands.{cmd_name.replace('-', '_')}", COMMANDS[cmd_name])


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich"
)


@app.callback()
def commonbeat() -> None:
    """Run a strategic community officer program: select, station, engage, know, solve, measure, share."""


def main() -> None:
    """Run the command line; the exit code says what kind of error it was (docs/exit-codes.md)."""
    app()
