"""Services: who fixes the light, clears the dumping, helps with rent, and how each is reached."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned

#: Hosts to which a matter may be sent in the clear: a server on the same machine.
_AT_HOME: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Service(AgencyOwned):
    """A city department or a helping organization.

    Attributes:
        code: short name in addresses and in Open311 ("street-lights").
        does: what it does, in a sentence that residents read too.
        hours: in words ("Monday to Friday, 8 to 5").
        needs: the needs it takes referrals for (`referrals.Need` values); empty for a department that fixes things.
        email, open311_url: how a matter is passed on; an agency may leave both empty and pass it on by telephone.
        open311_code: the service code that its own Open311 server knows for this.
        reply_days: days in which it says that it answers.
        capacity: referrals a month that it says it can take; None when it does not say.
        form_url: its own form, to which a resident's details go and never to us.
    """

    class Kind(models.TextChoices):
        """Whose it is."""

        DEPARTMENT = "department", _("City or county department")
        HELP = "help", _("Helping service")
        UTILITY = "utility", _("Utility or company")

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    does = models.CharField(max_length=280, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    languages = models.JSONField(default=list, blank=True)
    needs = models.JSONField(default=list, blank=True)
    desk = models.CharField(max_length=120, blank=True, help_text=_("Telephone or counter of the service."))
    inbox = models.EmailField(blank=True)
    open311_url = models.URLField(max_length=300, blank=True)
    open311_jurisdiction = models.CharField(max_length=120, blank=True)
    open311_code = models.CharField(max_length=80, blank=True)
    form_url = models.URLField(max_length=300, blank=True)
    reply_days = models.PositiveSmallIntegerField(default=7, validators=[MinValueValidator(1), MaxValueValidator(365)])
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One service a code, among those that are open."""

        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="service_code", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Addresses are ones that may be used: a key and a concern go out encrypted, and a form is a web page.

        Raises:
            ValidationError: an address is not safe.
        """
        address = urlsplit(self.open311_url)
        at_home = address.scheme == "http" and address.hostname in _AT_HOME
        if self.open311_url and (address.username or not (address.scheme == "https" or at_home)):
            raise ValidationError({"open311_url": _("The Open311 address must begin with https.")})
        if self.form_url and urlsplit(self.form_url).scheme not in ("http", "https"):
            raise ValidationError({"form_url": _("The address of the form must begin with https.")})
