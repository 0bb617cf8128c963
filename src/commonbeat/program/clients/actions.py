"""Making and ending keys of machines."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.record import record
from commonbeat.program.clients.models import ApiKey, Scope
from commonbeat.program.clients.queries import hash_of

#: Every key begins so, so that one that was left lying about is known for what it is.
MARK: Final = "cb_"
#: Days after which a key ends at the latest.
LONGEST: Final = 730


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the one moment at which it can be read."""

    row: ApiKey
    secret: str


@action
def make_key(
    member: Member | None,
    agency: Agency,
    *,
    name: str,
    scopes: Sequence[str] = (Scope.BRIEFING, Scope.EIDO),
    days: int = 365,
    per_minute: int = 600,
    label: str = "",
) -> NewKey:
    """A new key for one machine of the agency.

    Args:
        member: the administrator who makes it; None at the terminal, which says so by `label`.
        agency: whose places it opens.
        name: what the machine is.
        scopes: values of `Scope`.
        days: until it ends.
        per_minute: requests a minute.
        label: who makes it, for the audit log.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: no name, no or an unknown scope, or a number out of range.
    """
    if member is not None and not (member.agency_id == agency.pk and member.has_perm("clients.manage")):
        raise PermissionDenied
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= set(Scope.values):
        raise ValidationError({"scopes": _("Choose what the key opens.")})
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": _("A key lives 1 to 730 days.")})
    secret = MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        agency=agency,
        name=" ".join(name.split()),
        start=secret[:10],
        key_hash=hash_of(secret),
        scopes=chosen,
        per_minute=per_minute,
        created_by=member,
        expires_at=datetime.now(UTC) + timedelta(days=days),
    )
    row.full_clean()
    row.save()
    record("key.create", actor=member, agency=agency, about=row, label=label, details={"scopes": chosen, "days": days})
    return NewKey(row, secret)


@action
def revoke_key(member: Member | None, key: ApiKey, *, label: str = "") -> ApiKey:
    """End a key at once; every later request with it is refused.

    Raises:
        PermissionDenied: the member may not.
    """
    if member is not None and not (member.agency_id == key.agency_id and member.has_perm("clients.manage")):
        raise PermissionDenied
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = datetime.now(UTC), member
        key.save(update_fields=["revoked_at", "revoked_by"])
        record("key.revoke", actor=member, agency=key.agency_id, about=key, label=label)
    return key


@action
def touch_key(key: ApiKey, now: datetime) -> None:
    """Remember when the key was used last."""
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
