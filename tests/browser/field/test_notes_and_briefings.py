"""From the phone to what is known of a place: its briefing, a note that is wrong, a note of one's own taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from commonbeat.program.agencies.models import Member
from commonbeat.program.notes.models import Note, NoteDispute
from tests.browser.field.phone import open_app, screen, until
from tests.browser.program_server import Program


def note_of(program: Program, author: Member, text: str) -> Note:
    now = datetime.now(UTC)
    return Note.objects.create(
        agency=program.cast.agency,
        place=program.cast.oak_creek_apartments,
        kind=Note.Kind.ACCESS,
        text=text,
        author=author,
        written_at=now,
        confirm_by=now.date() + timedelta(days=3),
    )


def test_a_note_that_is_not_true_is_disputed_from_the_phone(program: Program) -> None:
    note = note_of(program, program.cast.lindqvist, "Gate code is at the office.")
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Not true: Gate code").click()
    screen(page, "wrong")
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("alert")).to_have_text("Say what is wrong.")
    page.get_by_label("What is wrong?").fill("The lock was changed.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no signal.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Say so").click()
    screen(page, "home")
    dispute = NoteDispute.objects.get()
    assert (dispute.note_id, dispute.by_id, dispute.why) == (note.pk, program.cast.rivera.pk, "The lock was changed.")


def test_a_note_that_is_still_true_is_confirmed_without_a_signal(program: Program) -> None:
    note = note_of(program, program.cast.lindqvist, "Gate code is at the office.")
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Still true: Gate code").click()
    expect(page.get_by_text("Gate code is at the office.")).to_have_count(0)
    page.context.set_offline(False)
    until(lambda: Note.objects.get(pk=note.pk).confirmed_by_id == program.cast.rivera.pk)


def test_an_officer_takes_back_a_note_she_wrote(program: Program) -> None:
    kept, wrong = (note_of(program, program.cast.rivera, text) for text in ("Pool closes at nine.", "No dogs here."))
    page = program.signed_in_page(program.cast.rivera)
    page.on("dialog", lambda dialog: dialog.accept())
    open_app(page)
    page.get_by_role("link", name="Notes I wrote").click()
    screen(page, "notes")
    page.get_by_role("button", name="Withdraw: No dogs here.").click()
    expect(page.locator("li[data-note]")).to_have_count(1)
    expect(page.locator("li[data-note]")).to_contain_text("Pool closes at nine.")
    assert list(Note.objects.filter(withdrawn_at=None)) == [kept]
    page.get_by_role("link", name="Back to my areas").click()
    expect(page.get_by_text("Pool closes at nine.")).to_be_visible()
    expect(page.get_by_text(wrong.text)).to_have_count(0)


def test_the_briefing_of_each_place_is_two_taps_from_the_first_screen(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_text("Briefings", exact=True).click()
    page.get_by_role("link", name="Oak Creek Apartments").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oak Creek Apartments")
