"""U4: when the audit event cannot be written, nothing else is: for every action of the program, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast
from tests.program.doors import actions
from tests.program.unaudited.cases import CASES, MORE, NOT_RECORDED

EVERY = {**CASES, **MORE}


class AuditLostError(OperationalError):
    """The database took everything but the event."""


@contextmanager
def audit_lost() -> Iterator[list[str]]:
    """Whatever inserts an event fails; gives the statements that did."""
    lost: list[str] = []

    def executed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if str(sql).lstrip().upper().startswith("INSERT") and AuditEvent._meta.db_table in str(sql).split("(")[0]:
            lost.append(str(sql))
            raise AuditLostError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(executed):
        yield lost


def everything(folder: Path) -> dict[str, Any]:
    """Every row of every table, and every file of the installation."""
    rows: dict[str, Any] = {
        model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()
    }
    rows["files"] = {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return rows


def test_every_action_of_the_program_is_tried() -> None:
    assert set(actions()) == set(CASES) | set(NOT_RECORDED)
    assert len(CASES) >= 50


@pytest.mark.parametrize("name", EVERY)
def test_without_its_event_an_action_writes_nothing(
    cast: Cast, name: str, tmp_path: Path, settings, django_capture_on_commit_callbacks
) -> None:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with django_capture_on_commit_callbacks(execute=True):
        call = EVERY[name](cast)
    before = everything(tmp_path)
    to_commit = django_capture_on_commit_callbacks(execute=True)
    with audit_lost() as lost, pytest.raises(AuditLostError), agency_scope(cast.agency.pk), to_commit:
        call()
    assert lost, "it tried to write an event"
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", EVERY)
def test_with_its_event_the_same_call_succeeds(cast: Cast, name: str, tmp_path: Path, settings) -> None:
    """The test above shows nothing of a call that would fail anyway."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call = EVERY[name](cast)
    before = AuditEvent.objects.count()
    with agency_scope(cast.agency.pk):
        call()
    assert AuditEvent.objects.count() > before
