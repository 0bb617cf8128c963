"""Sign-in pages that allauth does not have."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.models import Member
from commonbeat.web.access import anybody
from commonbeat.web.signin.factors import has_two_factors


@require_GET
@anybody
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """What a member does who has a password and no second factor yet."""
    if not isinstance(request.user, Member):
        return redirect("account_login")
    if has_two_factors(request):
        return redirect("home")
    return render(request, "signin/second_factor.html")


@anybody
def not_available(request: HttpRequest) -> HttpResponse:
    """Stands for what allauth names and staff do not have: signing up, and resetting a password by mail.

    Raises:
        Http404: always.
    """
    raise Http404(request.path)
