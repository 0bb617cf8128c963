"""The key that a service's own Open311 server asks of us: sealed when an administrator gives it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.models import OutsideKey
from commonbeat.program.keys import seal, unseal
from commonbeat.program.services.models import Service


@action
def set_outside_key(by: Member, service: Service, key: str) -> None:
    """Keep the key; an empty one takes it away.

    Raises:
        PermissionDenied: not this member's.
    """
    if service.agency_id != by.agency_id or not by.has_perm("services.keep"):
        raise PermissionDenied
    plain = key.strip()
    if plain:
        sealed = seal(_purpose(by.agency_id), plain, _about(service.pk))
        OutsideKey.objects.update_or_create(agency_id=by.agency_id, service=service, defaults={"sealed": sealed})
    else:
        OutsideKey.objects.filter(agency_id=by.agency_id, service=service).delete()
    record("service.outside_key", actor=by, about=service, details={"kept": bool(plain)})


def opened(kept: OutsideKey) -> str:
    """The key, to be sent to its service and nowhere else."""
    return unseal(_purpose(kept.agency_id), bytes(kept.sealed), _about(kept.service_id))


def _about(service_id: int) -> bytes:
    return f"service {service_id}".encode()


def _purpose(agency_id: int) -> str:
    return f"keys of services {agency_id}"
