"""The door is at a name: a browser keeps a passkey for `localhost` or a city's own name, never for a number."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
NUMBER: Final = "127.0.0.1"
NAME: Final = "localhost"


def at_a_name(view: View) -> View:
    """Who opens the door of this machine by its number is led to its name, before anything is typed."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        host, _, port = request.get_host().partition(":")
        if host == NUMBER and request.method in ("GET", "HEAD") and NAME in settings.ALLOWED_HOSTS:
            there = f"{NAME}:{port}" if port else NAME
            return HttpResponseRedirect(f"{request.scheme}://{there}{request.get_full_path()}")
        return view(request, *args, **kwargs)

    return cast("View", guard)
