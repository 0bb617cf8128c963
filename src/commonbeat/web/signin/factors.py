"""Whether a session was opened with two factors."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


def has_two_factors(request: HttpRequest) -> bool:
    """A password with a second factor, a passkey (which is two by itself), or the agency's own sign-in."""
    if settings.DEMO:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in ("mfa", "socialaccount") for record in records)
