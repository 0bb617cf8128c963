"""The office's pages open for whom they are meant, do what they say, and look like nothing to everybody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from commonbeat.program.areas.models import Area
from commonbeat.program.postings.models import Handover, Posting
from commonbeat.program.visits.models import Device, SyncConflict, Visit
from tests.cast import Cast, signed_in
from tests.program.areas.some_run import finished_run

PAGES = {
    "/office/": "okafor adeyemi moreau castellanos tran",
    "/office/areas/": "okafor adeyemi moreau castellanos",
    "/office/selection/": "okafor adeyemi",
    "/office/selection/upload": "okafor adeyemi",
    "/office/postings/": "okafor adeyemi",
    "/office/postings/new": "okafor",
    "/office/conflicts/": "okafor",
    "/office/export/": "castellanos",
}
TODAY = datetime.now(UTC).date()


def hours(cast: Cast, area: Area, minutes: int, days_ago: int) -> Visit:
    return Visit.objects.create(
        agency=cast.agency,
        area=area,
        officer=cast.rivera,
        began_at=datetime.now(UTC) - timedelta(days=days_ago),
        minutes=minutes,
        kind="walked",
        entry=uuid4(),
    )


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_its_readers_alone(cast: Cast, page: str) -> None:
    for name in ("okafor", "adeyemi", "moreau", "castellanos", "tran", "rivera"):
        answer = signed_in(getattr(cast, name)).get(page)
        assert answer.status_code == (200 if name in PAGES[page].split() else 404), name


def test_the_first_page_says_what_part_of_the_promise_came(cast: Cast) -> None:
    for week in range(1, 5):
        hours(cast, cast.oak_creek, 720, 7 * week)
    said = signed_in(cast.okafor).get("/office/").content.decode()
    assert '<p class="of-number">60<' in said
    assert "Below your norm of 80%" in said
    assert "Sol Rivera" not in said.split('id="needs"')[0]


def test_an_agency_without_areas_is_told_how_to_begin(cast: Cast) -> None:
    said = signed_in(cast.harbor_sergeant).get("/office/areas/").content.decode()
    assert "The Pier" in said
    Area.objects.filter(agency=cast.harbor_city).update(state=Area.State.CLOSED)
    assert "How to begin" in signed_in(cast.harbor_sergeant).get("/office/").content.decode()


def test_a_sergeant_approves_an_area_out_of_a_run(cast: Cast) -> None:
    run = finished_run(cast.agency, cast.adeyemi)
    client = signed_in(cast.okafor)
    page = f"/office/selection/runs/{run.pk}/areas/A2/approve"
    assert "Approve Station Row" in client.get(page).content.decode()
    refused = client.post(page, {"name": "Station Row", "why": "", "promised_hours": "16"})
    assert refused.status_code == 422
    client.post(page, {"name": "Station Row", "why": "Noise every night.", "promised_hours": "16"})
    assert Area.objects.get(name="Station Row").approved_by == cast.okafor
    assert signed_in(cast.adeyemi).get(page).status_code == 404
    assert signed_in(cast.harbor_sergeant).get(page).status_code == 404


def test_where_forecasts_are_off_only_counts_are_shown(cast: Cast, settings) -> None:
    run = finished_run(cast.agency, cast.adeyemi)
    pages = [f"/office/selection/runs/{run.pk}", f"/office/selection/runs/{run.pk}/compare?a=A1&b=A2"]
    client = signed_in(cast.adeyemi)
    assert all("To expect" in client.get(page).content.decode() for page in pages)
    settings.FORECASTS = False
    assert not any("To expect" in client.get(page).content.decode() for page in pages)


def test_a_posting_is_handed_over_and_the_next_officer_acknowledges(cast: Cast) -> None:
    sergeant, there = signed_in(cast.okafor), f"/office/postings/{cast.posting.pk}"
    refused = sergeant.post(f"{there}/end", {"ends_on": TODAY.isoformat()})
    assert (refused.status_code, b"Make a handover first" in refused.content) == (422, True)
    until = (TODAY + timedelta(days=10)).isoformat()
    sergeant.post(f"{there}/hand-over/make", {"to_officer": cast.lindqvist.pk, "overlap_until": until})
    handover = Handover.objects.get(posting=cast.posting)
    page = f"/office/handovers/{handover.pk}"
    assert b"I have read it" in signed_in(cast.lindqvist).get(page).content
    assert b"I have read it" not in signed_in(cast.rivera).get(page).content
    assert signed_in(cast.rivera).post(f"{page}/received").status_code == 404
    signed_in(cast.lindqvist).post(f"{page}/received")
    handover.refresh_from_db()
    assert handover.received_at is not None
    sergeant.post(f"{there}/end", {"ends_on": until})
    cast.posting.refresh_from_db()
    assert cast.posting.ends_on == date.fromisoformat(until)


def test_a_plan_is_proposed_edited_and_posted_without_javascript(cast: Cast) -> None:
    Area.objects.filter(agency=cast.agency).update(expected_calls=200)
    sergeant = signed_in(cast.okafor)
    people = {f"officer-{one.pk}": one for one in (cast.rivera, cast.lindqvist)}
    asked = {f"{name}-hours": "20" for name in people} | {f"{name}-joins": "on" for name in people}
    sergeant.post("/office/postings/plan/propose", asked)
    sergeant.post("/office/postings/plan/edit", {f"area-{cast.lindqvist.pk}": ""})
    assert "Maja Lindqvist stands nowhere." in sergeant.get("/office/postings/").content.decode()
    sergeant.post("/office/postings/plan/edit", {f"area-{cast.lindqvist.pk}": str(cast.mill_street.pk)})
    sergeant.post("/office/postings/plan/approve", {"starts_on": TODAY.isoformat()})
    assert Posting.objects.get(officer=cast.lindqvist).area == cast.mill_street
    assert signed_in(cast.adeyemi).post("/office/postings/plan/approve").status_code == 404


def test_two_versions_of_an_entry_stand_side_by_side_until_a_sergeant_decides(cast: Cast) -> None:
    visit = hours(cast, cast.oak_creek, 45, 2)
    phone = Device.objects.create(agency=cast.agency, member=cast.rivera, uuid=uuid4(), token_hash="t")
    conflict = SyncConflict.objects.create(
        agency=cast.agency,
        entry=visit.entry,
        device=phone,
        kind="visit",
        content_hash="h",
        content={"area": cast.oak_creek.pk, "minutes": 75, "kind": "walked", "began_at": "2026-03-01T10:00:00Z"},
    )
    client = signed_in(cast.okafor)
    said = client.get("/office/conflicts/").content.decode()
    assert "<td>45</td><td>75</td>" in said
    client.post(f"/office/conflicts/{conflict.pk}", {"keep": "first"})
    conflict.refresh_from_db()
    assert conflict.settled_by == cast.okafor


def test_the_export_downloads_as_a_zip(cast: Cast) -> None:
    answer = signed_in(cast.castellanos).post("/office/export/download")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_another_agencys_pages_are_not_there(cast: Cast) -> None:
    run = finished_run(cast.harbor_city, cast.harbor_sergeant)
    client = signed_in(cast.okafor)
    for page in (f"areas/{cast.harbor_area.pk}", f"selection/runs/{run.pk}", f"selection/runs/{run.pk}/map"):
        assert client.get(f"/office/{page}").status_code == 404
