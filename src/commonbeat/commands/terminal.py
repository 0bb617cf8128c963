"""What all commands share at the terminal: a progress bar, JSON, errors, and asking a person."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.prompt import Prompt
from typer.core import TyperGroup

from commonbeat.errors import CommonbeatError, QuestionError
from commonbeat.progress import Progress as Listener
from commonbeat.progress import silent

#: Where results for people go; machines get JSON on stdout by `print_json`.
#: In a pipe or a file there is no width to fit into; tables stay on one line a row.
out = Console(width=None if sys.stdout.isatty() else 160)
#: Where bars, questions and errors go.
err = Console(stderr=True)


@contextmanager
def progress_bar(show: bool | None = None) -> Iterator[Listener]:
    """A progress bar on stderr.

    Args:
        show: None shows it when stderr is a terminal, or when COMMONBEAT_PROGRESS is 1.
    """
    wanted = os.environ.get("COMMONBEAT_PROGRESS")
    if show is None:
        show = wanted == "1" or (wanted != "0" and sys.stderr.isatty())
    if not show:
        yield silent
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def listen(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield listen


def print_json(value: Any) -> None:
    """Print one JSON value on stdout; what is no number (NaN, infinity) becomes null."""
    sys.stdout.write(json.dumps(_plain(value), ensure_ascii=False, indent=2, default=str) + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def interactive() -> bool:
    """Is a person there to answer?"""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_person(question: str, options: list[str]) -> str:
    """Put one question to the person at the terminal; an empty answer leaves it open."""
    err.print(f"[bold]{question}[/bold]" if "[" not in question else question, markup="[" not in question)
    for number, option in enumerate(options, start=1):
        err.print(f"  {number}  {option}", markup=False)
    said = Prompt.ask("Answer (a number or a name; Enter leaves it open)", console=err, default="", show_default=False)
    said = said.strip()
    return options[int(said) - 1] if said.isdigit() and 1 <= int(said) <= len(options) else said


def error_json(error: CommonbeatError) -> dict[str, Any]:
    """The shape of an error for machines (docs/json.md)."""
    told: dict[str, Any] = {
        "kind": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "todo": error.todo,
        "exit_code": error.exit_code,
    }
    if isinstance(error, QuestionError):
        told["questions"] = [str(question) for question in error.questions]
    return {"error": told}


def show_error(error: CommonbeatError, *, as_json: bool) -> None:
    """Say what went wrong on stderr, and as JSON on stdout when that was asked for."""
    err.print(f"Error: {error}", markup=False, highlight=False, soft_wrap=True)
    if as_json:
        print_json(error_json(error))


class Door(TyperGroup):
    """The group of all commands: errors a person can mend end here, with their own exit code and no traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; see `TyperGroup.main`."""
        words = list(sys.argv[1:] if args is None else args)
        try:
            return super().main(args, prog_name, complete_var, standalone_mode, windows_expand_args, **extra)
        except CommonbeatError as error:
            show_error(error, as_json="--json" in words)
            code = error.exit_code
        except BrokenPipeError:
            # Whoever read our output has gone (`| head`): that is no error. Python must not write to it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except KeyboardInterrupt:
            err.print("Stopped; nothing was half-written.")
            code = 130
        if standalone_mode:
            sys.exit(code)
        return code


def group(name: str, text: str) -> typer.Typer:
    """A sub-group of commands."""
    return typer.Typer(name=name, help=text, no_args_is_help=True, pretty_exceptions_enable=False)
