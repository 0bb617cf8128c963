"""The text that a partner accepts before anything of a property is shown: the agency's own words, by version."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.record import record
from commonbeat.program.partners.models import Agreement


def agreement_of(agency: Agency) -> Agreement | None:
    """The version that holds now; None before the agency has written one."""
    return Agreement.objects.filter(agency=agency).order_by("-version").first()


@action
def write_agreement(by: Member, text: str) -> Agreement:
    """A new version; who accepted an earlier one stays with it. The same words again change nothing.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no text, or too long a one.
    """
    if not by.has_perm("partners.write_agreement"):
        raise PermissionDenied
    words, now = text.strip().replace("\r\n", "\n"), agreement_of(by.agency)
    if not words:
        raise ValidationError({"text": _("Write what both sides agree to.")})
    if now is not None and now.text == words:
        return now
    made = Agreement(
        agency=by.agency,
        version=now.version + 1 if now else 1,
        text=words,
        written_by=by,
        written_at=datetime.now(UTC),
    )
    made.full_clean()
    made.save()
    record("agreement.write", actor=by, about=made, details={"version": made.version})
    return made
