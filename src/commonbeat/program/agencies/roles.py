"""What a member is in the program. A member may be several of these."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of staff; partners and residents are not staff and sign in nowhere here."""

    OFFICER = "officer", _("Officer")
    SERGEANT = "sergeant", _("Sergeant")
    ANALYST = "analyst", _("Analyst")
    DISPATCHER = "dispatcher", _("Dispatcher")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


#: Everyone who works for the agency.
STAFF: Final = tuple(Role)
