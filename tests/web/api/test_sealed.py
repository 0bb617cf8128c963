"""For everybody but its author and sergeants, answers are the same byte for byte with and without a sealed note."""

from __future__ import annotations

import re

from commonbeat.program.agencies.models import Member
from commonbeat.program.notes.actions import write_note
from tests.cast import Cast, signed_in

PAGES = (
    "/office/briefing/?q=oak+creek+dr",
    "/office/briefing/oak-creek",
    "/office/briefing/oak-creek/sealed",
    "/office/briefing/oak-creek/emergency",
    "/office/notes/",
    "/api/v1/briefing?place=oak-creek",
)
#: What differs between any two answers: the form's token, the time.
_ALWAYS_NEW = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|"made_at": "[^"]+"|As of [^.]+\.|\d\d:\d\d')


def seen_by(member: Member) -> list[tuple[int, bytes]]:
    browser = signed_in(member)
    return [(answer.status_code, _ALWAYS_NEW.sub(b"", answer.content)) for answer in map(browser.get, PAGES)]


def test_a_sealed_note_changes_no_byte_of_what_others_see(cast: Cast) -> None:
    write_note(cast.rivera, cast.oak_creek_apartments, kind="access", text="The gate is open until ten.", days=5)
    others = (cast.lindqvist, cast.tran, cast.adeyemi, cast.moreau, cast.castellanos, cast.harbor_sergeant)
    before = {member.name: seen_by(member) for member in others}
    for number in range(5):
        write_note(
            cast.rivera,
            cast.oak_creek_apartments,
            kind="works",
            text=f"Ask at the side door, {number}.",
            sealed=True,
            days=5,
        )
    assert {member.name: seen_by(member) for member in others} == before
    for reader in (cast.rivera, cast.okafor):
        page = signed_in(reader).get("/office/briefing/oak-creek/sealed").content.decode()
        assert page.count("Ask at the side door") == 5
    assert "side door" not in signed_in(cast.okafor).get("/office/briefing/oak-creek").content.decode()
