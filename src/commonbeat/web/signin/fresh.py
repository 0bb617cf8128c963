"""Something sensitive asks again who is there, unless that was proved within the last minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from commonbeat.web.signin.adapter import proved_lately
from commonbeat.web.signin.own_sign_in import own_sign_in_address

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def freshly(view: View) -> View:
    """The view opens after the member proved again who they are; a form that was sent is opened anew, not resumed.

    Goes under `@allow(...)`: by then there is a member with two factors.
    """

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if proved_lately(request):
            return view(request, *args, **kwargs)
        methods = get_adapter().get_reauthentication_methods(request.user)
        first = methods[0]["url"] if methods else own_sign_in_address()
        return redirect(f"{first}?{urlencode({'next': request.path})}")

    return cast("View", guard)
