"""Notes lapse unless confirmed, can be disputed by whoever reads them, and never point to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.notes.actions import (
    confirm_note,
    dispute_note,
    seal_note,
    settle_dispute,
    unseal_note,
    withdraw_note,
    write_note,
)
from commonbeat.program.notes.emergency import (
    emergencies_to_review,
    open_access,
    open_in_emergency,
    read_opened,
    review_emergency,
)
from commonbeat.program.notes.models import EmergencyAccess, Note, NoteDispute
from commonbeat.program.notes.queries import (
    lapsing_notes,
    note_for,
    open_disputes,
    open_notes,
    read_sealed,
    today_of,
)
from tests.cast import Cast


def note(cast: Cast, text: str = "The back gate is open until ten.", kind: str = "access", **more: object) -> Note:
    return write_note(cast.rivera, cast.oak_creek_apartments, kind=kind, text=text, **more)  # type: ignore[arg-type]


def test_a_note_lives_for_the_days_of_the_agency(cast: Cast) -> None:
    written = note(cast)
    assert written.confirm_by == today_of(cast.agency) + timedelta(days=90)
    assert list(open_notes(cast.tran)) == [written]
    assert AuditEvent.objects.get(action="note.write").details == {"kind": "access", "sealed": False}


def test_an_unconfirmed_note_drops_out_and_a_confirmed_one_lives_on(cast: Cast) -> None:
    written = note(cast, days=3)
    assert list(lapsing_notes(cast.okafor)) == [written]
    Note.objects.update(confirm_by=today_of(cast.agency) - timedelta(days=1))
    assert not open_notes(cast.rivera).exists()
    confirm_note(cast.lindqvist, Note.objects.get())
    assert open_notes(cast.rivera).exists()
    assert Note.objects.get().confirmed_by == cast.lindqvist


@pytest.mark.parametrize(
    "text", ["Ask for the man born 03/14/1987.", "Her plate is 7ABC123.", "Call 209-555-0144.", "", "   "]
)
def test_the_guard_stops_what_points_to_a_person_and_says_why(cast: Cast, text: str) -> None:
    with pytest.raises(ValidationError) as stopped:
        note(cast, text)
    assert stopped.value.message_dict["text"][0]
    assert not Note.objects.exists()


def test_a_contact_by_role_may_carry_a_business_number(cast: Cast) -> None:
    assert note(cast, "Property manager, office 209-555-0144, weekdays.", "contact").pk


@pytest.mark.parametrize("more", [{"days": 0}, {"days": 731}, {"kind": "gossip"}, {"source": "rumor"}])
def test_a_value_that_does_not_exist_is_refused(cast: Cast, more: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        write_note(cast.rivera, cast.oak_creek_apartments, **{"kind": "access", "text": "A gate.", **more})  # type: ignore[arg-type]


def test_officers_write_and_others_do_not(cast: Cast) -> None:
    for member in (cast.tran, cast.adeyemi, cast.moreau, cast.harbor_officer):
        with pytest.raises(PermissionDenied):
            write_note(member, cast.oak_creek_apartments, kind="access", text="A gate.")


def test_anyone_who_reads_a_note_disputes_it_and_a_sergeant_settles(cast: Cast) -> None:
    written = note(cast)
    dispute = dispute_note(cast.tran, written, "The gate closes at eight.")
    assert dispute_note(cast.tran, written, "Again.") == dispute
    assert list(open_disputes(cast.okafor)) == [dispute]
    with pytest.raises(PermissionDenied):
        settle_dispute(cast.rivera, dispute, "stands")
    with pytest.raises(ValidationError):
        settle_dispute(cast.okafor, NoteDispute.objects.get(), "maybe")
    settle_dispute(cast.okafor, NoteDispute.objects.get(), "withdrawn")
    assert not open_notes(cast.rivera).exists()
    with pytest.raises(ValidationError):
        settle_dispute(cast.okafor, NoteDispute.objects.get(), "stands")
    with pytest.raises(ValidationError):
        confirm_note(cast.rivera, Note.objects.get())


def test_who_disputes_does_not_settle(cast: Cast) -> None:
    dispute = dispute_note(cast.okafor, note(cast), "It is locked.")
    with pytest.raises(PermissionDenied):
        settle_dispute(cast.okafor, dispute, "withdrawn")


def test_another_agency_neither_reads_nor_disputes(cast: Cast) -> None:
    written = note(cast)
    assert note_for(cast.harbor_sergeant, written.code) is None
    for act in (
        lambda: dispute_note(cast.harbor_sergeant, written, "No."),
        lambda: withdraw_note(cast.harbor_sergeant, written),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_its_author_and_a_sergeant_withdraw_it(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_note(cast.lindqvist, note(cast))
    withdraw_note(cast.rivera, Note.objects.get())
    assert withdraw_note(cast.okafor, Note.objects.get()).withdrawn_at
    assert AuditEvent.objects.filter(action="note.withdraw").count() == 1


def test_a_sealed_note_exists_for_its_author_and_sergeants_alone(cast: Cast) -> None:
    sealed = note(cast, sealed=True)
    assert not open_notes(cast.rivera).exists()
    assert note_for(cast.lindqvist, sealed.code) is None
    assert not Note.objects.visible_to(cast.lindqvist).exists()
    assert read_sealed(cast.lindqvist, cast.oak_creek_apartments) == []
    assert read_sealed(cast.rivera, cast.oak_creek_apartments) == [sealed]
    assert read_sealed(cast.okafor, cast.oak_creek_apartments) == [sealed]
    assert AuditEvent.objects.filter(action="note.sealed.read").count() == 2
    with pytest.raises(PermissionDenied):
        dispute_note(cast.lindqvist, sealed, "How would I know?")
    with pytest.raises(PermissionDenied):
        confirm_note(cast.lindqvist, sealed)
    unseal_note(cast.okafor, sealed)
    assert open_notes(cast.lindqvist).exists()
    seal_note(cast.rivera, sealed)
    assert not open_notes(cast.lindqvist).exists()


def test_emergency_access_opens_for_an_hour_and_is_told_and_reviewed_by_another(cast: Cast) -> None:
    sealed = note(cast, sealed=True)
    place = cast.oak_creek_apartments
    with pytest.raises(ValidationError):
        open_in_emergency(cast.lindqvist, place, "why")
    access = open_in_emergency(cast.lindqvist, place, "Shots heard, I am at the door.")
    assert access.closes_at - access.opened_at == timedelta(minutes=60)
    assert open_in_emergency(cast.lindqvist, place, "Shots heard, I am still here.") == access
    assert read_opened(cast.lindqvist, access) == [sealed]
    assert read_opened(cast.tran, access) == []
    assert list(emergencies_to_review(cast.okafor)) == [access]
    assert not emergencies_to_review(cast.rivera).exists()
    with pytest.raises(PermissionDenied):
        review_emergency(cast.lindqvist, access, justified=True)
    review_emergency(cast.okafor, access, justified=True)
    assert not emergencies_to_review(cast.okafor).exists()
    assert set(AuditEvent.objects.filter(action__startswith="note.emergency").values_list("action", flat=True)) == {
        "note.emergency.open", "note.emergency.read", "note.emergency.review",
    }  # fmt: skip
    past = datetime.now(UTC) - timedelta(seconds=1)
    EmergencyAccess.objects.update(closes_at=past)
    assert open_access(cast.lindqvist, place) is None
    assert read_opened(cast.lindqvist, EmergencyAccess.objects.get()) == []


def test_a_sergeant_does_not_review_their_own_emergency(cast: Cast) -> None:
    access = open_in_emergency(cast.okafor, cast.oak_creek_apartments, "Smoke from the second floor.")
    with pytest.raises(PermissionDenied):
        review_emergency(cast.okafor, access, justified=True)
    review_emergency(cast.moreau, access, justified=False)
    assert EmergencyAccess.objects.get().justified is False


def test_no_audit_event_holds_what_a_person_wrote(cast: Cast) -> None:
    written = note(cast, "The canary sings at the gate.")
    dispute_note(cast.tran, written, "The canary is silent.")
    open_in_emergency(cast.tran, cast.oak_creek_apartments, "The canary is in danger.")
    told = str(list(AuditEvent.objects.values()))
    assert "canary" not in told


def test_days_are_those_of_the_agency(cast: Cast) -> None:
    assert isinstance(today_of(cast.agency), date)
