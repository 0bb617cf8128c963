"""Addresses of the partner's face."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.partner import agreement, calls, coming_in, concerns, fixes, home, mailed_code

app_name = "partner"
urlpatterns = [
    path("", home.choose, name="home"),
    path("begin/", coming_in.begin, name="begin"),
    path("invitation/", coming_in.invitation, name="invitation"),
    path("invitation/by-code/", mailed_code.by_invitation, name="invitation-by-mail"),
    path("invitation/<str:token>/", coming_in.link, name="link"),
    path("code/", mailed_code.ask, name="code"),
    path("code/enter/", mailed_code.enter, name="code-enter"),
    path("<int:estate>/", home.show, name="estate"),
    path("<int:estate>/agreement/", agreement.agree, name="agreement"),
    path("<int:estate>/concerns/", concerns.concerns, name="concerns"),
    path("<int:estate>/concerns/<uuid:code>/", concerns.concern, name="concern"),
    path("<int:estate>/concerns/<uuid:code>/again/", concerns.again, name="concern-again"),
    path("<int:estate>/fixes/", fixes.fixes, name="fixes"),
    path("<int:estate>/fixes/<int:fix>/move/", fixes.move, name="fix-move"),
    path("<int:estate>/fixes/<int:fix>/<str:when>/", fixes.picture, name="fix-picture"),
    path("<int:estate>/calls/", calls.calls, name="calls"),
]
