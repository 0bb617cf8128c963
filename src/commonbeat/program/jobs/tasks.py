"""What the queue holds: one task a kind of work. Each takes ids alone; what it works on is in the row."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django_tasks import task

from commonbeat.errors import CommonbeatError
from commonbeat.intake.lake import open_lake
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.audit.record import record
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.process import WorkStoppedError, in_a_process
from commonbeat.program.jobs.uploads import forget_file, stored_file
from commonbeat.program.jobs.work import Work
from commonbeat.program.places.actions import import_places
from commonbeat.program.writer import writer

#: Seconds between two writes of the progress.
_PAUSE: Final = 1.0
#: Whose words the audit log has for what the worker does.
LABEL: Final = "worker"


@task()
def check_export(agency_id: int, import_id: int) -> None:
    """Say what is in an uploaded export."""
    with agency_scope(agency_id):
        bringing = Import.objects.get(pk=import_id, agency_id=agency_id)

        def keep(answer: dict[str, Any]) -> None:
            bringing.report = answer["report"]

        _do(bringing, {"kind": "check", **_reading(bringing)}, keep, "import.check")


@task()
def load_export(agency_id: int, import_id: int) -> None:
    """Load an export into the call lake, and bring its places into the program."""
    with agency_scope(agency_id):
        bringing = Import.objects.select_related("started_by").get(pk=import_id, agency_id=agency_id)
        request = {
            "kind": "load",
            **_reading(bringing),
            "agency": lake_name(bringing.agency),
            "lake": str(settings.LAKE),
            "by": bringing.started_by.email,
        }

        def keep(answer: dict[str, Any]) -> None:
            bringing.outcome = {name: value for name, value in answer["outcome"].items() if name != "lake"}
            if bringing.outcome["state"] == "live":
                _bring_places(bringing)
            forget_file(bringing)

        _do(bringing, request, keep, "import.load")


@task()
def settle_held(agency_id: int, import_id: int) -> None:
    """Let a held import into the calls that count, or take it back, as a second person said."""
    with agency_scope(agency_id):
        bringing = Import.objects.select_related("decided_by").get(pk=import_id, agency_id=agency_id)
        request = {
            "kind": bringing.phase,
            "name": bringing.outcome["name"],
            "lake": str(settings.LAKE),
            "by": bringing.decided_by.email if bringing.decided_by else "",
        }

        def keep(answer: dict[str, Any]) -> None:
            if answer["outcome"]["state"] == "live":
                _bring_places(bringing)
            bringing.outcome = bringing.outcome | answer["outcome"] | {"held": False}

        _do(bringing, request, keep, f"import.{bringing.phase}")


@task()
def run_selection(agency_id: int, run_id: int) -> None:
    """Run a selection on the agency's calls."""
    with agency_scope(agency_id):
        run = SelectionRun.objects.get(pk=run_id, agency_id=agency_id)

        def keep(answer: dict[str, Any]) -> None:
            run.result, run.data, run.map = answer["result"], answer["data"], answer["map"]
            run.code_version = answer["code_version"]

        request = {
            "kind": "select",
            "lake": str(settings.LAKE),
            "agency": lake_name(run.agency),
            **run.settings,
            "forecasts": settings.FORECASTS and run.settings["forecasts"],
        }
        _do(run, request, keep, "selection.run")


def lake_name(agency: Agency) -> str:
    """The agency's name in the call lake."""
    return agency.lake_agency or agency.name


def _bring_places(bringing: Import) -> None:
    """What is new in the lake becomes places that a briefing finds."""
    listen = _listener(bringing)
    import_places(
        None,
        bringing.agency,
        open_lake(settings.LAKE),
        label=LABEL,
        progress=lambda what, done, total: listen(what, done / total if total else 0.0),
    )


def _reading(bringing: Import) -> dict[str, Any]:
    return {
        "file": str(stored_file(bringing)),
        "zone": bringing.agency.zone,
        "mapping": bringing.mapping,
        "answers": bringing.answers,
        "tables": settings.LAKE_TABLES,
    }


def _do(work: Work, request: dict[str, Any], keep: Callable[[dict[str, Any]], None], action: str) -> None:
    """Do the work, and write down how it went; whatever goes wrong is said in the row."""
    work.state, work.error, work.step, work.share_done = Work.State.RUNNING, "", "", 0.0
    writer.run(lambda: work.save(update_fields=["state", "error", "step", "share_done"]))
    outcome = "done"
    try:
        keep(in_a_process(request, _listener(work)))
        work.state = Work.State.DONE
    except WorkStoppedError:
        work.error, outcome = interrupted(), "failed"
    except CommonbeatError as error:
        work.error, outcome = str(error), "failed"
    except Exception as error:  # a fault of ours: its kind may be told, what was in the data may not
        work.error = _("A fault of the program stopped the work (%(kind)s).") % {"kind": type(error).__name__}
        outcome = "failed"
    if outcome == "failed":
        work.state = Work.State.FAILED
    work.finished_at = datetime.now(UTC)

    def write() -> None:
        work.save()
        record(action, actor=None, agency=work.agency_id, about=work, outcome=outcome, label=LABEL)

    writer.run(write)


def interrupted() -> str:
    """What is said of work that the end of the server cut short."""
    return _("The server was stopped while this ran. Run it again.")


def _listener(work: Work) -> Callable[[str, float], None]:
    """Writes the progress down, at most once a second."""
    last = 0.0

    def listen(step: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PAUSE:
            last = now
            work.step, work.share_done = step[:120], share
            writer.run(lambda: work.save(update_fields=["step", "share_done"]))

    return listen
