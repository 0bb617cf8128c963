"""Dana Whitfield opens her invitation, sets up a passkey, accepts, raises a concern, and shows the lamp in a photo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.partners.actions import invite_partner, open_estate, propose_fix
from commonbeat.program.partners.counts import count_calls
from commonbeat.program.partners.models import Fix
from commonbeat.program.publishing.calls import Said
from commonbeat.program.publishing.models import OfficerCard, PublicSite
from tests.browser.office.test_every_page import trouble
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast

SHOTS = os.environ.get("COMMONBEAT_SHOTS")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def look(page: Page, name: str) -> None:
    """Nothing serious by axe, nothing wider than the screen, and on the phone big targets."""
    for size in (PHONE, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"partner-{name}-{size[0]}.png", full_page=True)
        assert trouble(page, size) == [], (name, size)


def with_authenticator(page: Page) -> None:
    """A phone that holds passkeys and knows its owner's face."""
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def photo(folder: Path) -> Path:
    made = Image.new("RGB", (800, 600), (214, 210, 203))
    draw = ImageDraw.Draw(made)
    draw.rectangle((380, 120, 420, 600), fill=(60, 60, 60))
    draw.ellipse((300, 60, 500, 200), fill=(255, 226, 140))
    path = folder / "lamp.jpg"
    made.save(path, "JPEG")
    return path


def furnish(cast: Cast) -> None:
    """What the agency did beforehand."""
    ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out"})
    ConcernKind.objects.create(agency=cast.agency, code="gate", titles={"en": "A door or gate does not close"})
    words = {"en": {"warm_line": "555-0177, weekdays 8 to 6"}}
    PublicSite.objects.create(agency=cast.agency, slug="alder", title="Alder", languages=["en"], words=words)
    OfficerCard.objects.create(officer=cast.rivera, agency=cast.agency, agreed_at="2026-01-12T00:00Z")


def three_years() -> CallKinds:
    months = tuple(range(2023 * 12 + 6, 2026 * 12 + 3))
    rows = {}
    for number, month in enumerate(months):
        rows["oak-creek", month, "community", "disorder"] = 9 + number * 7 % 6
        rows["oak-creek", month, "community", "property"] = 3 + number % 3
        for other in range(6):
            rows[f"other-{other}", month, "community", "disorder"] = 5 + (number + other) % 4
    return CallKinds(months, rows)


