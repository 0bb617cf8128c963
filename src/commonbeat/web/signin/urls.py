"""Sign-in: allauth's own views under names of ours, and nothing of it that staff do not need."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.urls import path

from commonbeat.program.agencies.roles import STAFF
from commonbeat.web.access import allow, anybody
from commonbeat.web.signin import factor_views as factors
from commonbeat.web.signin import views
from commonbeat.web.signin.named import at_a_name

urlpatterns = [
    path("", at_a_name(anybody(account.login)), name="account_login"),
    path("out/", anybody(account.logout), name="account_logout"),
    path("again/", factors.reauthenticate_by_password, name="account_reauthenticate"),
    path("again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("password/", allow(*STAFF)(account.password_change), name="account_change_password"),
    path("first/<str:token>/", views.first_password_link, name="first-password-link"),
    path("first/", views.first_password, name="first-password"),
    path("passkey/", factors.passkey_at_the_door, name="mfa_login_webauthn"),
    path("code/", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("me/", views.my_account, name="my-account"),
    path("me/factors/", factors.factors, name="mfa_index"),
    path("me/factors/passkeys/", factors.factors, name="mfa_list_webauthn"),
    path("me/factors/passkeys/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("me/factors/passkeys/<int:pk>/name/", factors.rename_passkey, name="mfa_edit_webauthn"),
    path("me/factors/passkeys/<int:pk>/remove/", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("me/factors/app/add/", factors.add_app, name="mfa_activate_totp"),
    path("me/factors/app/remove/", factors.remove_app, name="mfa_deactivate_totp"),
    path("me/factors/codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("me/factors/codes/new/", factors.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/sessions/end/", views.end_other_sessions, name="end-other-sessions"),
    path("me/language/", views.my_language, name="my-language"),
    path("not-available/", views.not_available, name="account_signup"),
    path("not-available/reset/", views.not_available, name="account_reset_password"),
    path("not-available/inactive/", views.not_available, name="account_inactive"),
    path("not-available/email/", views.not_available, name="account_email"),
    path("not-available/set/", views.not_available, name="account_set_password"),
]

if settings.OWN_SIGN_IN:
    urlpatterns += [
        path("not-available/own/", views.not_available, name="socialaccount_login_cancelled"),
        path("not-available/own/error/", views.not_available, name="socialaccount_login_error"),
        path("not-available/own/sign-up/", views.not_available, name="socialaccount_signup"),
        path("not-available/own/connections/", views.not_available, name="socialaccount_connections"),
    ]
if settings.SAML:
    from commonbeat.web.signin import saml  # an extra

    urlpatterns += [
        path("own/saml/<str:organization_slug>/", anybody(saml.login), name="saml_login"),
        path("own/saml/<str:organization_slug>/back/", anybody(saml.acs), name="saml_acs"),
        path("own/saml/<str:organization_slug>/in/", anybody(saml.finish), name="saml_finish_acs"),
        path("own/saml/<str:organization_slug>/metadata/", anybody(saml.metadata), name="saml_metadata"),
        path("not-available/<str:organization_slug>/out/", views.not_available, name="saml_sls"),
    ]
elif settings.OWN_SIGN_IN:
    urlpatterns += [
        path("own/<str:provider_id>/", anybody(openid.login), name="openid_connect_login"),
        path("own/<str:provider_id>/back/", anybody(openid.callback), name="openid_connect_callback"),
    ]
