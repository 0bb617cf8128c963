"""A problem from opening to its lesson by the pages of the office: gates, tiers, what others may not see."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.problems.actions import open_problem
from commonbeat.program.problems.models import Problem, Review
from tests.cast import Cast, signed_in

ANALYSIS = {
    "what": "Noise by the back stairs",
    "manager": "The property manager can lock the back gate at ten",
    "sentence": "The back gate stays open and the lot is dark.",
    "measure": "disorder",
    "change": "30",
    "by": "2099-01-01",
}


@pytest.fixture
def problem(cast: Cast) -> Problem:
    """Rivera's, at Oak Creek."""
    return open_problem(cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments])


def page_of(problem: Problem, step: str = "") -> str:
    return f"/office/problems/{problem.pk}{step}"


def stage_of(problem: Problem) -> str:
    problem.refresh_from_db()
    return str(problem.stage)


def through_analysis(cast: Cast, problem: Problem) -> None:
    officer, sergeant = signed_in(cast.rivera), signed_in(cast.okafor)
    assert officer.post(page_of(problem, "/analysis"), ANALYSIS).status_code == 302
    assert officer.post(page_of(problem, "/review")).status_code == 302
    review = Review.objects.get(problem=problem, outcome="asked")
    assert sergeant.post(page_of(problem, f"/review/{review.pk}"), {"agreed": "yes"}).status_code == 302


def test_an_officer_opens_a_problem_from_an_area(cast: Cast) -> None:
    officer = signed_in(cast.rivera)
    assert "No problem is open." in officer.get("/office/problems/").content.decode()
    assert "Oak Creek" in officer.get("/office/problems/new").content.decode()
    told = {
        "area": cast.oak_creek.pk,
        "title": "Nights at the back stairs",
        "places": [cast.oak_creek_apartments.pk],
        "categories": ["disorder"],
        "from_hour": "20",
        "to_hour": "4",
        "owner": cast.rivera.pk,
    }
    assert officer.post("/office/problems/new", told | {"places": []}).status_code == 422
    answer = officer.post("/office/problems/new", told, follow=True).content.decode()
    assert "<h1>Nights at the back stairs" in answer
    assert "Begin the analysis" in answer
    made = Problem.objects.get()
    assert (made.from_hour, made.to_hour, made.categories) == (20, 4, ["disorder"])
    listed = officer.get(f"/office/problems/?whose=mine&stage=scanning&area={cast.oak_creek.pk}").content.decode()
    assert "Nights at the back stairs" in listed
    assert "Nights at the back stairs" not in officer.get("/office/problems/?stage=closed").content.decode()


def test_no_response_begins_without_an_analysis_sentence_and_a_measure_of_success(cast: Cast, problem: Problem) -> None:
    officer = signed_in(cast.rivera)
    without = {name: value for name, value in ANALYSIS.items() if name not in ("sentence", "change", "by")}
    assert officer.post(page_of(problem, "/analysis"), without).status_code == 302
    page = officer.get(page_of(problem)).content.decode()
    assert "Write the analysis in one sentence." in page
    assert "Choose what success is" in page
    assert "Ask for the review" not in page
    refused = officer.post(page_of(problem, "/review"))
    assert refused.status_code == 422 and "Choose what success is" in refused.content.decode()
    assert officer.post(page_of(problem, "/actions"), {"what": "x"}).status_code == 422
    assert not Review.objects.exists() and stage_of(problem) == "analysis"
    through_analysis(cast, problem)
    assert stage_of(problem) == "response"


def test_words_that_point_to_a_person_are_stopped_at_their_field(cast: Cast, problem: Problem) -> None:
    refused = signed_in(cast.rivera).post(page_of(problem, "/analysis"), ANALYSIS | {"what": "Call 555-867-5309"})
    assert refused.status_code == 422
    assert 'id="id_what_error"' in refused.content.decode()


def test_a_large_problem_waits_for_a_commander(cast: Cast) -> None:
    large = open_problem(cast.rivera, cast.oak_creek, "The whole lot", [cast.oak_creek_apartments], large=True)
    officer, sergeant = signed_in(cast.rivera), signed_in(cast.okafor)
    officer.post(page_of(large, "/analysis"), ANALYSIS)
    officer.post(page_of(large, "/review"))
    review = Review.objects.get()
    assert "Agree: the response begins" not in sergeant.get(page_of(large)).content.decode()
    assert sergeant.post(page_of(large, f"/review/{review.pk}"), {"agreed": "yes"}).status_code == 404
    assert stage_of(large) == "analysis"
    email = "halloran@alder-falls.example"
    commander = signed_in(Member.objects.create_member(cast.agency, email, "Bea Halloran", [Role.COMMANDER]))
    assert "Waits for your review" in commander.get("/office/problems/").content.decode()
    assert commander.post(page_of(large, f"/review/{review.pk}"), {"agreed": "no"}).status_code == 422
    assert commander.post(page_of(large, f"/review/{review.pk}"), {"agreed": "yes"}).status_code == 302
    assert stage_of(large) == "response"


def test_whoever_asked_does_not_decide(cast: Cast) -> None:
    hers = open_problem(cast.okafor, cast.oak_creek, "Nights", [cast.oak_creek_apartments])
    sergeant = signed_in(cast.okafor)
    sergeant.post(page_of(hers, "/analysis"), ANALYSIS)
    sergeant.post(page_of(hers, "/review"))
    review = Review.objects.get()
    assert sergeant.post(page_of(hers, f"/review/{review.pk}"), {"agreed": "yes"}).status_code == 404
    assert stage_of(hers) == "analysis"


