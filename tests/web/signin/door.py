"""Going through the door as a person does: name, password, code."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from commonbeat.program.agencies.models import Member
from tests.cast import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_of(member: Member) -> None:
    """Give the member an app that shows codes, and recovery codes."""
    sealed = get_adapter().encrypt(SECRET)
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": sealed})
    RecoveryCodes.activate(member)


def code(step: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds away."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + step))


def say(client: Client, email: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    """Send name and password."""
    return client.post("/sign-in/", {"login": email, "password": password}, **more)


def say_code(client: Client, text: str) -> HttpResponse:
    """Send the code."""
    return client.post("/sign-in/code/", {"code": text})


def enter(member: Member, step: int = 0) -> Client:
    """A browser in which the member, who has an app, signed in."""
    client = Client()
    say(client, member.email)
    answer = say_code(client, code(step))
    assert answer.status_code == 302, answer.content
    return client
