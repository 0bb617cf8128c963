"""Preview and published page in a real browser: wide and narrow, for a screen reader, by keyboard alone."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from playwright.sync_api import Page

from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.places.actions import import_places
from commonbeat.program.places.models import Place
from commonbeat.program.publishing.actions import set_up_site, write_line
from commonbeat.program.publishing.cards import agree_card
from commonbeat.program.publishing.models import Release
from commonbeat.program.visits.models import Visit
from commonbeat.synthetic import City
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NOW = datetime.now(UTC)


def happened(cast: Cast, lake: Path) -> None:
    """A year at Oak Creek, and three years of calls."""
    truth = City.make(3, places=300, months=40).write_export(lake.parent / "export")
    load(
        [truth.path],
        agency=cast.agency.name,
        lake=lake,
        mapping=lake.parent / "export" / "mapping.toml",
        name="first",
        by="test",
    )
    import_places(cast.okafor, cast.agency, open_lake(lake))
    for place in Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year")[:2]:
        AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=place)
    words = {"en": {"greeting": "Oak Creek is your home. Here is what we did with what you told us.",
                    "warm_line": "Not an emergency? Call or text 555-0142, and an officer calls back."}}  # fmt: skip
    set_up_site(cast.okafor, title="Alder Falls listens", slug="alder-falls", languages=["en", "es", "ar"], words=words)
    agree_card(
        cast.rivera,
        {"en": "I walk the courtyard most evenings. Stop me for anything: a lamp, a gate, a worry."},
        phone_shown=True,
    )
    agree_card(cast.lindqvist, {"en": "I step in when Officer Rivera is away."}, phone_shown=False)
    kind = ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out"})
    for n in range(12):
        came = NOW - timedelta(days=20 * n + 5)
        Concern.objects.create(
            agency=cast.agency, area=cast.oak_creek, kind=kind, channel="page", arrived_at=came,
            state="done" if n % 3 else "open", first_answer_at=came + timedelta(hours=20 + n),
            done_at=came + timedelta(days=9) if n % 3 else None,
            public_words=["The back stairs are dark", "Cars block the fire lane", "", ""][n % 4],
        )  # fmt: skip
    for n, state in enumerate(["kept", "kept", "kept late", "not kept"]):
        Commitment.objects.create(
            agency=cast.agency, entry=uuid4(), area=cast.oak_creek, made_by=cast.rivera, made_at=NOW,
            what="Mend the lamp.", to_role="property manager", state=state,
            due_on=(NOW - timedelta(days=30 * n + 9)).date(),
        )  # fmt: skip
    for week in range(1, 90):
        Visit.objects.create(
            agency=cast.agency, area=cast.oak_creek, officer=cast.rivera, kind="walked", entry=uuid4(),
            began_at=NOW - timedelta(days=7 * week), minutes=600,
        )  # fmt: skip
    for words_, day in (
        ("The light at the back stairs works again.", 20),
        ("The fire lane is painted and signed.", 70),
    ):
        write_line(cast.okafor, cast.oak_creek, "did", words_, on=(NOW - timedelta(days=day)).date())
    write_line(
        cast.okafor, cast.oak_creek, "not yet", "The fence at the creek",
        why="The county owns the bank. It answers in spring.",
    )  # fmt: skip
    write_line(
        cast.okafor, cast.oak_creek, "meeting", "Coffee with your officers", on=date(2099, 2, 3),
        at="6 PM, community room of Oak Creek Apartments",
    )  # fmt: skip


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.timeout(180)
def test_the_sergeant_looks_at_the_preview_and_publishes_it(
    program: Program, tmp_path: Path, settings: LazySettings
) -> None:
    settings.LAKE = tmp_path / "lake"
    cast = program.cast
    happened(cast, tmp_path / "lake")
    area = cast.oak_creek.pk
    pages = [
        f"/office/publishing/areas/{area}/preview",
        f"/office/publishing/areas/{area}/numbers",
        f"/office/publishing/areas/{area}",
        "/office/publishing/site",
        "/office/publishing/",
    ]
    for size in (DESK, PHONE):
        page = program.signed_in_page(cast.okafor, size)
        for path in pages:
            page.goto(path)
            assert fits(page), (path, size)
            found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
            assert not found, (path, size, [(one["id"], one["nodes"][0]["html"]) for one in found])
            _keep(page, path, size)
    page = program.signed_in_page(cast.rivera, PHONE)
    page.goto("/office/publishing/card")
    assert fits(page)
    assert not Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    _keep(page, "card", PHONE)

    page = program.signed_in_page(cast.okafor, DESK)
    page.goto(pages[0])
    page.get_by_role("button", name="Publish this page").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/office/publishing/areas/{area}")
    page.get_by_text("The page of Oak Creek is published.").wait_for()
    release = Release.objects.get()
    page.goto(f"/office/publishing/releases/{release.pk}")
    assert page.get_by_text("The light at the back stairs works again.").is_visible()
    page.goto(pages[0] + "?language=ar")
    assert page.locator('.pr-frame[dir="rtl"]').count() == 1
    assert fits(page)


def _keep(page: Page, path: str, size: tuple[int, int]) -> None:
    """A picture to look at, when somebody says where to put it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = path.strip("/").replace("/", "-")
        page.screenshot(path=f"{folder}/{name}-{size[0]}.png", full_page=True)
