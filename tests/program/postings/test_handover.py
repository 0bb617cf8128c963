"""A posting ends with a handover, or with the sergeant's word why there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.models import Note
from commonbeat.program.postings.actions import (
    change_posting,
    end_posting,
    make_handover,
    post_officer,
    receive_handover,
)
from commonbeat.program.postings.models import Handover
from commonbeat.program.postings.queries import handovers_visible_to, overlap_days
from commonbeat.program.visits.models import Visit
from tests.cast import Cast

TODAY = datetime.now(UTC).date()


def note(cast: Cast, text: str, **more: object) -> Note:
    return Note.objects.create(
        agency=cast.agency,
        place=cast.oak_creek_apartments,
        kind=more.pop("kind", Note.Kind.WORKS),
        text=text,
        author=cast.rivera,
        written_at=datetime.now(UTC),
        confirm_by=more.pop("confirm_by", TODAY + timedelta(days=30)),
        **more,
    )


def test_a_posting_cannot_end_without_a_handover(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Make a handover first"):
        end_posting(cast.okafor, cast.posting, ends_on=TODAY)
    cast.posting.refresh_from_db()
    assert cast.posting.ends_on is None


def test_the_sergeant_may_say_why_there_is_no_handover(cast: Cast) -> None:
    end_posting(cast.okafor, cast.posting, ends_on=TODAY, waived_why="The area is closed.")
    assert Handover.objects.get(posting=cast.posting).waived_why == "The area is closed."
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"handover.waive", "posting.end"}


def test_after_a_handover_the_posting_ends(cast: Cast) -> None:
    make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY + timedelta(days=14))
    ended = end_posting(cast.okafor, cast.posting, ends_on=TODAY + timedelta(days=14))
    assert ended.ends_on == TODAY + timedelta(days=14)


def test_the_pack_holds_promises_live_notes_and_topics_and_no_sealed_note(cast: Cast) -> None:
    note(cast, "Come by at 4 p.m., when school is out.")
    note(cast, "Lapsed last month.", confirm_by=TODAY - timedelta(days=30))
    note(cast, "Lapsed two years ago.", confirm_by=TODAY - timedelta(days=700))
    note(cast, "The source asked not to be named.", sealed=True)
    note(cast, "Withdrawn.", withdrawn_at=datetime.now(UTC))
    Commitment.objects.create(
        agency=cast.agency,
        entry=uuid4(),
        area=cast.oak_creek,
        what="Ask for a light by the mailboxes",
        to_role="property manager",
        due_on=TODAY - timedelta(days=2),
        made_by=cast.rivera,
        made_at=datetime.now(UTC),
    )
    Visit.objects.create(
        agency=cast.agency,
        entry=uuid4(),
        area=cast.oak_creek,
        officer=cast.rivera,
        began_at=datetime.now(UTC) - timedelta(days=3),
        minutes=30,
        kind="walked",
        raised=["Lighting", "Parking"],
    )
    pack = make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY).pack
    assert [(one["text"], one["lapsed"]) for one in pack["notes"]["works"]] == [
        ("Lapsed last month.", True),
        ("Come by at 4 p.m., when school is out.", False),
    ]
    assert [(one["what"], one["overdue"]) for one in pack["commitments"]] == [
        ("Ask for a light by the mailboxes", True)
    ]
    assert pack["raised"] == [{"topic": "Lighting", "visits": 1}, {"topic": "Parking", "visits": 1}]


def test_only_the_next_officer_acknowledges_and_then_the_pack_stays_as_it_was(cast: Cast) -> None:
    handover = make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY)
    with pytest.raises(PermissionDenied):
        receive_handover(cast.rivera, handover)
    assert receive_handover(cast.lindqvist, handover).received_at is not None
    with pytest.raises(ValidationError, match="acknowledged"):
        make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY)


def test_a_handover_is_seen_by_sergeants_and_the_two_officers(cast: Cast) -> None:
    handover = make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=TODAY)
    for member in (cast.okafor, cast.rivera, cast.lindqvist):
        assert list(handovers_visible_to(member)) == [handover]
    for member in (cast.adeyemi, cast.tran, cast.harbor_sergeant):
        assert not handovers_visible_to(member).exists()


def test_the_overlap_is_counted_in_days_both_are_posted(cast: Cast) -> None:
    handover = make_handover(cast.okafor, cast.posting, to_officer=cast.lindqvist, overlap_until=date(2026, 4, 14))
    assert overlap_days(handover) is None
    post_officer(
        cast.okafor,
        area=cast.oak_creek,
        officer=cast.lindqvist,
        starts_on=date(2026, 4, 1),
        promised_hours=Decimal(20),
    )
    assert overlap_days(handover) == 14


def test_only_a_sergeant_posts_changes_and_ends(cast: Cast) -> None:
    for member in (cast.rivera, cast.adeyemi, cast.castellanos, cast.moreau, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            post_officer(
                member,
                area=cast.mill_street,
                officer=cast.lindqvist,
                starts_on=TODAY,
                promised_hours=Decimal(20),
            )
        with pytest.raises(PermissionDenied):
            change_posting(member, cast.posting, promised_hours=Decimal(10), backup=None, tenure_months=24)
        with pytest.raises(PermissionDenied):
            end_posting(member, cast.posting, ends_on=TODAY, waived_why="Because.")


def test_nobody_is_posted_twice_to_an_area_nor_as_their_own_backup(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="posted to Oak Creek already"):
        post_officer(cast.okafor, area=cast.oak_creek, officer=cast.rivera, starts_on=TODAY, promised_hours=Decimal(20))
    with pytest.raises(ValidationError, match="another officer"):
        change_posting(cast.okafor, cast.posting, promised_hours=Decimal(10), backup=cast.rivera, tenure_months=24)
    with pytest.raises(ValidationError, match="officer of the agency"):
        post_officer(
            cast.okafor,
            area=cast.oak_creek,
            officer=cast.harbor_officer,
            starts_on=TODAY,
            promised_hours=Decimal(20),
        )


def test_a_change_is_recorded_with_what_it_was_before(cast: Cast) -> None:
    change_posting(cast.okafor, cast.posting, promised_hours=Decimal(16), backup=cast.lindqvist, tenure_months=24)
    event = AuditEvent.objects.get(action="posting.change")
    assert event.details == {"promised_hours": ["20.0", "16.0"]}
