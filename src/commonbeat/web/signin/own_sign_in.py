"""The agency's own sign-in (OpenID Connect or SAML): it says who is there, and never makes a member.

Whoever comes is matched with a member by e-mail address: over OpenID Connect one that the agency's server says it has
verified; over SAML the one in its signed assertion, since such a server holds the directory of the agency's own people.
It counts as two factors when that server says so of this very sign-in (`amr` holds `mfa`, RFC 8176; over SAML a means
of `TWO_FACTORS`) or when the installation's settings say that it always asks for two; otherwise Commonbeat asks for its
own second factor.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.sign_ins import refused

#: The name of the one provider in addresses.
OWN_SIGN_IN: Final = "agency"
#: Means of a SAML sign-in that are two factors: REFEDS' profile, contexts of SAML 2.0, Microsoft's claim.
TWO_FACTORS: Final = frozenset(
    {
        "https://refeds.org/profile/mfa",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
        "http://schemas.microsoft.com/claims/multipleauthn",
    }
)


def own_sign_in_address() -> str:
    """Where the agency's own sign-in begins; empty when it has none."""
    if settings.SAML:
        return reverse("saml_login", args=[OWN_SIGN_IN])
    return reverse("openid_connect_login", args=[OWN_SIGN_IN]) if settings.OWN_SIGN_IN else ""


class OwnSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Existing members only; nothing of the other server's answer is kept."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the member by verified address, or refuse."""
        claims = claims_of(sociallogin.account.extra_data)
        email = str(claims.get("email") or "").strip().lower()
        member = _member(email) if email and claims.get("email_verified") is True else None
        if member is None:
            refused(None, email, step="agency sign-in", now=datetime.now(UTC))
            messages.error(request, _("Nobody here has this account. Ask your administrator."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = member
        sociallogin.account.user = member

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        del request, sociallogin
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Back to the sign-in page with a plain sentence."""
        del provider, kwargs
        refused(None, "", step="agency sign-in", why="failed", now=datetime.now(UTC))
        messages.error(request, _("The agency's sign-in did not work. Try again, or use a passkey."))
        raise ImmediateHttpResponse(redirect("account_login"))


class SecondFactor(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the agency's own sign-in asked for it a moment ago."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return bool(super()._should_handle(request)) and not proved_two(self.login.signal_kwargs)


def proved_two(signal_kwargs: dict[str, Any] | None) -> bool:
    """Whether a sign-in came through the agency's server with two factors."""
    sociallogin = (signal_kwargs or {}).get("sociallogin")
    if sociallogin is None:
        return False
    # Of the token alone, which is about this very sign-in and came from the provider itself; a list, since a text may
    # hold the letters by chance.
    told = sociallogin.account.extra_data
    methods = (told.get("id_token") or {}).get("amr")
    by_token = isinstance(methods, list) and "mfa" in methods
    by_assertion = not TWO_FACTORS.isdisjoint((told.get("saml") or {}).get("means", []))
    return bool(settings.OWN_TWO_FACTORS) or by_token or by_assertion


def claims_of(extra_data: dict[str, Any]) -> dict[str, Any]:
    """What the server says of the person: its token and, over it, what it says when asked; or its assertion."""
    if "saml" in extra_data:
        return {"email": extra_data["saml"]["email"], "email_verified": True}
    return {**(extra_data.get("id_token") or {}), **(extra_data.get("userinfo") or {})}


def _member(email: str) -> Member | None:
    """The member of the one agency that this sign-in is for."""
    agencies = Agency.objects.filter(slug=settings.OWN_AGENCY) if settings.OWN_AGENCY else Agency.objects.all()
    if len(found := agencies[:2]) != 1:
        return None
    return Member.objects.select_related("agency").filter(email=email, agency=found[0]).first()
