"""Every address the server answers, from the resolver itself, and who may open it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        path: with a mark for each part that is filled in, such as `/office/areas/<int:area>/`.
        parts: name and converter of each of these.
        view: what answers.
        roles: who may open it; None when the view does not say.
    """

    path: str
    parts: tuple[tuple[str, str], ...]
    view: Callable[..., Any]
    roles: frozenset[str] | None

    @property
    def of_library(self) -> bool:
        """Whether a library's own view answers, which guards itself."""
        view = self.view.func if isinstance(self.view, partial) else self.view
        return view.__module__.startswith(("allauth.", "ninja."))

    def filled(self, value: object) -> str:
        """The address with every part filled with the value (as its converter wants it)."""
        path = self.path
        for name, converter in self.parts:
            path = re.sub(rf"<(?:\w+:)?{name}>", _as(converter, value), path)
        return path


def _as(converter: str, value: object) -> str:
    if converter == "uuid":
        return f"00000000-0000-4000-8000-{value:0>12}"
    return str(value)


def routes() -> list[Route]:
    """All of them, in a fixed order."""
    return sorted(_walk(get_resolver().url_patterns, "/"), key=lambda route: route.path)


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            parts = tuple((name, conv) for conv, name in re.findall(r"<(?:(\w+):)?(\w+)>", path))
            yield Route(path, parts, pattern.callback, getattr(pattern.callback, "allowed_roles", None))
