"""Why somebody looks at a briefing. Every view is recorded with one of these (promise U1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Closed, so that the audit log holds no free text."""

    DISPATCHED = "dispatched", _("Sent there, or sending someone")
    PATROL = "patrol", _("On patrol there")
    FOLLOW_UP = "follow-up", _("Following up")
    PLANNING = "planning", _("Planning or supervising")
    REVIEW = "review", _("Reviewing the record")
    TRAINING = "training", _("Training")
