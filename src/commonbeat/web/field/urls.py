"""Addresses of the officer's app."""

from __future__ import annotations

from django.urls import path, re_path

from commonbeat.web.field import app, day, devices, notes, sync

app_name = "field"
urlpatterns = [
    path("device", devices.register, name="device"),
    path("unlock", devices.unlock, name="unlock"),
    path("sync", sync.sync, name="sync"),
    re_path(r"^photo/(?P<content_hash>[0-9a-f]{64})$", sync.photo, name="photo"),
    path("notes/<uuid:code>/dispute", notes.dispute, name="note-dispute"),
    path("notes/<uuid:code>/withdraw", notes.withdraw, name="note-withdraw"),
    path("", app.app, name="app"),
    path("shell", app.shell, name="shell"),
    path("sw.js", app.worker, name="worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("words/<slug:language>.json", app.words, name="words"),
    path("guard.json", app.guard_patterns, name="guard"),
    path("day", day.day, name="day"),
]
