"""Which agency of the installation a command works for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonbeat.errors import UsageError

if TYPE_CHECKING:
    from commonbeat.program.agencies.models import Agency


def agency_named(name: str | None) -> Agency:
    """The agency of that name or short name; the only one when no name is given. Django must be ready.

    Raises:
        UsageError: there is none, or several and none was named.
    """
    from django.db.models import Q

    from commonbeat.program.agencies.models import Agency

    found = list(Agency.objects.filter(Q(name=name) | Q(slug=name)) if name else Agency.objects.order_by("name")[:2])
    if len(found) == 1:
        return found[0]
    if name or not found:
        raise UsageError(
            "There is no such agency here.", todo="Name it as `commonbeat init` did, or make it with commonbeat init."
        )
    raise UsageError("There are several agencies here.", todo="Name one with --agency.")
