"""Keeping the directory of services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.guard import check_text
from commonbeat.program.services.models import Service


@action
def add_service(by: Member, **said: Any) -> Service:
    """A new service of the directory.

    Args:
        by: who keeps the directory.
        said: values of `Service`.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: a value is none that exists, an address is not safe, what it does points to a person, or the
            code is taken.
    """
    _allowed(by)
    service = Service(agency_id=by.agency_id, **said)
    _check(service)
    service.save()
    record("service.add", actor=by, about=service)
    return service


@action
def change_service(by: Member, service: Service, **said: Any) -> Service:
    """Change what the directory says of a service.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: as `add_service`.
    """
    present = _held(by, service)
    changed = sorted(name for name, value in said.items() if getattr(present, name) != value)
    for name in changed:
        setattr(present, name, said[name])
    _check(present)
    present.save()
    record("service.change", actor=by, about=present, details={"fields": changed})
    return present


@action
def close_service(by: Member, service: Service) -> Service:
    """Nothing new goes there; what went there stays.

    Raises:
        PermissionDenied: not this member's.
    """
    present = _held(by, service)
    if present.closed_at is None:
        present.closed_at = datetime.now(UTC)
        present.save(update_fields=["closed_at"])
        record("service.close", actor=by, about=present)
    return present


def _allowed(by: Member) -> None:
    if not by.has_perm("services.keep"):
        raise PermissionDenied


def _check(service: Service) -> None:
    """Residents read what a service does: it is about the service, never about somebody who works there."""
    findings = check_text(service.does, translation)
    if findings:
        raise ValidationError({"does": findings[0].why})
    service.full_clean()


def _held(by: Member, service: Service) -> Service:
    _allowed(by)
    if service.agency_id != by.agency_id:
        raise PermissionDenied
    return Service.objects.visible_to(by).select_for_update().get(pk=service.pk)
