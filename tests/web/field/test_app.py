"""The shell of the officer's app, and the day it is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.test import Client

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.models import Note
from commonbeat.program.visits.models import Visit
from commonbeat.web.field.app import files_of_the_app
from tests.cast import Cast, signed_in

SOURCE = Path(__file__).parents[3] / "src" / "commonbeat"
SCRIPTS = sorted((SOURCE / "web" / "static" / "field").glob("*.js"))


def test_the_app_opens_for_officers_alone(cast: Cast) -> None:
    assert signed_in(cast.rivera).get("/field/").status_code == 200
    assert signed_in(cast.tran).get("/field/").status_code == 404
    assert Client().get("/field/")["Location"].startswith("/sign-in/")


def test_the_shell_that_a_phone_keeps_is_the_same_for_everybody(cast: Cast) -> None:
    shells = {signed_in(member).get("/field/shell").content for member in (cast.rivera, cast.harbor_officer)}
    assert shells == {Client().get("/field/shell").content}


def test_the_worker_keeps_every_module_and_each_file_it_names_is_there(cast: Cast) -> None:
    kept = files_of_the_app()
    assert {f"/static/field/{script.name}" for script in SCRIPTS} <= set(kept)
    client = Client()
    assert [name for name in kept if client.get(name).status_code != 200 and not name.startswith("/static/")] == []
    worker = client.get("/field/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert all(f'"{name}"' in worker.content.decode() for name in kept)


def test_every_word_of_the_app_is_spoken_in_spanish() -> None:
    texts = set()
    for script in SCRIPTS:
        with script.open("rb") as file:
            words = extract("javascript", file, keywords={"gettext": None, "ngettext": (1, 2)})
            texts |= {message for _line, message, _comments, _context in words}
    with (SOURCE / "locale" / "es" / "LC_MESSAGES" / "djangojs.po").open("rb") as file:
        catalog = read_po(file)
    assert len(texts) > 100
    missing = [
        text
        for text in texts
        if (found := catalog.get(text if isinstance(text, str) else text[0])) is None
        or not all([found.string] if isinstance(found.string, str) else found.string)
    ]
    assert missing == []


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Oak Creek after a week: a visit of each officer, a call, a commitment and notes."""
    now = datetime.now(UTC)
    for officer, days in ((cast.rivera, 5), (cast.lindqvist, 2), (cast.lindqvist, 3)):
        Visit.objects.create(
            agency=cast.agency,
            entry=uuid4(),
            area=cast.oak_creek,
            officer=officer,
            began_at=now - timedelta(days=days),
            minutes=20,
            kind=Visit.Kind.WALKED,
        )
    place = cast.oak_creek_apartments
    place.recent_calls = [
        {"at": (now - timedelta(days=days)).isoformat(), "category": "noise", "words": words, "started": "community"}
        for days, words in ((1, "Loud party"), (9, "Fight"))
    ]
    place.save()
    Commitment.objects.create(
        agency=cast.agency,
        entry=uuid4(),
        area=cast.oak_creek,
        place=place,
        what="Ask about the lamp",
        to_role="property manager",
        due_on=now.date() - timedelta(days=1),
        made_by=cast.lindqvist,
        made_at=now,
    )
    for text, days, sealed in (
        ("Gate code is at the office.", 3, False),
        ("Sealed source.", 3, True),
        ("Pool.", 80, False),
    ):
        Note.objects.create(
            agency=cast.agency,
            place=place,
            kind=Note.Kind.ACCESS,
            text=text,
            author=cast.lindqvist,
            written_at=now,
            confirm_by=now.date() + timedelta(days=days),
            sealed=sealed,
        )
    return cast


def test_the_day_gives_what_is_new_at_my_areas(busy: Cast) -> None:
    day = signed_in(busy.rivera).get("/field/day").json()
    [area] = day["areas"]
    assert (area["name"], area["role"]) == ("Oak Creek", "posted")
    assert [call["words"] for call in area["calls"]] == ["Loud party"]
    assert [one["what"] for one in area["commitments"]] == ["Ask about the lamp"]
    assert [note["text"] for note in area["confirm"]] == ["Gate code is at the office."]
    assert [seen["name"] for seen in area["colleagues"]] == ["Maja Lindqvist"]
    assert [other["name"] for other in day["others"]] == ["Mill Street"]
    assert day["agency"]["raised_choices"] == ["Noise", "Parking", "Lighting"]


def test_the_day_counts_nobodys_visits(busy: Cast) -> None:
    [area] = signed_in(busy.rivera).get("/field/day").json()["areas"]
    assert [set(seen) for seen in area["colleagues"]] == [{"name", "last_at"}]


def test_the_backup_sees_the_area_too(busy: Cast) -> None:
    areas = signed_in(busy.lindqvist).get("/field/day").json()["areas"]
    assert [(area["name"], area["role"]) for area in areas] == [("Oak Creek", "backup")]


def test_another_agencys_officer_sees_nothing_of_it(busy: Cast) -> None:
    answer = signed_in(busy.harbor_officer).get("/field/day")
    assert "Oak Creek" not in answer.content.decode()
    assert [other["name"] for other in answer.json()["others"]] == ["The Pier"]


def test_an_officer_without_a_posting_may_still_choose_among_the_approved_areas(busy: Cast) -> None:
    busy.posting.delete()
    day = signed_in(busy.rivera).get("/field/day").json()
    assert day["areas"] == []
    assert [other["name"] for other in day["others"]] == ["Mill Street", "Oak Creek"]
