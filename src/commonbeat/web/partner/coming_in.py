"""How a partner comes in: by a passkey, which the link of an invitation sets up."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.internal.flows.login import clear_authentication_records
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.program.agencies.members import factor_changed
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.partners.invitation import partnership_of_token, use_link
from commonbeat.program.partners.models import Partnership
from commonbeat.program.writer import writer
from commonbeat.web.access import anybody
from commonbeat.web.partner.forms import InvitedPasskeyForm
from commonbeat.web.partner.mail import mail_works
from commonbeat.web.signin.factors import partner_signed_in
from commonbeat.web.signin.named import at_a_name

#: Session key of an invitation's token: it leaves the address at once, so that no log and no history keeps it.
TOKEN: Final = "partner-invitation"  # noqa: S105


@require_GET
@at_a_name
@anybody
def begin(request: HttpRequest) -> HttpResponseBase:
    """The partners' door."""
    if partner_signed_in(request):
        return redirect("partner:home")
    return render(request, "partner/begin.html", {"mail": mail_works()})


@require_GET
@at_a_name
@anybody
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link that the agency handed over."""
    if partnership_of_token(token) is None:
        return ended(request)
    request.session[TOKEN] = token
    return redirect("partner:invitation")


@require_http_methods(["GET", "POST"])
@anybody
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Who invites, and to what; sets up the passkey and signs in with it, once."""
    token = str(request.session.get(TOKEN, ""))
    found = partnership_of_token(token)
    if found is None:
        return ended(request)
    form = InvitedPasskeyForm(request.POST or None, user=found.partner)
    if request.method == "POST" and form.is_valid():
        return writer.run(lambda: _come_in(request, token, form, afresh=request.POST.get("lost") == "on"))
    told = _told(found) | {"failed": form.is_bound}
    told["js_data"] = {"creation_options": auth.begin_registration(found.partner, passwordless=True)}
    return render(request, "partner/invitation.html", told, status=422 if form.is_bound else 200)


def ended(request: HttpRequest) -> HttpResponseBase:
    """The link opens nothing."""
    return render(request, "partner/link_ended.html", status=410)


def _told(found: Partnership) -> dict[str, Any]:
    passkeys = Authenticator.objects.filter(user=found.partner, type=Authenticator.Type.WEBAUTHN)
    return {"invited": found, "has_passkey": passkeys.exists(), "mail": mail_works()}


def _come_in(request: HttpRequest, token: str, form: InvitedPasskeyForm, *, afresh: bool) -> HttpResponseBase:
    partner: Member | None = use_link(token, afresh=afresh)
    if partner is None:
        return ended(request)
    del request.session[TOKEN]
    clear_authentication_records(request)
    with agency_scope(partner.agency_id):
        passkey = auth.WebAuthn.add(partner, form.cleaned_data["name"], form.cleaned_data["credential"]).instance
        factor_changed(partner, change="add", factor="passkey")
        answer: HttpResponseBase = flows.perform_passwordless_login(request, passkey, Login(user=partner))
    return answer
