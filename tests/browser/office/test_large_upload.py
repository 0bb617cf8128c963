"""An export of 100 MB goes through the real server in parts: onto its disk, not into its memory."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chromium import chromium
from tests.browser.signin.serving import Installation, serving

MB = 1024**2
_SERGEANT = """
from tests.cast import signed_in
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.agencies.scope import agency_scope
agency = Agency.objects.get()
with agency_scope(agency.pk):
    email = "okafor@alder-falls.example"
    member = Member.objects.create_member(agency, email, "Ngozi Okafor", [Role.SERGEANT], "a long enough phrase 8")
print(signed_in(member).cookies["commonbeat"].value)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:  # type: ignore[misc]
    with serving(tmp_path_factory.mktemp("installation")) as found:
        yield found


@pytest.fixture(scope="module")
def page(place: Installation) -> Page:  # type: ignore[misc]
    session = place.run(_SERGEANT).strip().splitlines()[-1]
    with chromium() as browser:
        context = browser.new_context(base_url=place.url, viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": "commonbeat", "value": session, "url": place.url}])
        yield context.new_page()
        context.close()


def test_a_hundred_megabytes_arrive_with_a_bar_though_a_part_was_lost(
    place: Installation, page: Page, tmp_path: Path
) -> None:
    export = tmp_path / "calls 2025.csv"
    with export.open("wb") as file:
        for _ in range(100):
            file.write(b"\x00" + os.urandom(1024) * 1024)
    lost: list[str] = []

    def lose_one(route: Route) -> None:
        if not lost and re.search(r"at=2\d{7}", route.request.url):
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/upload/part?*", lose_one)
    page.goto("/office/selection/upload")
    before = place.most_memory
    page.get_by_label("Dispatch export").set_input_files(export)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator("[data-bar] p")).to_have_text(re.compile(r"\d+ of 101 MB uploaded"), timeout=30_000)
    page.wait_for_url(re.compile(r"/office/selection/imports/\d+"), timeout=180_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("calls 2025.csv")
    assert lost
    assert place.most_memory - before < 48 * MB
    (stored,) = (place.folder / "data" / "uploads").rglob("*.csv")
    assert stored.stat().st_size == export.stat().st_size
    assert not list((place.folder / "data" / "uploads").rglob("*.part"))


def test_a_file_above_the_limit_is_refused_in_a_sentence_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    huge = tmp_path / "calls.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 1024 * MB + 1)
    page.goto("/office/selection/upload")
    page.get_by_label("Dispatch export").set_input_files(huge)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("alert")).to_contain_text("larger than 2 GB")
    expect(page.get_by_role("button", name="Upload and check")).to_be_enabled()


def test_what_is_no_export_is_said_by_the_server_in_the_same_place(page: Page, tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"PK")
    page.goto("/office/selection/upload")
    page.get_by_label("Dispatch export").set_input_files(letter)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an export")
