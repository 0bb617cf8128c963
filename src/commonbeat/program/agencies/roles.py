"""What a member is in the program. A member may be several of these."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who signs in. A partner sees one property and is not staff; residents have no sign-in."""

    OFFICER = "officer", _("Officer")
    SERGEANT = "sergeant", _("Sergeant")
    ANALYST = "analyst", _("Analyst")
    DISPATCHER = "dispatcher", _("Dispatcher")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    COMMANDER = "commander", _("Commander")
    PARTNER = "partner", _("Partner")


#: Everyone who works for the agency.
STAFF: Final = tuple(role for role in Role if role is not Role.PARTNER)
