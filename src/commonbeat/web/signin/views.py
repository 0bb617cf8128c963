"""Sign-in pages of our own: the first second factor, the first password, and the member's own page."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.action import action
from commonbeat.program.agencies.first_password import member_of_token
from commonbeat.program.agencies.members import choose_language, keep_password
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.record import record
from commonbeat.web.access import allow, anybody
from commonbeat.web.signed_in import member_of
from commonbeat.web.signin.factors import has_two_factors
from commonbeat.web.signin.fresh import freshly

#: Session key of a link's token: it leaves the address at once, so that no log and no history keeps it.
_TOKEN = "first-password-token"  # noqa: S105


@require_GET
@anybody
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """What a member does who has a password and no second factor yet."""
    if not isinstance(request.user, Member):
        return redirect("account_login")
    if has_two_factors(request):
        return redirect("home")
    return render(request, "signin/second_factor.html")


@require_GET
@anybody
def first_password_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link an administrator handed over."""
    if member_of_token(token) is None:
        return render(request, "signin/link_ended.html", status=410)
    request.session[_TOKEN] = token
    return redirect("first-password")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@anybody
def first_password(request: HttpRequest) -> HttpResponseBase:
    """Set a password with a link that holds once."""
    member = member_of_token(request.session.get(_TOKEN, ""))
    if member is None:
        return render(request, "signin/link_ended.html", status=410)
    form = SetPasswordForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        member.set_password(form.cleaned_data["new_password1"])
        with agency_scope(member.agency_id):
            keep_password(member, by=None, how="link")
        request.session.flush()
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "signin/first_password.html", {"form": form, "who": member})


@require_GET
@allow(*STAFF)
def my_account(request: HttpRequest) -> HttpResponseBase:
    """The member's factors, password, language and signed-in devices."""
    member = member_of(request)
    factors = Authenticator.objects.filter(user=member).order_by("created_at")
    recovery = next((factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    here = request.session.session_key
    shown: dict[str, Any] = {
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "app": next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None),
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
        "languages": settings.LANGUAGES,
        "sessions": [
            {"session": session, "here": session.session_key == here}
            for session in UserSession.objects.filter(user=member).order_by("-created_at")
            if session.exists()
        ],
    }
    return render(request, "signin/my_account.html", shown)


@require_POST
@allow(*STAFF)
@freshly
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign the member out everywhere but here."""
    member, here = member_of(request), request.session.session_key

    def end() -> None:
        others = UserSession.objects.filter(user=member).exclude(session_key=here)
        record("session.end_others", actor=member, about=member, details={"sessions": len(others)})
        for session in others:
            session.end()

    action(end)()
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("my-account")


@require_POST
@allow(*STAFF)
def my_language(request: HttpRequest) -> HttpResponseBase:
    """The language of the member's pages, on every device."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    choose_language(member_of(request), language)
    answer = redirect("my-account")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer


@anybody
def not_available(request: HttpRequest) -> HttpResponse:
    """Stands for what allauth names and staff do not have: signing up, and resetting a password by mail.

    Raises:
        Http404: always.
    """
    del request
    raise Http404
