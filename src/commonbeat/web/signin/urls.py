"""Sign-in: allauth's own views under names of ours, and nothing of it that staff do not need."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from commonbeat.web.access import ANYBODY
from commonbeat.web.signin import views

urlpatterns = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("two-factor/", include("allauth.mfa.urls")),
    path("not-available/", views.not_available, name="account_signup"),
    path("not-available/reset/", views.not_available, name="account_reset_password"),
    path("not-available/inactive/", views.not_available, name="account_inactive"),
    path("not-available/email/", views.not_available, name="account_email"),
]

#: Views of allauth, which guards them itself: who may open them (read by the table of roles).
ALLAUTH_VIEWS = {"allauth": ANYBODY}
