"""The addresses of the public face."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.public import follow, pages, say

urlpatterns = [
    path("", pages.sites, name="public-sites"),
    path("healthz", pages.health, name="public-health"),
    path("<slug:site>", pages.with_slash),
    path("<slug:site>/", pages.site, name="public-site"),
    path("<slug:site>/follow", follow.follow, name="public-follow"),
    path("<slug:site>/<slug:area>", pages.with_slash),
    path("<slug:site>/<slug:area>/", pages.area, name="public-area"),
    path("<slug:site>/<slug:area>/numbers", pages.numbers, name="public-numbers"),
    path("<slug:site>/<slug:area>/say", say.say, name="public-say"),
    path("<slug:site>/<slug:area>/pictures/<slug:picture>.jpg", pages.picture, name="public-picture"),
]
handler400 = "commonbeat.web.errors.bad_request"
handler403 = "commonbeat.web.public.pages.not_found"
handler404 = "commonbeat.web.public.pages.not_found"
handler500 = "commonbeat.web.public.pages.failed"
