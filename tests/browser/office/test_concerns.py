"""Concerns in Chromium: from what was told on a phone to "done", by the sergeant and the officer; for everybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Page, expect

from commonbeat.program.concerns.actions import answer_concern, let_concern_through, set_concern_aside, settle_concern
from commonbeat.program.concerns.kinds import add_usual_kinds
from commonbeat.program.concerns.models import Concern, ConcernKind, Passing
from commonbeat.program.concerns.passing import pass_on
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.program.services.actions import add_service
from tests.browser.office.test_every_page import trouble
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
ARABIC = "الضوء عند الدرج مطفأ منذ أسبوع، والأطفال يخافون من المشي هناك ليلاً."
SPANISH = "La luz de la escalera no funciona desde hace una semana."


def raised(cast: Cast, words: str, language: str, *, kind: str = "street-light", days: float = 0) -> Concern:
    saying = Saying(
        kind=ConcernKind.objects.get(agency=cast.agency, code=kind),
        words=words,
        language=language,
        area=cast.oak_creek,
        place=cast.oak_creek_apartments,
        reply_to="resident@mail.example",
    )
    made = raise_concern(cast.agency, saying, channel=Concern.Channel.POSTER).concern
    Concern.objects.filter(pk=made.pk).update(arrived_at=datetime.now(UTC) - timedelta(days=days))
    return Concern.objects.get(pk=made.pk)


def some(cast: Cast) -> dict[str, Concern]:
    """Concerns in every state, and one that did not reach its service."""
    lamps = add_service(cast.okafor, code="street-lights", title="Street Lights", desk="555-0123", hours="8 to 5")
    add_usual_kinds(cast.okafor)
    found = {
        "queued": raised(cast, ARABIC, "ar", days=1),
        "aside": raised(cast, "Cheap watches at my shop, call now!", "en", kind="other"),
        "open": raised(cast, SPANISH, "es", days=3.4),
        "passed": raised(cast, "The street light at the gate is out.", "en", days=6),
        "answered": raised(cast, "Loud music from the parking lot every Friday.", "en", kind="noise", days=9),
        "done": raised(cast, "An old couch lies by the gate.", "en", kind="dumping", days=12),
    }
    set_concern_aside(cast.okafor, found["aside"], "Advertising")
    for name in ("open", "passed", "answered", "done"):
        found[name] = let_concern_through(cast.okafor, found[name])
    passing = pass_on(cast.rivera, found["passed"], "The street light at the gate is out.", service=lamps)
    Passing.objects.filter(pk=passing.pk).update(trouble="The service answered 503.", tries=4)
    answer_concern(cast.rivera, found["answered"], "We talk with the manager this week.", started=True)
    settle_concern(cast.rivera, found["done"], "The city took it away on Tuesday.", done=True)
    return found


def pages(found: dict[str, Concern]) -> list[str]:
    shown = [f"?show={name}" for name in ("queue", "open", "late", "pass", "trouble", "settled", "aside")]
    kinds = ["kinds", "kinds/new", f"kinds/{ConcernKind.objects.values_list('pk', flat=True)[0]}"]
    return ["", *shown, "new", *kinds, *(str(one.code) for one in found.values())]


def with_details_open(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


@SIZES
def test_every_page_of_concerns_is_for_everybody(program: Program, size: tuple[int, int]) -> None:
    found = some(program.cast)
    page = program.context_of(program.cast.okafor, size, reduced_motion="reduce").new_page()
    wrong = []
    for path in pages(found):
        page.goto(f"/office/concerns/{path}")
        expect(page.locator("main h1")).to_be_visible()
        with_details_open(page)
        wrong += [(path, one) for one in trouble(page, size)]
    page.goto(f"/office/concerns/{found['open'].code}")
    page.get_by_label("Your answer").fill("Ask Dana Whitfield.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    wrong += [("a refused answer", one) for one in trouble(page, size)]
    page.get_by_role("button", name="Open it to answer").click()
    expect(page.get_by_text("resident@mail.example")).to_be_visible()
    wrong += [("where to answer", one) for one in trouble(page, size)]
    page.goto("/office/concerns/kinds/new")
    page.get_by_role("button", name="Add it").click()
    wrong += [("a refused kind", one) for one in trouble(page, size)]
    assert wrong == [], "\n".join(str(one) for one in wrong)


@SIZES
def test_a_concern_goes_from_the_queue_to_done_and_is_opened_again(program: Program, size: tuple[int, int]) -> None:
    cast = program.cast
    add_usual_kinds(cast.okafor)
    concern = raised(cast, SPANISH, "es")
    hers = program.signed_in_page(cast.okafor, size)
    hers.goto("/office/")
    hers.get_by_role("link", name="Look at them").click()
    expect(hers.get_by_text(SPANISH)).to_have_attribute("lang", "es")
    hers.get_by_role("button", name="Let it through").click()
    expect(hers.get_by_role("status")).to_contain_text("The officers of the area see it now")
    his = program.signed_in_page(cast.rivera, size)
    his.goto("/office/concerns/")
    his.get_by_role("link", name="A street light is out").click()
    his.get_by_label("Your answer").fill("The manager orders a lamp.")
    his.get_by_text("The work has begun").click()
    his.get_by_role("button", name="Send the answer").click()
    expect(his.get_by_role("region", name="Every step")).to_contain_text("The manager orders a lamp.")
    his.get_by_label("Your answer").fill("The lamp is in.")
    his.get_by_text("It is done", exact=True).click()
    his.get_by_role("button", name="Send the answer").click()
    expect(his.get_by_text("until it was done")).to_be_visible()
    his.get_by_label("What is not fixed?").fill("It is dark again.")
    his.get_by_role("button", name="Open it again").click()
    expect(his.get_by_text("opened again 1 time")).to_be_visible()
    concern.refresh_from_db()
    assert (concern.state, concern.reopened) == (Concern.State.OPEN, 1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_enters_a_concern_on_a_phone_and_the_word_is_shown_once(program: Program, scripts: bool) -> None:
    cast = program.cast
    add_usual_kinds(cast.okafor)
    page = program.context_of(cast.rivera, PHONE, java_script_enabled=scripts).new_page()
    page.goto("/office/concerns/new")
    page.get_by_label("What is it about?").select_option(label="A street light is out")
    page.get_by_label("Where is it?").select_option(label="Oak Creek Apartments")
    page.get_by_label("What is wrong, in their words").fill(ARABIC)
    page.get_by_label("In which language did they say it?").select_option(label="Arabic")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("heading", name="Entered. Hand over this word.")).to_be_visible()
    word = page.locator(".cn-once").inner_text()
    assert re.fullmatch(r"[a-z]{4}(-[a-z]{4}){3}", word)
    assert word not in page.url
    if scripts:
        assert trouble(page, PHONE) == []
    page.get_by_role("link", name="See the concern").click()
    expect(page.get_by_text(ARABIC)).to_have_attribute("dir", "rtl")
    expect(page.get_by_text(word)).to_have_count(0)
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()  # the browser kept no page with the word
    assert Concern.objects.count() == 1


def test_the_officers_day_leads_to_entering_a_concern(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera, PHONE)
    page.goto("/field/")
    page.get_by_role("link", name="Enter a concern you were told").click()
    expect(page.get_by_role("heading", name="Enter a concern")).to_be_visible()
