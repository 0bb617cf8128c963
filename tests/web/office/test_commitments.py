"""Commitments in the office: reasons are told, the share kept is the area's, and nothing counts an officer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.problems.actions import Analysis, analyze, open_problem
from commonbeat.program.problems.models import Action
from commonbeat.program.problems.reviewing import ask_review
from tests.cast import Cast, signed_in

HERE = "/office/commitments/"


def promised(cast: Cast, what: str, *, due: int = 3, state: str = "open", reason: str = "") -> Commitment:
    """A promise at Oak Creek that is due in so many days."""
    now = datetime.now(UTC)
    return Commitment.objects.create(
        agency=cast.agency, entry=uuid4(), area=cast.oak_creek, what=what, to_role="property manager",
        due_on=today_in(cast.agency, now) + timedelta(days=due), made_by=cast.rivera, made_at=now, state=state,
        closed_at=None if state == "open" else now, reason=reason,
    )  # fmt: skip


@pytest.fixture
def commander(cast: Cast) -> Member:
    email = "halloran@alder-falls.example"
    return Member.objects.create_member(cast.agency, email, "Bea Halloran", [Role.COMMANDER])


def test_who_reads_and_who_works(cast: Cast, commander: Member) -> None:
    promise = promised(cast, "Mend the lamp")
    for member in (cast.rivera, cast.okafor, cast.adeyemi, cast.moreau, commander):
        assert "Mend the lamp" in signed_in(member).get(HERE).content.decode()
    for member in (cast.tran, cast.castellanos):
        assert signed_in(member).get(HERE).status_code == 404
    for member in (cast.adeyemi, cast.moreau, commander, cast.tran, cast.harbor_officer, cast.harbor_sergeant):
        client = signed_in(member)
        for step in ("close", "told"):
            answer = client.post(f"{HERE}{promise.pk}/{step}", {"outcome": "kept"})
            assert answer.status_code == 404, member.name
    promise.refresh_from_db()
    assert promise.state == "open"


def test_an_officer_closes_one_with_a_reason_and_says_that_it_was_told(cast: Cast) -> None:
    promise, officer = promised(cast, "Mend the lamp", due=-1), signed_in(cast.lindqvist)
    refused = officer.post(f"{HERE}{promise.pk}/close", {"outcome": "not kept", "reason": ""})
    assert refused.status_code == 422 and "Say why it was not kept." in refused.content.decode()
    refused = officer.post(f"{HERE}{promise.pk}/close", {"outcome": "not kept", "reason": "Ask Maria Delgado"})
    assert refused.status_code == 422
    told = {"outcome": "not kept", "reason": "The city has no lamps left."}
    page = officer.post(f"{HERE}{promise.pk}/close", told, follow=True).content.decode()
    assert "1 reason to tell" in page and "The city has no lamps left." in page
    assert "reason to tell" in signed_in(cast.okafor).get("/office/").content.decode()
    page = officer.post(f"{HERE}{promise.pk}/told", follow=True).content.decode()
    assert "They have heard why." in page and "1 reason to tell" not in page
    assert officer.post(f"{HERE}{promise.pk}/told").status_code == 422
    promise.refresh_from_db()
    assert promise.told_by == cast.lindqvist


def test_the_overdue_ones_stand_first(cast: Cast) -> None:
    for what, due in (("Later", 9), ("Overdue", -2), ("Soon", 1)):
        promised(cast, f"{what} promise", due=due)
    page = signed_in(cast.rivera).get(HERE).content.decode()
    assert page.index("Overdue promise") < page.index("Soon promise") < page.index("Later promise")
    day = signed_in(cast.rivera).get("/field/day").json()
    shown = [one["what"] for one in day["areas"][0]["commitments"]]
    assert shown == ["Overdue promise", "Soon promise", "Later promise"]


def test_a_promise_made_elsewhere_is_written_down_from_the_area(cast: Cast) -> None:
    sergeant = signed_in(cast.okafor)
    assert f"{HERE}new?area={cast.oak_creek.pk}" in sergeant.get(f"/office/areas/{cast.oak_creek.pk}").content.decode()
    assert "In which area?" in sergeant.get(f"{HERE}new").content.decode()
    told = {
        "area": cast.oak_creek.pk, "what": "Ask for a lamp", "to_role": "tenants' meeting",
        "due_on": (datetime.now(UTC) + timedelta(days=5)).date().isoformat(), "place": cast.oak_creek_apartments.pk,
    }  # fmt: skip
    refused = sergeant.post(f"{HERE}new", told | {"to_role": "Maria Delgado", "due_on": "2020-01-01"})
    assert refused.status_code == 422 and 'id="id_to_role_error"' in refused.content.decode()
    assert sergeant.post(f"{HERE}new", told | {"place": cast.mill_street_shop.pk}).status_code == 422
    assert sergeant.post(f"{HERE}new", told).status_code == 302
    made = Commitment.objects.get()
    assert (made.visit, made.place, made.made_by) == (None, cast.oak_creek_apartments, cast.okafor)


def test_another_agencys_area_is_no_area(cast: Cast) -> None:
    officer = signed_in(cast.rivera)
    told = {"what": "Ask for a lamp", "to_role": "owner", "due_on": "2099-01-01"}
    answers = [officer.post(f"{HERE}new", told | {"area": pk}).content for pk in (cast.harbor_area.pk, 999_999)]
    assert b"In which area?" in answers[0] and b"The Pier" not in answers[0]
    assert len(answers[0]) == len(answers[1])
    assert not Commitment.objects.exists()


def test_the_share_kept_stands_on_the_area_and_goes_with_the_posting(cast: Cast) -> None:
    for state, due in (("kept", -5), ("kept late", -9), ("not kept", -9), ("open", -1)):
        promised(cast, f"A promise {state}", due=due, state=state, reason="No lamps." if state == "not kept" else "")
    sergeant = signed_in(cast.okafor)
    for path in (f"/office/areas/{cast.oak_creek.pk}", f"/office/postings/{cast.posting.pk}/hand-over"):
        page = sergeant.get(path).content.decode()
        assert "of the 4 commitments due in the last year were kept." in page
        assert '>50<span class="of-unit">%' in page
        assert "A promise open" in page
    table = signed_in(cast.rivera).get(HERE).content.decode().split('id="kept"')[1]
    assert "50%" in table and "Rivera" not in table and "Lindqvist" not in table
    until = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    made = {"to_officer": cast.lindqvist.pk, "overlap_until": until}
    pack = sergeant.post(f"/office/postings/{cast.posting.pk}/hand-over/make", made, follow=True).content.decode()
    assert "Of 4 commitments due here in the last year, 50% were kept" in pack
    assert "Not kept: tell them why" in pack and "No lamps." in pack


def test_an_area_and_a_briefing_lead_to_problems_and_name_the_live_ones(cast: Cast) -> None:
    problem = open_problem(cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments])
    new = f"/office/problems/new?area={cast.oak_creek.pk}"
    assert new in signed_in(cast.okafor).get(f"/office/areas/{cast.oak_creek.pk}").content.decode()
    assert new not in signed_in(cast.moreau).get(f"/office/areas/{cast.oak_creek.pk}").content.decode()
    page = signed_in(cast.rivera).get("/office/briefing/oak-creek").content.decode()
    assert f'href="/office/problems/{problem.pk}">Nights at the back stairs</a>' in page
    assert f"{new}&amp;place={cast.oak_creek_apartments.pk}" in page
    chosen = signed_in(cast.rivera).get(f"{new}&place={cast.oak_creek_apartments.pk}").content.decode()
    assert f'value="{cast.oak_creek_apartments.pk}"' in chosen and "checked" in chosen
    for member in (cast.tran, cast.castellanos):
        page = signed_in(member).get("/office/briefing/oak-creek").content.decode()
        assert "Nights at the back stairs" not in page and "/office/problems/" not in page
    assert "Nights" not in signed_in(cast.rivera).get("/office/briefing/mill-street").content.decode()


def test_live_problems_cost_a_briefing_one_query(cast: Cast) -> None:
    officer = signed_in(cast.rivera)
    with CaptureQueriesContext(connection) as seen:
        officer.get("/office/briefing/oak-creek")
    assert sum('FROM "problems_problem"' in one["sql"] for one in seen.captured_queries) == 1


def test_the_officers_day_holds_their_part_in_problems_and_reasons_to_tell(cast: Cast) -> None:
    problem = open_problem(cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments])
    today = today_in(cast.agency, datetime.now(UTC))
    for what, owner, days, state in (
        ("Walk the lot", cast.rivera, 4, "planned"), ("Light the lot", cast.rivera, -1, "under way"),
        ("Done already", cast.rivera, -3, "done"), ("Hers", cast.lindqvist, 1, "planned"),
    ):  # fmt: skip
        Action.objects.create(
            agency=cast.agency, problem=problem, what=what, kind="lighting", owner=owner, state=state,
            due_on=today + timedelta(days=days),
            made_by=owner, made_at=datetime.now(UTC),
        )  # fmt: skip
    promised(cast, "Mend the lamp", due=-3, state="not kept", reason="No lamps left.")
    day = signed_in(cast.rivera).get("/field/day").json()
    assert [one["what"] for one in day["actions"]] == ["Light the lot", "Walk the lot"]
    assert day["actions"][0]["problem"] == {
        "id": problem.pk, "title": "Nights at the back stairs", "area": "Oak Creek",
    }  # fmt: skip
    assert day["to_tell"] == 1
    assert signed_in(cast.harbor_officer).get("/field/day").json()["actions"] == []


def test_a_commander_begins_with_the_reviews_that_wait(cast: Cast, commander: Member) -> None:
    where = [cast.oak_creek_apartments]
    large = open_problem(cast.rivera, cast.oak_creek, "The whole lot", where, large=True)
    roles = {"manager": "The property manager can light the lot"}
    told = Analysis(
        sentence="The lot is dark.", triangle=roles, measure="disorder", change=0.3, by=date(2099, 1, 1)
    )  # fmt: skip
    ask_review(cast.rivera, analyze(cast.rivera, large, told))
    client = signed_in(commander)
    assert client.get("/").headers["Location"] == "/office/"
    page = client.get("/office/").content.decode()
    assert "problem waits for your review" in page and "The whole lot" in page
    for path in ("/office/areas/", f"/office/areas/{cast.oak_creek.pk}"):
        assert client.get(path).status_code == 200
    assert client.post(f"/office/areas/{cast.oak_creek.pk}/close").status_code == 404
