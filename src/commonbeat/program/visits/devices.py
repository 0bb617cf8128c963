"""Phones: registering one, knowing it by its token, and stopping it."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, models

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
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

    Called before the agency is known: inside `sign_in_scope`. Every request of a phone asks this, so the statement is
    put together once; columns that are not read here are loaded when someone asks for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [_hash(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    device: Device
    device, member, agency = _objects(row)
    if not member.has_role(Role.OFFICER):
        return None
    device.member, member.agency = member, agency
    device.agency = agency
    return device


#: What is read of each: attributes, in the order of the model's fields.
_READ: Final[tuple[tuple[type[models.Model], frozenset[str]], ...]] = (
    (Device, frozenset({"id", "agency_id", "member_id"})),
    (Member, frozenset({"id", "agency_id", "email", "name", "roles", "interface_language", "is_active"})),
    (Agency, frozenset({"id", "zone", "raised_choices", "note_days", "stop_data_procedure"})),
)


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[type[models.Model], list[str], list[bool]], ...]:
    """Of each model: the attributes read, and which of them are JSON."""
    found = []
    for model, wanted in _READ:
        fields = [field for field in model._meta.concrete_fields if field.attname in wanted]
        found.append((model, [field.attname for field in fields], [isinstance(f, models.JSONField) for f in fields]))
    return tuple(found)


@lru_cache(maxsize=1)
def _statement() -> str:
    listed = ", ".join(
        f"{model._meta.db_table}.{name}"  # the column of a foreign key is named like its attribute
        for model, names, _ in _columns()
        for name in names
    )
    device, member, agency = (model._meta.db_table for model, _, _ in _columns())
    return (
        f"SELECT {listed} FROM {device} JOIN {member} ON {member}.id = {device}.member_id "
        f"JOIN {agency} ON {agency}.id = {member}.agency_id "
        f"WHERE {device}.token_hash = %s AND {device}.revoked_at IS NULL AND {member}.is_active"
    )


def _objects(row: tuple[Any, ...]) -> list[Any]:
    made, start = [], 0
    for model, names, is_json in _columns():
        values = [
            json.loads(value) if parse and isinstance(value, str) else value
            for value, parse in zip(row[start : start + len(names)], is_json, strict=True)
        ]
        made.append(model.from_db("default", names, values))
        start += len(names)
    return made


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
