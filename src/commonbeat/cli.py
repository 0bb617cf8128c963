"""The door of the terminal: every command is mounted here, and every error a person can cause ends here."""

from __future__ import annotations

import sys

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def commonbeat() -> None:
    """Run a strategic community officer program: select, station, engage, know, solve, measure, share."""


def main() -> None:
    """Run the command line; the exit code says what kind of error it was."""
    sys.exit(app())
