"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.office import briefing, keys, notes, start

app_name = "office"
urlpatterns = [
    path("", start.start, name="start"),
    path("briefing/", briefing.search, name="briefing-search"),
    path("briefing/<str:key>", briefing.show, name="briefing"),
    path("briefing/<str:key>/note", notes.write, name="note-write"),
    path("briefing/<str:key>/sealed", notes.sealed, name="sealed"),
    path("briefing/<str:key>/emergency", notes.emergency, name="emergency"),
    path("notes/", notes.waiting, name="notes"),
    path("notes/<uuid:code>/confirm", notes.confirm, name="note-confirm"),
    path("notes/<uuid:code>/dispute", notes.dispute, name="note-dispute"),
    path("notes/<uuid:code>/change", notes.change, name="note-change"),
    path("notes/disputes/<int:dispute_id>", notes.settle, name="dispute-settle"),
    path("emergencies/", notes.emergencies, name="emergencies"),
    path("emergencies/<uuid:code>", notes.review, name="emergency-review"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:key_id>/revoke", keys.revoke, name="key-revoke"),
]
