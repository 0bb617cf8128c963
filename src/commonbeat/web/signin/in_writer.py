"""Views of allauth that write run inside the one writer, like every other write of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

from commonbeat.program.writer import writer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def in_writer(view: View) -> View:
    """Run the view as one write: all of it is kept, or nothing. Pages are drawn after it, outside."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return writer.run(partial(view, request, *args, **kwargs))

    return cast("View", through)
