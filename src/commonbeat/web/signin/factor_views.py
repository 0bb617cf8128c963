"""Pages on which a member adds and removes second factors: allauth's views, recorded and in the one writer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from commonbeat.program.agencies.members import factor_changed
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.sign_ins import refused
from commonbeat.web.access import anybody, refuse
from commonbeat.web.signed_in import member_of
from commonbeat.web.signin.codes import spend_first
from commonbeat.web.signin.factors import has_two_factors, main_factors
from commonbeat.web.signin.in_writer import in_writer

_KINDS = {Authenticator.Type.TOTP: "app", Authenticator.Type.WEBAUTHN: "passkey"}


def own(view: Callable[..., HttpResponseBase], *, writes: bool = True) -> Callable[..., HttpResponseBase]:
    """For a member about their own factors. With one factor it opens only to who has no second one yet (promise A1).

    Args:
        view: allauth's.
        writes: it runs in the one writer; a view that hashes a password must not, for it would hold up everybody.
    """
    run = in_writer(view) if writes else view

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Member):
            return redirect("account_login")
        if request.user.is_partner:
            refuse(request)  # partners set up their one passkey by a link (`web.partner.coming_in`)
        if not has_two_factors(request) and main_factors(request.user):
            logout(request)
            return redirect("account_login")
        return run(request, *args, **kwargs)

    return anybody(guard)


def added(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Record a new factor; it was proved just now, so that the session has two factors from here on."""
    member = member_of(request)
    factor_changed(member, change="add", factor=_KINDS[kind])
    if not has_two_factors(request):
        record_authentication(request, member, "mfa", type=kind.value)


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it."""
        answer: HttpResponse = super().form_valid(form)
        added(self.request, Authenticator.Type.WEBAUTHN)
        messages.success(self.request, _("The passkey was added."))
        return answer


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Add an app that shows codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; the code that was typed opens nothing more."""
        answer: HttpResponse = super().form_valid(form)
        spend_first(member_of(self.request), form.cleaned_data["code"])
        added(self.request, Authenticator.Type.TOTP)
        messages.success(self.request, _("The app was added."))
        return answer


class _KeepsOne:
    """The last second factor cannot be removed: staff always have one."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, unless it is the last."""
        member = member_of(self.request)
        if main_factors(member) < 2:
            messages.error(self.request, _("This is your only second factor. Add another one first."))
            return redirect("my-account")
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        factor_changed(member, change="remove", factor=self.factor)  # type: ignore[attr-defined]
        messages.success(self.request, _("It was removed."))
        return answer


class RemovePasskey(_KeepsOne, RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey."""

    factor = "passkey"
    success_url = reverse_lazy("my-account")


class RemoveApp(_KeepsOne, DeactivateTOTPView):  # type: ignore[misc]
    """Remove the app."""

    factor = "app"
    success_url = reverse_lazy("my-account")


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Name a passkey."""

    success_url = reverse_lazy("my-account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the name."""
        answer: HttpResponse = super().form_valid(form)
        factor_changed(member_of(self.request), change="rename", factor="passkey")
        return answer


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them."""
        answer: HttpResponse = super().form_valid(form)
        factor_changed(member_of(self.request), change="renew", factor="recovery codes")
        return answer


class PasskeyAtTheDoor(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in with a passkey alone."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Record the refusal; nobody's account is locked by it."""
        refused(None, "", step="passkey", now=datetime.now(UTC))
        answer: HttpResponse = super().form_invalid(form)
        return answer


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey before something sensitive."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Ask once more."""
        answer: HttpResponse = super().form_invalid(form)
        answer["Location"] = f"{reverse('mfa_reauthenticate_webauthn')}"
        return answer


def index(request: HttpRequest) -> HttpResponseBase:
    """Factors are shown on the member's own page."""
    return redirect("my-account" if has_two_factors(request) else "second-factor")


authenticate = anybody(in_writer(AuthenticateView.as_view()))
reauthenticate = own(ReauthenticateView.as_view())
reauthenticate_by_password = own(account.reauthenticate, writes=False)
add_passkey = own(AddPasskey.as_view())
rename_passkey = own(RenamePasskey.as_view())
remove_passkey = own(RemovePasskey.as_view())
passkey_at_the_door = anybody(in_writer(PasskeyAtTheDoor.as_view()))
passkey_again = own(PasskeyAgain.as_view())
add_app = own(AddApp.as_view())
remove_app = own(RemoveApp.as_view())
recovery_codes = own(ViewRecoveryCodesView.as_view())
new_recovery_codes = own(NewRecoveryCodes.as_view())
factors = own(index)
