"""Phones: registering one, knowing it by its token, and stopping it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.record import record
from commonbeat.program.visits.models import Device


@action
def register_device(member: Member, uuid: UUID, label: str) -> tuple[Device, str]:
    """The member's phone and a new token for it; an older token of it stops.

    A phone that was revoked and is signed in on again with two factors may send again.
    """
    token = secrets.token_urlsafe(32)
    device, is_new = Device.objects.update_or_create(
        agency_id=member.agency_id,
        member=member,
        uuid=uuid,
        defaults={"token_hash": _hash(token), "label": label, "revoked_at": None},
    )
    record("device.register", actor=member, about=device, details={"new": is_new})
    return device, token


@action
def revoke_device(by: Member, device: Device) -> None:
    """Stop a phone at once: it was lost, or is no longer used.

    Raises:
        PermissionDenied: not this member's to revoke.
    """
    if not by.has_perm("visits.revoke_device", device):
        raise PermissionDenied
    Device.objects.visible_to(by).filter(pk=device.pk).update(revoked_at=datetime.now(UTC))
    record("device.revoke", actor=by, about=device)


def device_of(token: str) -> Device | None:
    """The phone with this token, with its member and agency, while both may send.

    Called before the agency is known: inside `sign_in_scope`.
    """
    device = (
        Device.objects.select_related("member__agency")
        .filter(token_hash=_hash(token), revoked_at__isnull=True, member__is_active=True)
        .first()
    )
    return device if device is not None and device.member.has_role(Role.OFFICER) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
