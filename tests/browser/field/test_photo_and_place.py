"""A photo without what the camera wrote into it, and the place that is nearest, if the phone may tell."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from commonbeat.program.places.models import Place
from commonbeat.program.visits.models import Photo, Visit
from commonbeat.program.visits.photos import path_of
from tests.browser.field.phone import open_app, raw, screen, until
from tests.browser.program_server import Program

#: What a camera writes beside the picture.
SECRET = b"canary-camera-of-rivera"
GPS, MAKE = 0x8825, 0x010F


def snapshot() -> bytes:
    """A JPEG as a phone's camera makes it: maker, place, and a comment."""
    exif = Image.Exif()
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (37.0, 57.0, 36.0), 3: "W", 4: (121.0, 17.0, 24.0)})
    held = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(held, "JPEG", exif=exif, comment=SECRET)
    assert SECRET in held.getvalue()
    return held.getvalue()


def with_photo(page: Page, words: str) -> None:
    page.get_by_role("link", name="Log a visit").click()
    screen(page, "visit")
    page.get_by_label("In a few words").fill(words)
    page.get_by_text("Add a photo").click()
    page.get_by_label("Photo of the place").set_input_files(
        {"name": "stairs.jpg", "mimeType": "image/jpeg", "buffer": snapshot()}
    )
    expect(page.locator("ul.photos li")).to_have_count(1)
    page.get_by_role("button", name="Save", exact=True).click()
    screen(page, "home")


def test_a_photo_taken_without_a_signal_comes_after_its_entry_and_without_what_the_camera_wrote(
    program: Program,
) -> None:
    page = program.signed_in_page(program.cast.rivera)
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))
    open_app(page)
    page.context.set_offline(True)
    with_photo(page, "The stairs are dark.")
    waiting = raw(page)
    assert len(waiting["photos"]) == 1
    assert "JFIF" not in waiting["photos"][0], "what rests on the phone is encrypted"
    page.context.set_offline(False)
    photo = until(lambda: Photo.objects.first())
    assert Visit.objects.get().photos == [photo.content_hash]
    kept = path_of(program.cast.agency.pk, photo.stored_hash).read_bytes()
    until(lambda: not raw(page)["photos"])
    sent = [one.post_data_buffer for one in asked if "/field/photo/" in one.url]
    assert len(sent) == 1
    for picture in (*sent, kept):
        assert picture is not None
        assert picture.startswith(b"\xff\xd8")
        assert SECRET not in picture
        assert b"Exif" not in picture


def test_a_photo_waits_through_a_lock_and_goes_after_signing_in(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    with_photo(page, "The gate is broken.")
    page.get_by_role("button", name="Lock").click()
    screen(page, "locked")
    page.context.set_offline(False)
    until(lambda: Visit.objects.first())
    assert not Photo.objects.exists(), "a photo is sent opened, and only while the officer is signed in"
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/**")
    program.sign_in(page.context, program.cast.rivera)
    open_app(page)
    assert until(lambda: Photo.objects.first()).sent_by == program.cast.rivera


def chosen_place(page: Page) -> str:
    return str(page.get_by_label("Where?").evaluate("(one) => one.selectedOptions[0].textContent"))


@pytest.mark.parametrize("allowed", [True, False])
def test_the_nearest_place_is_chosen_if_the_phone_may_tell(program: Program, allowed: bool) -> None:
    Place.objects.filter(pk=program.cast.mill_street_shop.pk).update(lon=-121.25, lat=37.99)
    more = {"geolocation": {"longitude": -121.2501, "latitude": 37.9901}, "permissions": ["geolocation"]}
    page = program.signed_in_page(program.cast.rivera, **(more if allowed else {}))
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    screen(page, "visit")
    if allowed:
        expect(page.get_by_text("Nearest to you")).to_be_visible()
        assert chosen_place(page) == "48 Mill St"
        assert page.locator("optgroup").first.get_attribute("label") == "Mill Street", "the nearest area comes first"
    else:
        assert chosen_place(page) == "Oak Creek Apartments"
        expect(page.get_by_text("Nearest to you")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    visit = until(lambda: Visit.objects.first())
    assert visit.place_id == (program.cast.mill_street_shop if allowed else program.cast.oak_creek_apartments).pk
