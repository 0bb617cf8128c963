"""Which property a partner's page is about; a view of it gets the property and no number from the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from commonbeat.program.partners.models import Estate
from commonbeat.program.partners.queries import estates_of, partnerships_of
from commonbeat.web.access import partners, refuse
from commonbeat.web.signed_in import member_of

View = Callable[..., HttpResponseBase]


def of_estate(view: View) -> View:
    """For partners of the property who accepted the agreement; who did not yet is led to it.

    What is not theirs looks like what does not exist.
    """

    @partners
    @wraps(view)
    def guard(request: HttpRequest, estate: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        member = member_of(request)
        found = estates_of(member).filter(pk=estate).first()
        if found is None:
            if partnerships_of(member).filter(estate=estate, agreed_at__isnull=True).exists():
                return redirect("partner:agreement", estate)
            refuse(request)
        return view(request, found, *args, **kwargs)

    return guard


def page_of(
    request: HttpRequest, estate: Estate, template: str, told: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    """A page about the property, with what its frame needs."""
    several = partnerships_of(member_of(request)).count() > 1
    return render(request, template, told | {"estate": estate, "several": several}, status=status)
