"""Mail to partners, where the agency configured a server. It leaves beside the answer: its time tells nothing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.core.mail import EmailMessage

_log = logging.getLogger("commonbeat.partner")


def mail_works() -> bool:
    """Whether the installation sends mail."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_soon(to: str, subject: str, body: str) -> None:
    """Send from a thread beside the requests; a letter that cannot be sent is noted without its words."""
    _sender().submit(_send, EmailMessage(subject=subject, body=body, to=[to]))


@cache
def _sender() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "partner-mail")


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        _log.warning("a letter to a partner was not sent: %s", type(error).__name__)
