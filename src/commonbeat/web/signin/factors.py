"""Second factors: whether a session was opened with two, and how they are kept."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonbeat.program.agencies.models import Member
from commonbeat.program.keys import key_for


def has_two_factors(request: HttpRequest) -> bool:
    """A password with a second factor, or a passkey, which is two by itself; the agency's own sign-in where it is both.

    A second factor added in this session counts: it was proved while it was added.
    """
    if settings.DEMO:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" or record.get("two_factors") for record in records)


def partner_signed_in(request: HttpRequest) -> bool:
    """A partner's session: by a passkey, or by a code mailed to their business address (docs/security.md says why)."""
    if not isinstance(request.user, Member) or not request.user.is_partner:
        return False
    records = get_authentication_records(request, request.user)
    return has_two_factors(request) or any(record.get("method") == "code" for record in records)


def main_factors(member: Member) -> int:
    """How many passkeys and code apps the member has; recovery codes stand in for one of them only."""
    return int(Authenticator.objects.filter(user=member).exclude(type=Authenticator.Type.RECOVERY_CODES).count())


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of code apps and recovery codes rest encrypted: a copy of the database alone opens nothing."""

    def encrypt(self, text: str) -> str:
        """Seal a secret (AES-128-CBC with HMAC-SHA256)."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Member, type: Any) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name a device shows beside the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Commonbeat"}


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for("second factors")))
