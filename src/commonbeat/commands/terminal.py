"""What all commands share at the terminal: a progress bar, JSON, errors, and asking a person."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.prompt import Prompt
from typer.core import TyperGroup

from commonbeat.errors import CommonbeatError, QuestionError
from commonbeat.progress import Progress as Listener
from commonbeat.progress import silent


class _Console(Console):
    """A console that leaves it to `Door` to end the command when its reader has gone."""

    def on_broken_pipe(self) -> None:
        """Say so, instead of exiting as if it were a fault."""
        self.quiet = True
        raise BrokenPipeError


#: Where results for people go; machines get JSON on stdout by `print_json`.
#: In a pipe or a file there is no width to fit into; tables stay on one line a row.
out = _Console(width=None if sys.stdout.isatty() else 160)
#: Where bars, questions and errors go.
err = Console(stderr=True)


@contextmanager
def progress_bar(show: bool | None = None) -> Iterator[Listener]:
    """A progress bar on stderr that says what is being done; it starts again when that changes, and goes at the end.

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
        doing: list[tuple[str, TaskID]] = []

        def listen(what: str, done: int, total: int | None) -> None:
            # Another work has another unit and perhaps no known end: it gets a bar of its own.
            if not doing or doing[-1][0] != what:
                if doing:
                    bar.remove_task(doing.pop()[1])
                doing.append((what, bar.add_task(escape(what), completed=done, total=total)))
            bar.update(doing[-1][1], completed=done, total=total)

        yield listen


def json_text(value: Any) -> str:
    """One JSON value and a line end; what is no number (NaN, infinity) becomes null."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, default=str) + "\n"


def print_json(value: Any) -> None:
    """Print one JSON value on stdout, and nothing else."""
    sys.stdout.write(json_text(value))
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

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """Parse the words; see `TyperGroup.make_context`."""
        as_json = "--json" in args
        context = super().make_context(info_name, args, *more, **extra)
        context.meta["as_json"] = as_json
        return context

    def invoke(self, ctx: Any) -> Any:
        """Run the command; see `TyperGroup.invoke`."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except CommonbeatError as error:
            show_error(error, as_json=ctx.meta["as_json"])
            raise typer.Exit(error.exit_code) from error
        except BrokenPipeError:
            # Whoever read our output has gone (`| head`): that is no error. Python must not write to it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            err.print("Stopped; nothing was half-written.")
            raise typer.Exit(130) from None
        return result


def group(name: str, text: str) -> typer.Typer:
    """A sub-group of commands."""
    return typer.Typer(name=name, help=text, no_args_is_help=True, pretty_exceptions_enable=False)
