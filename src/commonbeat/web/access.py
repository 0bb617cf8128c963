"""Who may open a page. Every view says it with one of these; a view that says nothing fails the build (promise T1).

What a member may not see looks like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.record import record
from commonbeat.program.writer import writer
from commonbeat.web.signin.factors import has_two_factors, partner_signed_in

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
#: Stands for "anybody, signed in or not" in the table of roles.
ANYBODY: Final = frozenset({"anybody"})


def allow(*roles: Role) -> Callable[[View], View]:
    """Members with any of these roles open the view, signed in with two factors."""

    def guarded(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Member):
                return redirect_to_login(request.get_full_path())
            if request.user.is_partner and not request.user.has_role(*roles):
                refuse(request)  # before the second factor, which partners need not have
            if not has_two_factors(request):
                return redirect("second-factor")
            if not request.user.has_role(*roles):
                refuse(request)
            return view(request, *args, **kwargs)

        guard.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return cast("View", guard)

    return guarded


def partners(view: View) -> View:
    """Partners open the view, signed in by a passkey or by a code that was mailed to them; nobody of staff does.

    Which property it is about, and whether they accepted the agreement, the view asks (`web.partner.estates`).
    """

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Member):
            return redirect_to_login(request.get_full_path())
        if not request.user.is_partner:
            if not has_two_factors(request):
                return redirect("second-factor")
            refuse(request)
        if not partner_signed_in(request):
            return redirect("partner:begin")
        return view(request, *args, **kwargs)

    guard.allowed_roles = frozenset({Role.PARTNER})  # type: ignore[attr-defined]
    return cast("View", guard)


def anybody(view: View) -> View:
    """The view is for everyone; it shows nothing of any agency."""
    view.allowed_roles = ANYBODY  # type: ignore[attr-defined]
    return view


def refuse(request: HttpRequest) -> NoReturn:
    """Record the refusal, and answer as if there were nothing.

    Raises:
        Http404: always.
    """
    member = request.user if isinstance(request.user, Member) else None
    path = request.resolver_match.view_name if request.resolver_match else ""
    writer.run(lambda: record("access.refused", actor=member, outcome="refused", details={"view": path}))
    raise Http404
