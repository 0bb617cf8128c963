"""Writes about agencies and members."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.record import record


@action
def found_agency(agency_name: str, *, email: str, name: str, password: str, zone: str) -> Member:
    """A new agency with its first administrator.

    Raises:
        ValidationError: the name or e-mail address is taken, the zone unknown, or the password too weak.
    """
    if zone not in available_timezones():
        raise ValidationError(_("%(zone)s is no time zone; write one such as America/Chicago.") % {"zone": zone})
    agency = Agency(slug=slugify(agency_name)[:50], name=agency_name, zone=zone, languages=["en", "es"])
    with sign_in_scope():  # the agency's own scope begins once it has an id
        agency.full_clean()
        agency.save()
    with agency_scope(agency.pk):
        member = Member(agency=agency, email=email.strip().lower(), name=name, roles=[Role.ADMINISTRATOR.value])
        validate_password(password, member)
        member.set_password(password)
        member.full_clean()
        member.save()
        record("agency.create", actor=None, agency=agency, about=agency, label="terminal")
        roles = {"roles": member.roles}
        record("member.create", actor=None, agency=agency, about=member, label="terminal", details=roles)
    return member
