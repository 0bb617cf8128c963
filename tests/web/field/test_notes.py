"""Saying from the phone that a note is wrong, and taking back one's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from commonbeat.program.agencies.models import Member
from commonbeat.program.notes.models import Note, NoteDispute
from tests.cast import Cast, signed_in


def note_of(cast: Cast, author: Member, **more: Any) -> Note:
    now = datetime.now(UTC)
    return Note.objects.create(
        agency=cast.agency,
        place=cast.oak_creek_apartments,
        kind=Note.Kind.ACCESS,
        text="Gate code is at the office.",
        author=author,
        written_at=now,
        confirm_by=now.date() + timedelta(days=90),
        **more,
    )


def ask(member: Member, note: Note, what: str, **body: str) -> Any:
    url = f"/field/notes/{note.code}/{what}"
    return signed_in(member).post(url, json.dumps(body), content_type="application/json")


def test_the_day_holds_the_notes_that_the_officer_wrote_but_no_sealed_one(cast: Cast) -> None:
    mine = note_of(cast, cast.rivera)
    note_of(cast, cast.rivera, sealed=True)
    note_of(cast, cast.rivera, withdrawn_at=datetime.now(UTC))
    note_of(cast, cast.lindqvist)
    day = signed_in(cast.rivera).get("/field/day").json()
    assert [note["code"] for note in day["written"]] == [str(mine.code)]


def test_an_officer_takes_back_a_note_of_her_own_and_nobody_elses(cast: Cast) -> None:
    mine, theirs = note_of(cast, cast.rivera), note_of(cast, cast.lindqvist)
    assert ask(cast.rivera, mine, "withdraw").json() == {"outcome": "accepted"}
    assert ask(cast.rivera, theirs, "withdraw").status_code == 404
    assert list(Note.objects.filter(withdrawn_at=None)) == [theirs]


def test_whoever_reads_a_note_says_what_is_wrong_with_it(cast: Cast) -> None:
    note = note_of(cast, cast.lindqvist)
    assert ask(cast.rivera, note, "dispute", why="The code was changed.").status_code == 200
    assert NoteDispute.objects.get().why == "The code was changed."


def test_a_dispute_without_a_reason_or_with_a_person_in_it_is_refused_with_a_sentence(cast: Cast) -> None:
    note = note_of(cast, cast.lindqvist)
    for body in ({}, {"why": "  "}, {"why": "Call her at (209) 555-0134"}):
        answer = ask(cast.rivera, note, "dispute", **body)
        assert answer.status_code == 422
        assert answer.json()["message"].endswith(".")
    for torn in ("[]", '{"why": 7}', "not json"):
        url = f"/field/notes/{note.code}/dispute"
        assert signed_in(cast.rivera).post(url, torn, content_type="application/json").status_code == 422
    assert not NoteDispute.objects.exists()


def test_another_agencys_note_and_another_officers_sealed_one_do_not_exist(cast: Cast) -> None:
    note, sealed = note_of(cast, cast.rivera), note_of(cast, cast.lindqvist, sealed=True)
    assert ask(cast.harbor_officer, note, "dispute", why="Wrong.").status_code == 404
    assert ask(cast.rivera, sealed, "dispute", why="Wrong.").status_code == 404
