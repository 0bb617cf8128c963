"""Writes about exports on their way into the lake, and selections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action, after_commit
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.audit.record import record
from commonbeat.program.jobs import parts, tasks, uploads
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.work import Work

#: Unfinished pieces of work an agency may have at once.
_AT_ONCE: Final = 6


def bring_export(by: Member, file_name: str, chunks: Iterable[bytes]) -> Import:
    """Store an upload and have it checked.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: see `uploads.store`; or too much waits already.
    """
    _allowed(by, "jobs.bring", None)
    return _begin_or_forget(by, file_name, uploads.store(by.agency_id, file_name, chunks))


def bring_parts(by: Member, ticket: str) -> Import:
    """Have an export checked that came in parts.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: see `parts.finish`; or too much waits already.
    """
    _allowed(by, "jobs.bring", None)
    return _begin_or_forget(by, *parts.finish(by, ticket))


def _begin_or_forget(by: Member, file_name: str, stored: uploads.Stored) -> Import:
    try:
        return _begin_import(by, file_name, stored)
    except BaseException:
        uploads.forget_file(Import(agency=by.agency, stored=stored.name))
        raise


@action
def _begin_import(by: Member, file_name: str, stored: uploads.Stored) -> Import:
    _not_too_many(by)
    bringing = Import(
        agency=by.agency,
        started_by=by,
        file_name=file_name[-200:],
        stored=stored.name,
        size=stored.size,
        sha256=stored.sha256,
    )
    bringing.save()
    tasks.check_export.enqueue(by.agency_id, bringing.pk)
    record("import.begin", actor=by, about=bringing, details={"sha256": stored.sha256, "size": stored.size})
    return bringing


@action
def check_again(by: Member, bringing: Import, *, mapping: str | None, answers: Mapping[str, str]) -> Import:
    """Check the export again, with a corrected mapping and answered questions.

    Args:
        by: sergeant or analyst.
        bringing: the import, not going on.
        mapping: text of a `mapping.toml`; None keeps what there is.
        answers: question -> answer.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: it is going on, or its file is gone.
    """
    present = _idle(by, bringing)
    if mapping is not None:
        present.mapping = mapping
    present.answers = {**present.answers, **answers}
    return _queue(by, present, Import.Phase.CHECK)


@action
def load_checked(by: Member, bringing: Import) -> Import:
    """Load a checked export into the call lake.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: it is going on, its file is gone, or a question is open.
    """
    present = _idle(by, bringing)
    if present.questions:
        raise ValidationError(_("Answer the open questions first."))
    return _queue(by, present, Import.Phase.LOAD)


@action
def discard_import(by: Member, bringing: Import) -> None:
    """Delete the uploaded file; what was loaded stays in the lake.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: it is going on, or its file is gone.
    """
    present = _idle(by, bringing)
    file = uploads.stored_file(present)
    present.stored = ""
    present.save(update_fields=["stored"])
    record("import.discard", actor=by, about=present)
    after_commit(lambda: file.unlink(missing_ok=True))


@action
def begin_selection(
    by: Member,
    *,
    top: int = 50,
    months: int = 12,
    as_of: date | None = None,
    exploration: bool = False,
    forecasts: bool = True,
    max_walk_feet: int = 1_300,
    max_places: int = 12,
    language: str = "en",
) -> SelectionRun:
    """Have a selection run on the agency's calls.

    Raises:
        PermissionDenied: only sergeants and analysts select.
        ValidationError: too much waits already.
    """
    _allowed(by, "areas.select", None)
    _not_too_many(by)
    asked: dict[str, Any] = {
        "top": top,
        "months": months,
        "as_of": as_of.isoformat() if as_of else None,
        "exploration": exploration,
        "forecasts": forecasts and settings.FORECASTS,
        "max_walk_feet": max_walk_feet,
        "max_places": max_places,
        "seed": 0,
        "language": language,
    }
    run = SelectionRun(agency=by.agency, started_by=by, settings=asked)
    run.save()
    tasks.run_selection.enqueue(by.agency_id, run.pk)
    record("selection.begin", actor=by, about=run, details=asked)
    return run


@action
def select_again(by: Member, run: SelectionRun) -> SelectionRun:
    """Run a failed selection again, with the same settings.

    Raises:
        PermissionDenied: only sergeants and analysts select.
        ValidationError: it has not failed.
    """
    _allowed(by, "areas.select", run)
    present = SelectionRun.objects.visible_to(by).select_for_update().get(pk=run.pk)
    if present.state != Work.State.FAILED:
        raise ValidationError(_("Only a run that failed can be run again. Begin a new one."))
    present.state, present.error, present.step, present.share_done = Work.State.WAITING, "", "", 0.0
    present.save()
    tasks.run_selection.enqueue(by.agency_id, present.pk)
    record("selection.again", actor=by, about=present)
    return present


def _allowed(by: Member, perm: str, row: Any) -> None:
    if not by.has_perm(perm, row):
        raise PermissionDenied


def _not_too_many(by: Member) -> None:
    open_states = (Work.State.WAITING, Work.State.RUNNING)
    waiting = sum(
        model.objects.visible_to(by).filter(state__in=open_states).count() for model in (Import, SelectionRun)
    )
    if waiting >= _AT_ONCE:
        raise ValidationError(_("Several pieces of work are waiting already. Let one of them end first."))


def _idle(by: Member, bringing: Import) -> Import:
    """The import as it is now, when a person may do something with it."""
    _allowed(by, "jobs.bring", bringing)
    present = Import.objects.visible_to(by).select_for_update().get(pk=bringing.pk)
    if present.going_on:
        raise ValidationError(_("Wait until the work that is going on has ended."))
    if not present.stored:
        raise ValidationError(_("The uploaded file is gone. Upload it again."))
    return present


def _queue(by: Member, present: Import, phase: Import.Phase) -> Import:
    present.phase, present.state, present.error = phase, Work.State.WAITING, ""
    present.step, present.share_done = "", 0.0
    present.save()
    queued = tasks.check_export if phase == Import.Phase.CHECK else tasks.load_export
    queued.enqueue(by.agency_id, present.pk)
    record(f"import.{phase}.begin", actor=by, about=present)
    return present
