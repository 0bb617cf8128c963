"""Background work: an export is checked, loaded, selected from; what was cut short says so and can be run again."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django_tasks_db.models import DBTaskResult

from commonbeat.errors import CommonbeatError
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.jobs import uploads
from commonbeat.program.jobs.actions import (
    begin_selection,
    bring_export,
    check_again,
    discard_import,
    load_checked,
    select_again,
)
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.process import WorkFaultError, in_a_process
from commonbeat.program.jobs.uploads import stored_file
from commonbeat.program.jobs.worker import mark_interrupted, run_one
from commonbeat.program.places.models import Place
from tests.cast import Cast


@pytest.fixture
def folders(tmp_path: Path, settings: SimpleNamespace) -> Path:
    settings.DATA, settings.LAKE, settings.FORECASTS = tmp_path / "data", tmp_path / "lake", False
    return tmp_path


def an_export() -> bytes:
    lines = ["Incident,Received,Type,Address"]
    for number in range(240):
        day, place = 1 + number % 28, ("1200 OAK CREEK DR", "48 MILL ST", "9 STATION ROW")[number % 3]
        lines.append(f"{number},2025-{1 + number // 28:02d}-{day:02d} 14:{number % 60:02d}:00,NOISE COMPLAINT,{place}")
    return "\n".join(lines).encode()


def test_an_export_goes_from_the_browser_to_a_ranked_list(cast: Cast, folders: Path) -> None:
    bringing = bring_export(cast.adeyemi, "calls 2025.csv", [an_export()])
    assert run_one()
    bringing.refresh_from_db()
    assert (bringing.state, bringing.error) == ("done", "")
    (question,) = bringing.questions
    with pytest.raises(ValidationError, match="open questions"):
        load_checked(cast.adeyemi, bringing)
    check_again(cast.adeyemi, bringing, mapping=None, answers={question: "Type"})
    assert run_one()
    bringing.refresh_from_db()
    assert bringing.questions == []
    assert bringing.report["rows"] == 240
    assert bringing.report["columns"] == ["Incident", "Received", "Type", "Address"]
    load_checked(cast.adeyemi, bringing)
    assert run_one()
    bringing.refresh_from_db()
    assert (bringing.state, bringing.error, bringing.outcome["calls_added"]) == ("done", "", 240)
    assert bringing.stored == ""
    assert list((folders / "data" / "uploads" / str(cast.agency.pk)).iterdir()) == []
    assert Place.objects.filter(agency=cast.agency, label__icontains="Station").exists()
    run = begin_selection(cast.adeyemi, top=10)
    assert run_one()
    run.refresh_from_db()
    assert (run.state, run.error) == ("done", "")
    assert {place["label"] for place in run.result["places"]} == {"1200 Oak Creek Dr", "48 Mill St", "9 Station Row"}
    assert run.data["imports"][0]["sha256"] == [bringing.sha256]
    assert run.settings["forecasts"] is False
    assert all(place["expected"] is None for place in run.result["places"])
    assert run.code_version
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"import.begin", "import.check", "import.load", "selection.begin", "selection.run"} <= done
    assert not run_one()


def test_a_file_that_is_no_export_fails_with_a_sentence_and_stays_to_be_discarded(
    cast: Cast, folders: Path, django_capture_on_commit_callbacks
) -> None:
    bringing = bring_export(cast.okafor, "calls.csv", [b"\x89PNG\r\n\x1a\n" + bytes(200)])
    assert run_one()
    bringing.refresh_from_db()
    assert bringing.state == "failed"
    assert "image" in bringing.error or "not an export" in bringing.error
    path = stored_file(bringing)
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(cast.okafor, bringing)
    assert not path.exists()


def test_uploads_are_limited_by_name_and_size_and_leave_nothing_behind(
    cast: Cast, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 1024)
    for name, chunks in (("calls.exe", [b"x"]), ("calls.csv", [b""]), ("calls.csv", [b"x" * 600, b"x" * 600])):
        with pytest.raises(ValidationError):
            bring_export(cast.okafor, name, chunks)
    folder = folders / "data" / "uploads" / str(cast.agency.pk)
    assert not folder.exists() or list(folder.iterdir()) == []
    assert not Import.objects.exists()


def test_only_sergeants_and_analysts_bring_and_select(cast: Cast, folders: Path) -> None:
    for member in (cast.rivera, cast.tran, cast.moreau, cast.castellanos):
        with pytest.raises(PermissionDenied):
            bring_export(member, "calls.csv", [b"x"])
        with pytest.raises(PermissionDenied):
            begin_selection(member)


def test_work_that_a_kill_cut_short_is_marked_failed_and_can_be_run_again(cast: Cast, folders: Path) -> None:
    run = begin_selection(cast.adeyemi)
    SelectionRun.objects.filter(pk=run.pk).update(state="running")
    DBTaskResult.objects.update(status="RUNNING")
    assert mark_interrupted() == 1
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "The server was stopped while this ran. Run it again.")
    assert not run_one()
    assert select_again(cast.adeyemi, run).state == "waiting"
    assert run_one()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "no call lake" in run.error


def test_the_process_says_what_went_wrong_in_a_sentence(folders: Path) -> None:
    with pytest.raises(CommonbeatError, match="no such file"):
        in_a_process({"kind": "check", "file": str(folders / "gone.csv")}, lambda _step, _share: None)
    with pytest.raises(WorkFaultError, match="KeyError"):
        in_a_process({"kind": "nothing"}, lambda _step, _share: None)


def test_work_is_queued_with_its_row_or_not_at_all(cast: Cast, folders: Path) -> None:
    for _ in range(6):
        begin_selection(cast.adeyemi)
    with pytest.raises(ValidationError, match="waiting already"):
        begin_selection(cast.adeyemi)
    assert DBTaskResult.objects.count() == SelectionRun.objects.count() == 6


def test_a_corrected_mapping_is_checked_again(cast: Cast, folders: Path) -> None:
    bringing = bring_export(cast.okafor, "calls.csv", [an_export()])
    assert run_one()
    bringing.refresh_from_db()
    mapping = bringing.report["mapping"].replace("[fields.incident_id]", "[fields.report_number]")
    check_again(cast.okafor, bringing, mapping=mapping, answers={})
    assert run_one()
    bringing.refresh_from_db()
    assert "report_number" in {one["name"] for one in bringing.report["mapped"]}
