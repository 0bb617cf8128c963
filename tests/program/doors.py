"""Every function of the program that writes (`@action`), and every one that reads for an agency, found by looking.

A function that is added later is in these lists without being added to them.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, Final

import commonbeat.program
from commonbeat.program.action import action

_THROUGH_THE_WRITER: Final = action(lambda: None).__code__


def name_of(function: Callable[..., Any]) -> str:
    """Module and name, without what all share: `notes.actions.write_note`."""
    return f"{function.__module__.removeprefix('commonbeat.program.')}.{function.__qualname__}"


def actions() -> dict[str, Callable[..., Any]]:
    """Every `@action` at the top of a module, by name."""
    return {name_of(each): each for each in _functions() if each.__code__ is _THROUGH_THE_WRITER}


def doors() -> dict[str, Callable[..., Any]]:
    """Every public function, no action, whose first argument says for whom or for which agency it works."""
    return {
        name_of(each): each
        for each in _functions()
        if each.__code__ is not _THROUGH_THE_WRITER
        and not each.__name__.startswith("_")
        and (first := next(iter(inspect.signature(each).parameters.values()), None)) is not None
        and (first.annotation in ("Member", "Agency") or first.name == "agency_id")
    }


def _functions() -> Iterator[Callable[..., Any]]:
    for found in pkgutil.walk_packages(commonbeat.program.__path__, "commonbeat.program."):
        if ".migrations" in found.name:
            continue
        module = importlib.import_module(found.name)
        for each in vars(module).values():
            if inspect.isfunction(each) and each.__module__ == found.name:
                yield each