def test_the_manager_accepts_fixes_and_uploads(program: Program, tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cast = program.cast
    furnish(cast)
    sergeant = program.signed_in_page(cast.okafor, DESK)
    sergeant.goto("/office/partners/")
    sergeant.get_by_role("link", name="Write the agreement").click()
    sergeant.get_by_label("What both sides agree to").fill(
        "We look after the place together.\n\nNobody loses a home, or is refused one, for calling the police."
    )
    sergeant.get_by_role("button", name="Save").click()
    look(sergeant, "office-agreement")
    sergeant.goto("/office/partners/new")
    sergeant.get_by_label("Which place").select_option(label="Oak Creek: Oak Creek Apartments")
    sergeant.get_by_label("What the property is called").fill("Oak Creek Apartments")
    look(sergeant, "office-new")
    sergeant.get_by_role("button", name="Open the property").click()
    sergeant.get_by_label("Name, as they sign").fill("Dana Whitfield")
    sergeant.get_by_label("What they are").fill("property manager")
    sergeant.get_by_label("Business e-mail address").fill("manager@oakcreek.example")
    sergeant.get_by_role("button", name="Invite, and show the link").click()
    link = sergeant.get_by_label("Link").input_value()
    look(sergeant, "office-link")

    phone = program.context_of(None, PHONE)
    page = phone.new_page()
    page.goto(link.replace("127.0.0.1", "localhost"))  # passkeys want a name
    at_a_name = program.url.replace("127.0.0.1", "localhost")
    with_authenticator(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Oak Creek Apartments")
    look(page, "1-invitation")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_role("button", name="I accept this").wait_for()
    look(page, "2-agreement")
    page.get_by_role("button", name="I accept this").click()
    expect(page.get_by_text("Sol Rivera")).to_be_visible()
    expect(page.get_by_text("555-0177")).to_be_visible()

    page.get_by_role("link", name="Say what is wrong").click()
    page.get_by_label("What is it about?").select_option(label="A light is out")
    page.get_by_label("What is wrong?").fill("Please evict the people who called")
    page.get_by_role("button", name="Raise it").click()
    expect(page.get_by_text("Nothing here may ask that somebody lose their home")).to_be_visible()
    look(page, "3-stopped")
    page.get_by_label("What is wrong?").fill("The lamp over the back stairs is out.")
    page.get_by_role("button", name="Raise it").click()
    expect(page.get_by_text("You see every step of it here")).to_be_visible()
    look(page, "4-concern")
    assert Concern.objects.get().estate is not None

    estate = Concern.objects.get().estate
    assert estate is not None
    propose_fix(cast.rivera, estate, "Put a lamp over the back stairs of building C", ours=False)
    propose_fix(cast.rivera, estate, "Walk the parking lot on Friday and Saturday nights", ours=True)
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_text("The agency proposes that you do this.")).to_be_visible()
    look(page, "5-start")
    page.get_by_role("link", name="Put a lamp over").click()
    page.get_by_role("button", name="We will do it").click()
    page.get_by_text("Photos", exact=False).first.click()
    page.get_by_label("Photo after", exact=True).first.set_input_files(photo(tmp_path))
    page.get_by_role("button", name="Send it Photo after").first.click()
    expect(page.get_by_text("The photo is there.")).to_be_visible()
    picture = page.get_by_role("img", name="After: Put a lamp")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    page.get_by_role("button", name="It is done").click()
    look(page, "6-fixes")
    assert Fix.objects.get(ours=False).state == Fix.State.DONE

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{at_a_name}/partner/begin/")
    look(page, "7-begin")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Sol Rivera")).to_be_visible()

    sergeant.goto(f"/office/partners/{estate.pk}")
    sergeant.get_by_role("button", name="Looked: it is fixed").click()
    look(sergeant, "office-estate")
    sergeant.goto("/office/partners/")
    look(sergeant, "office-list")
    assert Fix.objects.get(ours=False).state == Fix.State.CHECKED

    sergeant.goto(f"/office/partners/{estate.pk}")
    sergeant.get_by_text("End it Dana Whitfield").click()
    sergeant.locator("[id^=end-]").fill("The property was sold.")
    sergeant.get_by_role("button", name="End it, and sign them out").click()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_calls_are_drawn_and_told_for_everybody(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = program.cast
    others = [f"other-{number}" for number in range(6)]
    found = count_calls(three_years(), "oak-creek", others, Said([]), [])
    monkeypatch.setattr("commonbeat.web.partner.calls.calls_of", lambda *_: found)
    monkeypatch.setattr("commonbeat.web.partner.calls.the_lake", lambda: object())
    page = program.signed_in_page(cast.whitfield)
    page.goto(f"/partner/{cast.estate.pk}/calls/")
    expect(page.get_by_role("img", name="Calls of the property by quarter")).to_be_visible()
    page.get_by_text("How this is counted").click()
    look(page, "8-calls")


def test_by_keyboard_alone_a_concern_is_raised(program: Program) -> None:
    cast = program.cast
    furnish(cast)
    page = program.signed_in_page(cast.whitfield)
    page.goto(f"/partner/{cast.estate.pk}/concerns/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_kind":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("The gate to the lot does not close.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You see every step of it here")).to_be_visible()


def test_the_doors_and_the_choice_between_properties_are_for_everybody(program: Program) -> None:
    cast = program.cast
    page = program.context_of(None, PHONE).new_page()
    page.goto("/partner/invitation/nothing/")
    look(page, "9-link-ended")
    page.goto("/partner/code/")
    look(page, "10-code")
    page.get_by_label("Business e-mail address").fill("nobody@oakcreek.example")
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("The eight digits").fill("12345678")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This code is wrong")).to_be_visible()
    look(page, "11-code-enter")
    shop = open_estate(cast.okafor, cast.mill_street_shop, cast.mill_street, title="48 Mill", kind="shop")
    invite_partner(cast.okafor, shop, email=cast.whitfield.email, name="Dana Whitfield", title="owner")
    chosen = program.signed_in_page(cast.whitfield)
    chosen.goto("/partner/")
    look(chosen, "12-choose")
    chosen.get_by_role("link", name="48 Mill").click()
    expect(chosen.get_by_role("button", name="I accept this")).to_be_visible()
    chosen.get_by_role("link", name="Other properties").click()
    expect(chosen.get_by_role("heading", level=1)).to_have_text("Your properties")
