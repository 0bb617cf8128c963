"""What machines ask by a key, by the short way (`commonbeat.web.short_way`); members' browsers go the long way."""

from __future__ import annotations

from typing import Any, Final

from django.urls import include, path

from commonbeat.web.api.reader import shown_key

_ASKED: Final = frozenset({"/api/v1/briefing", "/api/v1/briefing/eido"})
urlpatterns = [path("api/", include("commonbeat.web.api.urls"))]


def asks(environ: dict[str, Any]) -> bool:
    """Is this a machine's question: one of its addresses, with a key, whatever the key opens?"""
    return environ.get("PATH_INFO") in _ASKED and shown_key(environ) is not None
