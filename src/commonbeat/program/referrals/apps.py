"""The Django app of referrals."""

from __future__ import annotations

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.referrals import rules  # noqa: F401 - models are loaded by now
