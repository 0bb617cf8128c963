"""Commands that are imported when they are called, so that the help and a typing error answer at once."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand


class LazyCommand(TyperCommand):
    """Stands for a command until somebody calls it; then the module's own command takes over.

    Args:
        name: of the command.
        module: whose `register(app)` mounts it.
        help: the first line of its help, for the list of commands.
    """

    def __init__(self, name: str, module: str, help: str) -> None:  # noqa: A002
        super().__init__(name, help=help)
        self.module = module

    def real(self) -> Any:
        """Import the module and take its command."""
        app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode="rich")

        @app.callback()
        def several() -> None:
            """Keep a single command under its own name."""

        import_module(self.module).register(app)
        group = typer.main.get_group(app)
        return group.commands[self.name or ""]

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Parse with the real command, which the context then belongs to."""
        return self.real().make_context(info_name, args, parent=parent, **extra)
