"""How allauth signs staff in: no sign-up, our own check of passwords, every session recorded."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from commonbeat.program.action import action
from commonbeat.program.agencies.members import keep_password
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.sign_ins import came_in, refused, went_out
from commonbeat.program.partners.invitation import live_partnerships
from commonbeat.web.errors import too_many
from commonbeat.web.origin import address_of
from commonbeat.web.signed_in import begin, member_of
from commonbeat.web.signin.limits import TooManyTriesError
from commonbeat.web.signin.own_sign_in import proved_two
from commonbeat.web.signin.password import member_with_password, why_no_entry

#: The one sentence for a wrong name, a wrong password, a lock and a disabled account.
NOT_YOU = _(
    "That did not work. The e-mail address or the password is wrong, or the password is locked after too many tries. "
    "Use a passkey, or ask your administrator."
)
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Members only."""

    error_messages = {  # noqa: RUF012 - allauth's own way
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_YOU,
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is wrong, was used before, or is no longer taken after too many tries."),
        "too_many_login_attempts": _("There were too many tries. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        del request
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Member | None:
        """The member, when name and password are right."""
        if not request.user.is_authenticated:
            clear_authentication_records(request)  # nothing proved before counts for this sign-in
        try:
            member = member_with_password(request, credentials.get("email", ""), credentials["password"])
        except TooManyTriesError as error:
            raise ImmediateHttpResponse(too_many(request, error.after)) from None
        if member is not None:
            member.backend = _BACKEND
        return member

    def reauthenticate(self, user: Member, password: str) -> bool:
        """Whether this is the signed-in member's password; a wrong one counts like one at the door."""
        return self.authenticate(context.request, email=user.email, password=password) == user

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        """A disabled member stops here, by whatever factor they came."""
        if stopped := self._stopped(request, user):
            return stopped
        if proved_two(kwargs.get("signal_kwargs")):
            records = get_authentication_records(request, user)
            records[-1]["two_factors"] = True
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
        return None

    def get_login_stages(self) -> list[str]:
        """The second factor is asked for our way."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "commonbeat.web.signin.own_sign_in.SecondFactor"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def login(self, request: HttpRequest, user: Member) -> None:
        """Open the session: a new one, recorded, with its own beginning."""
        if stopped := self._stopped(request, Member.objects.select_related("agency").get(pk=user.pk)):
            raise ImmediateHttpResponse(stopped)
        records = get_authentication_records(request, user)
        factors = [str(record.get("type") or record.get("method")) for record in records]

        def open_session() -> None:
            super(StaffAccounts, self).login(request, user)
            begin(request)

        came_in(user, open_session, factors=factors, by_password="password" in factors)

    def post_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse:
        """List the session among the member's devices."""
        after = super().post_login
        answer: HttpResponse = action(lambda: after(request, user, **kwargs))()
        return answer

    def logout(self, request: HttpRequest) -> None:
        """End the session, recorded."""
        went_out(member_of(request), lambda: super(StaffAccounts, self).logout(request), why="sign-out")

    def set_password(self, user: Member, password: str) -> None:
        """A member's new password of their own choice."""
        user.set_password(password)
        keep_password(user, by=user, how="change")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in: the proof is fresh already."""
        del app, kwargs
        return not proved_lately(context.request)

    def get_reauthentication_methods(self, user: Member) -> list[dict[str, Any]]:
        """The passkey first, the password last."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        order = {"mfa_reauthenticate:webauthn": 0, "mfa_reauthenticate": 1}
        return sorted(methods, key=lambda method: order.get(method["id"], 2))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Partners go to their property, staff to their own face."""
        if isinstance(request.user, Member) and request.user.is_partner:
            return reverse("partner:home")
        return str(super().get_login_redirect_url(request))

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: Any = None, **kwargs: Any) -> None:
        """Only what was said in so many words; our own pages say the rest."""
        del args, kwargs
        if message is not None:
            messages.add_message(request, level, message)

    def is_safe_url(self, url: str | None) -> bool:
        """Only an address of this server without its name: there is no open redirect."""
        return bool(url) and url_has_allowed_host_and_scheme(str(url), allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The browser's address, as the audit log has it."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - stands for "not known"

    def _stopped(self, request: HttpRequest, member: Member) -> HttpResponse | None:
        now = datetime.now(UTC)
        if why := why_no_entry(member, now) or _not_by_this_way(request, member):
            refused(member, "", step="entry", why=why, now=now)
            clear_login(request)
            clear_authentication_records(request)
            messages.error(request, NOT_YOU)
            return redirect("account_login")
        return None


def _not_by_this_way(request: HttpRequest, member: Member) -> str:
    """Codes by mail are for partners alone, and a partner without a property comes in by no way."""
    if member.is_partner:
        return "" if live_partnerships(member) else "ended"
    methods = [record.get("method") for record in get_authentication_records(request, member)]
    return "code" if "code" in methods else ""


def proved_lately(request: HttpRequest) -> bool:
    """Whether the member proved who they are within the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT).

    In a demo nobody has a password to prove it by.
    """
    if settings.DEMO:
        return True
    records = get_authentication_records(request, request.user)
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return bool(time.time() - newest < account_settings.REAUTHENTICATION_TIMEOUT)
