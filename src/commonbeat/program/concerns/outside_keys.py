"""The key that a service's own Open311 server asks of us: sealed when an administrator gives it."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import PermissionDenied

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.models import OutsideKey
from commonbeat.program.services.models import Service

_NONCE: Final = 12


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
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(_key(by.agency_id)).encrypt(nonce, plain.encode(), _about(service.pk))
        OutsideKey.objects.update_or_create(agency_id=by.agency_id, service=service, defaults={"sealed": sealed})
    else:
        OutsideKey.objects.filter(agency_id=by.agency_id, service=service).delete()
    record("service.outside_key", actor=by, about=service, details={"kept": bool(plain)})


def opened(kept: OutsideKey) -> str:
    """The key, to be sent to its service and nowhere else."""
    sealed = bytes(kept.sealed)
    return AESGCM(_key(kept.agency_id)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(kept.service_id)).decode()


def _about(service_id: int) -> bytes:
    return f"service {service_id}".encode()


def _key(agency_id: int) -> bytes:
    """HKDF-SHA256 (RFC 5869) of the master key."""
    info = f"keys of services {agency_id}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"commonbeat", info=info).derive(settings.MASTER_KEY)
