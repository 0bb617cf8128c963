"""The briefing of a place: everything that is known and may be read, from few queries."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.briefings.brief import briefing_of
from commonbeat.program.briefings.purpose import Purpose
from commonbeat.program.briefings.view import Reader, look_at
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.actions import dispute_note, write_note
from commonbeat.program.notes.models import Note
from commonbeat.program.postings.models import Posting
from tests.cast import Cast


def know_everything(cast: Cast) -> None:
    """A place with everything there is to know."""
    place = cast.oak_creek_apartments
    for kind in Note.Kind.values:
        for number in range(3):
            written = write_note(cast.rivera, place, kind=kind, text=f"Something to know about the gate, {number}.")
            dispute_note(cast.tran, written, "It is otherwise.")
    for here in (place, None):
        Commitment.objects.create(
            agency=cast.agency, entry=uuid.uuid4(), area=cast.oak_creek, place=here, what="Ask for a lamp",
            to_role="property manager", due_on=date(2026, 1, 31), made_by=cast.rivera, made_at=datetime.now(UTC),
        )  # fmt: skip
    place.recent_calls = [
        {
            "at": "2026-02-01T03:10+00:00",
            "day_only": False,
            "category": "disorder",
            "words": "Noise",
            "started": "community",
        }
    ]
    place.save()


def test_the_briefing_tells_who_knows_the_place_and_how_to_reach_them(cast: Cast) -> None:
    told = briefing_of(cast.agency, cast.oak_creek_apartments)
    assert [(reach.name, reach.role, reach.phone) for reach in told.knows] == [
        ("Sol Rivera", "posted", "555-0100"),
        ("Maja Lindqvist", "backup", "555-0100"),
    ]
    assert (told.areas, told.languages, told.empty) == (("Oak Creek",), ("en", "es"), False)
    assert briefing_of(cast.agency, cast.mill_street_shop).empty


def test_who_was_posted_before_is_named_for_a_year(cast: Cast) -> None:
    today = datetime.now(UTC).date()
    Posting.objects.update(ends_on=today - timedelta(days=30))
    told = briefing_of(cast.agency, cast.oak_creek_apartments)
    assert [(reach.name, reach.role) for reach in told.knows] == [("Sol Rivera", "before")]
    Posting.objects.update(ends_on=today - timedelta(days=400), starts_on=today - timedelta(days=500))
    assert briefing_of(cast.agency, cast.oak_creek_apartments).knows == ()


def test_a_posting_that_has_not_begun_is_not_told(cast: Cast) -> None:
    Posting.objects.update(starts_on=datetime.now(UTC).date() + timedelta(days=9))
    assert briefing_of(cast.agency, cast.oak_creek_apartments).knows == ()


def test_everything_is_there_and_marked(cast: Cast) -> None:
    know_everything(cast)
    told = briefing_of(cast.agency, cast.oak_creek_apartments)
    assert list(told.notes) == Note.Kind.values
    assert told.notes["hazard"][0].disputes == ("It is otherwise.",)
    assert [(promise.here, promise.overdue) for promise in told.commitments] == [(True, True), (False, True)]
    assert [(call.words, call.at.isoformat()) for call in told.calls] == [("Noise", "2026-01-31T19:10:00-08:00")]


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_three_queries_are_enough_whatever_is_known(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries, full: bool
) -> None:
    if full:
        know_everything(cast)
    with django_assert_max_num_queries(3) as counted:
        briefing_of(cast.agency, cast.oak_creek_apartments)
    assert len(counted) <= 3


def test_a_view_is_recorded_with_who_and_why_before_anything_is_shown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at(Reader(cast.agency, cast.tran), cast.oak_creek_apartments, Purpose.DISPATCHED, found_by="address")
    event = AuditEvent.objects.get(action="briefing.view")
    assert (event.actor, event.purpose, event.object_id) == (
        cast.tran, "dispatched", str(cast.oak_creek_apartments.pk),
    )  # fmt: skip

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the log is gone")

    monkeypatch.setattr("commonbeat.program.briefings.view.record", broken)
    with pytest.raises(RuntimeError):
        look_at(Reader(cast.agency, cast.tran), cast.oak_creek_apartments, Purpose.PATROL, found_by="address")