def test_enforcement_needs_a_reason_and_nothing_closes_without_an_assessment_or_why_not(
    cast: Cast, problem: Problem
) -> None:
    through_analysis(cast, problem)
    officer, sergeant = signed_in(cast.rivera), signed_in(cast.okafor)
    page = officer.get(page_of(problem)).content.decode()
    assert page.index("Lighting") < page.index("Enforcement, with a written reason")
    told = {"what": "Extra patrols", "kind": "enforcement", "doer": f"member-{cast.rivera.pk}", "due_on": "2099-01-01"}
    refused = officer.post(page_of(problem, "/actions"), told)
    assert refused.status_code == 422 and "nothing but enforcement" in refused.content.decode()
    light = told | {"what": "Light the lot", "kind": "lighting", "cost": "400"}
    assert officer.post(page_of(problem, "/actions"), light).status_code == 302
    assert officer.post(page_of(problem, "/assessment")).status_code == 422
    action = problem.actions.get()
    moved = {"state": "done", "effect": "The stairs are lit"}
    assert officer.post(page_of(problem, f"/actions/{action.pk}"), moved).status_code == 302
    assert officer.post(page_of(problem, "/assessment")).status_code == 302
    assert stage_of(problem) == "assessment"
    refused = officer.post(page_of(problem, "/review"))
    assert refused.status_code == 422 and "say why it is not worth assessing" in refused.content.decode()
    assert officer.post(page_of(problem, "/lesson"), {}).status_code == 422
    reason = {"not_assessed_why": "The building was torn down"}
    assert officer.post(page_of(problem, "/lesson"), reason).status_code == 302
    assert officer.post(page_of(problem, "/review")).status_code == 302
    review = Review.objects.get(outcome="asked")
    assert stage_of(problem) == "assessment"
    assert sergeant.post(page_of(problem, f"/review/{review.pk}"), {"agreed": "yes"}).status_code == 302
    assert stage_of(problem) == "closed"
    assert "The building was torn down" in officer.get(page_of(problem)).content.decode()
    assert officer.post(page_of(problem, "/analysis"), ANALYSIS).status_code == 422

    found = officer.get("/office/problems/library?words=stairs").content.decode()
    assert "The stairs are lit" in found
    assert "Nothing matches" in officer.get("/office/problems/library?words=harbor").content.decode()
    table = list(csv.DictReader(io.StringIO(officer.get("/office/problems/library.csv").content.decode())))
    assert [(row["action"], row["kind"], row["effect"]) for row in table] == [
        ("Light the lot", "lighting", "The stairs are lit")
    ]
    told_again = officer.get("/office/problems/library.json").json()["problems"]
    assert told_again[0]["actions"][0]["cost"] == "400.00"
    assert officer.get("/office/problems/library.xml").status_code == 404


def test_a_stale_problem_asks_the_sergeant_and_rests_when_told_to(cast: Cast, problem: Problem) -> None:
    Problem.objects.update(touched_at=datetime.now(UTC) - timedelta(days=40))
    sergeant, officer = signed_in(cast.okafor), signed_in(cast.rivera)
    asks = "Nothing happened for 30 days"
    assert asks in sergeant.get("/office/problems/").content.decode()
    assert "Keep going" in sergeant.get(page_of(problem)).content.decode()
    assert "Keep going" not in officer.get(page_of(problem)).content.decode()
    assert officer.post(page_of(problem, "/keep"), {"days": "30"}).status_code == 404
    assert sergeant.post(page_of(problem, "/keep"), {"days": "1000"}).status_code == 422
    assert sergeant.post(page_of(problem, "/keep"), {"days": "30"}).status_code == 302
    assert asks not in sergeant.get("/office/problems/").content.decode()
    assert sergeant.post(page_of(problem, "/owner"), {"owner": cast.lindqvist.pk}).status_code == 302
    problem.refresh_from_db()
    assert problem.owner == cast.lindqvist


def test_the_start_page_says_what_waits(cast: Cast, problem: Problem) -> None:
    signed_in(cast.rivera).post(page_of(problem, "/analysis"), ANALYSIS)
    signed_in(cast.rivera).post(page_of(problem, "/review"))
    start = signed_in(cast.okafor).get("/office/").content.decode()
    assert "problem waits for your review" in start
    assert "Nights at the back stairs" in start


def test_others_find_nothing(cast: Cast, problem: Problem) -> None:
    for member in (cast.harbor_officer, cast.harbor_sergeant, cast.tran, cast.castellanos):
        client = signed_in(member)
        assert client.get(page_of(problem)).status_code == 404
        assert client.get(page_of(problem, "/brief")).status_code == 404
        assert client.post(page_of(problem, "/analysis"), ANALYSIS).status_code == 404
    assert "back stairs" not in signed_in(cast.harbor_sergeant).get("/office/problems/").content.decode()
    assert "back stairs" not in signed_in(cast.harbor_sergeant).get("/office/problems/library.json").content.decode()
    auditor = signed_in(cast.moreau)
    assert auditor.get(page_of(problem)).status_code == 200
    assert auditor.post(page_of(problem, "/analysis"), ANALYSIS).status_code == 404
    assert stage_of(problem) == "scanning"
