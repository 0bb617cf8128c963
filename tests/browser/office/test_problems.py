"""A problem in Chromium: the sergeant closes it only after it was assessed; its pages are for everybody and print."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from commonbeat.program.problems import live
from commonbeat.program.problems.actions import Analysis, analyze, open_problem
from commonbeat.program.problems.live import LiveCalls, MonthOfCalls
from commonbeat.program.problems.models import Assessment, Problem
from commonbeat.program.problems.responding import Planned, move_action, plan_action
from commonbeat.program.problems.reviewing import ask_review, decide_review
from tests.browser.office.test_every_page import trouble
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
WHOLE = Analysis(
    what="Noise and fights by the back stairs",
    where="The parking lot behind building C",
    when="Friday and Saturday nights",
    harmed="Families on the ground floor",
    triangle={"manager": "The property manager can lock the back gate at ten"},
    sentence="The back gate stays open and the lot is dark.",
    measure="disorder",
    change=0.3,
    by=date(2099, 1, 1),
)


def responding(cast: Cast) -> Problem:
    """Rivera's problem, whose response began and was done."""
    problem = open_problem(
        cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments], categories=["disorder"]
    )
    problem = analyze(cast.rivera, problem, WHOLE)
    problem = decide_review(cast.okafor, ask_review(cast.rivera, problem), agreed=True)
    due = datetime.now(UTC).date() + timedelta(days=30)
    planned = plan_action(cast.rivera, problem, Planned("Light the lot", "lighting", cast.rivera, due))
    move_action(cast.rivera, planned, "done", effect="The stairs are lit")
    for number in range(6):
        plan_action(cast.rivera, problem, Planned(f"Walk through, week {number + 1}", "management", cast.rivera, due))
    return Problem.objects.get(pk=problem.pk)


@pytest.fixture
def three_years(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Three years of calls, as the lake would count them."""
    first = 2023 * 12 + 10
    months = tuple(MonthOfCalls(date((first + n) // 12, (first + n) % 12 + 1, 1), 9 + n * 7 % 13) for n in range(36))
    found = LiveCalls(months, (("oak-creek", 142),))

    def give() -> None:
        monkeypatch.setattr("commonbeat.web.office.problems.live_calls", lambda _: found)

    assert live.PATIENCE < 3
    return give


@SIZES
def test_the_sergeant_closes_a_problem_only_after_the_assessment(program: Program, size: tuple[int, int]) -> None:
    cast = program.cast
    page = program.signed_in_page(cast.rivera, size)
    page.goto("/office/problems/")
    page.get_by_role("link", name="Open a problem").click()
    page.get_by_role("link", name="Oak Creek").click()
    page.get_by_label("What keeps going wrong?").fill("Nights at the back stairs")
    page.get_by_text("Oak Creek Apartments", exact=True).click()
    page.get_by_role("button", name="Open the problem").click()
    problem = Problem.objects.get()
    expect(page.get_by_role("region", name="What the next stage needs")).to_contain_text("Begin the analysis")
    page.get_by_label("Who runs the place").fill("The property manager can lock the gate at ten")
    page.get_by_label("The analysis in one sentence").fill("The back gate stays open and the lot is dark.")
    page.get_by_role("button", name="Save the analysis").click()
    expect(page.get_by_role("region", name="What the next stage needs")).to_contain_text("Choose what success is")
    page.get_by_label("By how many percent?").fill("30")
    page.get_by_label("Until which day?").fill("2099-01-01")
    page.get_by_role("button", name="Save the analysis").click()
    page.get_by_role("button", name="Ask for the review before the response").click()

    hers = program.signed_in_page(cast.okafor, size)
    hers.goto("/office/")
    hers.get_by_role("link", name="Nights at the back stairs").click()
    hers.get_by_role("button", name="Agree: the response begins").click()
    expect(hers.get_by_role("status")).to_contain_text("Agreed")

    page.goto(f"/office/problems/{problem.pk}")
    page.get_by_label("What is to be done?").fill("Light the lot")
    page.get_by_label("Who does it?").select_option(label="Sol Rivera")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Say how far it is").click()
    page.get_by_label("What did it do?").fill("The stairs are lit")
    page.get_by_role("button", name="Done", exact=True).click()
    page.get_by_role("button", name="Begin the assessment").click()
    needs = page.get_by_role("region", name="What the next stage needs")
    expect(needs).to_contain_text("Assess it and write what you learned")
    expect(page.get_by_role("button", name="Ask for the review before closing")).to_have_count(0)
    hers.goto(f"/office/problems/{problem.pk}")
    expect(hers.get_by_role("button", name=re.compile("close the problem"))).to_have_count(0)

    page.get_by_label("What did we learn?").fill("Light did more than patrols.")
    page.get_by_role("button", name="Save what we learned").click()
    expect(page.get_by_role("button", name="Ask for the review before closing")).to_have_count(0)
    keep_a_look(problem, cast)
    page.reload()
    page.get_by_role("button", name="Ask for the review before closing").click()
    hers.reload()
    hers.get_by_role("button", name="Agree: close the problem").click()
    expect(hers.get_by_role("region", name="What we learned")).to_contain_text("Light did more than patrols.")
    problem.refresh_from_db()
    assert problem.stage == "closed"


def keep_a_look(problem: Problem, cast: Cast, verdict: str = "fell") -> None:
    """A comparison as the lake of a year later would give it."""
    figures = {
        "before": 120,
        "after": 71,
        "comparison_before": 900,
        "comparison_after": 880,
        "estimate": -0.39 if verdict == "fell" else -0.12,
        "low": -0.57 if verdict == "fell" else -0.31,
        "high": -0.14 if verdict == "fell" else 0.12,
        "places": 1,
        "comparison_places": 40,
        "spans": {"before": ["2024-01-01", "2024-12-01"], "after": ["2026-01-01", "2026-12-01"]},
    }
    Assessment.objects.create(
        agency=cast.agency,
        problem=problem,
        made_by=cast.okafor,
        made_at=datetime.now(UTC),
        figures=figures,
        verdict=verdict,
    )


@SIZES
def test_problems_are_for_everybody_and_the_brief_fits_two_sheets(
    program: Program, size: tuple[int, int], three_years: Callable[[], None]
) -> None:
    cast = program.cast
    three_years()
    problem = responding(cast)
    keep_a_look(problem, cast, "cannot tell")
    page = program.context_of(cast.okafor, size, reduced_motion="reduce").new_page()
    wrong = []
    for path in (
        "",
        "new",
        f"new?area={cast.oak_creek.pk}",
        f"{problem.pk}",
        f"{problem.pk}/brief",
        "library",
    ):
        page.goto(f"/office/problems/{path}")
        expect(page.locator("main h1")).to_be_visible()
        wrong += [(path, one) for one in trouble(page, size)]
    assert wrong == [], "\n".join(str(one) for one in wrong)
    page.goto(f"/office/problems/{problem.pk}")
    expect(page.locator(".pb-calls")).to_have_count(36)
    expect(page.get_by_role("img", name="Calls of this problem month by month")).to_be_visible()
    page.get_by_text("Month by month", exact=True).click()
    expect(page.get_by_role("region", name="Month by month").get_by_role("row")).to_have_count(37)
    expect(page.get_by_text("Cannot tell", exact=True)).to_be_visible()
    page.goto(f"/office/problems/{problem.pk}/brief")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter")))
    assert sheets == 2
