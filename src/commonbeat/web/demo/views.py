"""Starting the demo, and looking through another member's eyes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from csp.decorators import csp_exempt
from django.conf import settings
from django.contrib.auth import login
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.sign_ins import came_in
from commonbeat.program.demo.eyes import eyes
from commonbeat.web import home
from commonbeat.web.access import anybody
from commonbeat.web.signed_in import begin

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def _in_a_demo(view: View) -> View:
    """Nothing is there outside a demo, whatever the table of addresses says."""

    @wraps(view)
    def only_there(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return cast("View", only_there)


@require_GET
@anybody
@_in_a_demo
def front(request: HttpRequest) -> HttpResponseBase:
    """The way in: a visitor chooses whose eyes, a member goes on to their own face."""
    return home.home(request) if isinstance(request.user, Member) else start(request)


@require_GET
@anybody
@_in_a_demo
def start(request: HttpRequest) -> HttpResponseBase:
    """What the demo is, and where to begin."""
    first: dict[str, Any] = {}
    for one in eyes():
        first.setdefault(one.role, one)
    return render(request, "demo/start.html", {"first": first})


@require_POST
@anybody
@_in_a_demo
def look(request: HttpRequest) -> HttpResponseBase:
    """Sign in as the chosen member of the made agency, recorded as every sign-in is.

    Raises:
        Http404: no such member in the demo's agency.
    """
    chosen = request.POST.get("member", "")
    pk = next((one.pk for one in eyes() if str(one.pk) == chosen), None)
    if pk is None:
        raise Http404
    member = Member.objects.select_related("agency").get(pk=pk)

    def open_session() -> None:
        login(request, member, backend=_BACKEND)
        begin(request)

    came_in(member, open_session, factors=["demo"], by_password=False)
    then = request.POST.get("next", "")
    return redirect(then if url_has_allowed_host_and_scheme(then, allowed_hosts=None) else "/")


@require_GET
@anybody
@csp_exempt()
@_in_a_demo
def report(request: HttpRequest) -> HttpResponseBase:
    """The report of the selection, as the demo made it; the page brings its own policy.

    Raises:
        Http404: the demo's folder has none.
    """
    del request
    path = settings.DATA.parent / "site" / "index.html"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="text/html; charset=utf-8")
