"""Promise I1 in the office: an import that changes the history of places counts only after a second person said so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.intake.lake import open_lake
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.jobs.heavy import load_export
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.queries import imports_to_decide
from commonbeat.program.jobs.second_person import decide_held
from commonbeat.program.jobs.worker import run_one
from commonbeat.program.places.models import Place
from commonbeat.progress import silent
from tests.cast import Cast, signed_in
from tests.program.jobs.test_work import an_export

_ANSWERS = {"Which column says what kind of call it was?": "Type"}


def brought(cast: Cast, export: bytes, tmp_path: Path) -> Import:
    """An export that Adeyemi brought and loaded; what the worker does in a process of its own is done in this one."""
    path = tmp_path / "calls.csv"
    path.write_bytes(export)
    lake = {"lake": str(tmp_path / "lake"), "agency": cast.agency.name, "by": cast.adeyemi.email}
    told = load_export({"file": str(path), "zone": "America/Chicago", "answers": _ANSWERS, **lake}, silent)
    return Import.objects.create(
        agency=cast.agency,
        started_by=cast.adeyemi,
        file_name="calls.csv",
        phase=Import.Phase.LOAD,
        state="done",
        outcome=told["outcome"],
    )


def live_calls(cast: Cast, tmp_path: Path) -> int:
    lake = open_lake(tmp_path / "lake")
    return sum(file.rows for file in lake.snapshot.of("calls", cast.agency.name))


@pytest.fixture
def held(cast: Cast, tmp_path: Path, settings: SimpleNamespace) -> Import:
    settings.DATA, settings.LAKE, settings.FORECASTS = tmp_path / "data", tmp_path / "lake", False
    assert brought(cast, an_export(), tmp_path).outcome["state"] == "live"
    more = [f"X{n},2025-03-{1 + n % 28:02d} 15:00:00,NOISE COMPLAINT,48 MILL ST" for n in range(60)]
    found = brought(cast, "\n".join(["Incident,Received,Type,Address", *more]).encode(), tmp_path)
    assert found.held
    return found


def test_who_brought_it_cannot_decide_and_nobody_else_but_sergeants_and_analysts_can(cast: Cast, held: Import) -> None:
    for member in (cast.adeyemi, cast.rivera, cast.castellanos, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            decide_held(member, held, Import.Phase.APPROVE)
    assert imports_to_decide(cast.okafor) == [held]
    assert imports_to_decide(cast.adeyemi) == imports_to_decide(cast.harbor_sergeant) == []
    with pytest.raises(ValueError, match="decides nothing"):
        decide_held(cast.okafor, held, Import.Phase.LOAD)


def test_a_second_person_lets_it_in_and_the_log_has_both(cast: Cast, held: Import, tmp_path: Path) -> None:
    assert live_calls(cast, tmp_path) == 240
    decide_held(cast.okafor, held, Import.Phase.APPROVE)
    with pytest.raises(ValidationError, match="going on"):
        decide_held(cast.okafor, held, Import.Phase.UNDO)
    assert run_one()
    held.refresh_from_db()
    assert (held.state, held.error, held.outcome["state"], held.decided_by) == ("done", "", "live", cast.okafor)
    assert live_calls(cast, tmp_path) == 300
    assert Place.objects.filter(agency=cast.agency, calls_last_year__gte=120).exists()
    with pytest.raises(ValidationError, match="already"):
        decide_held(cast.okafor, held, Import.Phase.UNDO)
    told = AuditEvent.objects.filter(action__startswith="import.approve").order_by("seq")
    assert [(one.action, one.actor) for one in told] == [
        ("import.approve.begin", cast.okafor),
        ("import.approve", None),
    ]
    (record,) = [one for one in open_lake(tmp_path / "lake").imports() if one.name == held.outcome["name"]]
    assert (record.by, record.approved_by) == (cast.adeyemi.email, cast.okafor.email)


def test_a_second_person_takes_it_back_and_the_calls_are_as_before(cast: Cast, held: Import, tmp_path: Path) -> None:
    decide_held(cast.okafor, held, Import.Phase.UNDO)
    assert run_one()
    held.refresh_from_db()
    assert (held.state, held.outcome["state"], held.held) == ("done", "undone", False)
    assert live_calls(cast, tmp_path) == 240
    assert AuditEvent.objects.filter(action="import.undo", outcome="done").exists()


def test_work_cut_short_after_the_lake_was_written_is_told_when_it_is_asked_again(
    cast: Cast, held: Import, tmp_path: Path
) -> None:
    decide_held(cast.okafor, held, Import.Phase.APPROVE)
    assert run_one()
    held.refresh_from_db()
    held.outcome["state"], held.state = "held", "failed"  # as a kill between the two writes leaves it
    held.save()
    decide_held(cast.okafor, held, Import.Phase.APPROVE)
    assert run_one()
    held.refresh_from_db()
    assert (held.error, held.outcome["state"]) == ("", "live")
    assert live_calls(cast, tmp_path) == 300


def test_the_office_shows_who_waits_for_whom(cast: Cast, held: Import) -> None:
    page = f"/office/selection/imports/{held.pk}"
    theirs, first = signed_in(cast.okafor), signed_in(cast.adeyemi)
    said = theirs.get(page).content.decode()
    assert "Held for a second person" in said
    assert "48 MILL ST" in said
    assert "Let it in" in said
    assert "you cannot decide" in first.get(page).content.decode()
    assert "import held for a second person" in theirs.get("/office/").content.decode()
    assert "import held for a second person" not in first.get("/office/").content.decode()
    assert "Look and decide" in theirs.get("/office/selection/").content.decode()
    assert first.post(f"{page}/decide", {"decision": "approve"}).status_code == 404
    assert signed_in(cast.harbor_sergeant).post(f"{page}/decide", {"decision": "approve"}).status_code == 404
    assert AuditEvent.objects.filter(actor=cast.adeyemi, action="access.refused").exists()
    theirs.post(f"{page}/decide", {"decision": "undo"})
    assert run_one()
    assert "Ngozi Okafor took it back." in theirs.get(page).content.decode()
