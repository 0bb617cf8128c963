"""Codes of an app or of recovery: each opens once, and wrong ones count toward the lock (promises A1, A2)."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.sign_in_policy import is_locked
from commonbeat.program.agencies.sign_ins import refused
from commonbeat.web.signin.forms import Plain

#: Where an app's row keeps the last time step that opened; this one and older ones open no more (RFC 6238, 5.2).
_LAST = "last_step"


class CodeForm(Plain, AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""

    user: Member

    def clean_code(self) -> str:
        """The code, when it is right and was not used.

        Raises:
            ValidationError: it is not.
        """
        if is_locked(self.user, datetime.now(UTC)):
            refused(self.user, "", step="code", why="locked", now=datetime.now(UTC))
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        del authenticator
        refused(self.user, "", step="code", now=datetime.now(UTC))


class CodeAgainForm(CodeForm, ReauthenticateForm):  # type: ignore[misc]
    """The same, asked for again before something sensitive."""

    def save(self) -> None:
        """Say that the proof is fresh."""
        ReauthenticateForm.save(self)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        CodeForm._emit_authentication_failed(self, authenticator)


def spend(authenticator: Authenticator, code: str) -> bool:
    """Note the code's time step as used; False when it or a later one was used already."""
    secret = get_adapter().decrypt(authenticator.data["secret"])
    steps = [
        step
        for step in totp.yield_hotp_counters_from_time()
        if totp.compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step)))
    ]
    last = authenticator.data.get(_LAST, 0)
    fresh = [step for step in steps if step > last]
    if not fresh:
        return False
    authenticator.data[_LAST] = min(fresh)
    authenticator.save(update_fields=["data"])
    return True


def spend_first(member: Member, code: str) -> None:
    """The code with which an app was added is used, too."""
    added = Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).first()
    if added is not None:
        spend(added, code)
