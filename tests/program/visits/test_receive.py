"""What phones send is kept once, whatever way it comes."""

from __future__ import annotations

import random
from typing import Any
from uuid import uuid4

import pytest

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.actions import write_note
from commonbeat.program.notes.models import Note
from commonbeat.program.postings.models import PulledAway
from commonbeat.program.visits.devices import register_device
from commonbeat.program.visits.keys import agency_public_key
from commonbeat.program.visits.models import Device, Receipt, SetAside, SyncConflict, Visit
from commonbeat.program.visits.receive import receive
from tests.cast import Cast
from tests.program.visits.conftest import Send
from tests.program.visits.phone import Phone, Seal, visit

MADE = "2026-03-04T15:40:00-08:00"


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [result["outcome"] for result in results]


def created(action: str = "visit.create") -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_a_visit_is_kept_with_everything_the_officer_said(cast: Cast, send: Send) -> None:
    told = visit(
        cast.oak_creek.pk,
        place=cast.oak_creek_apartments.pk,
        raised=["Noise"],
        raised_text="The gate at the back does not close.",
        language="es",
        photos=["ab" * 32],
    )
    assert outcomes(send(Phone().entry("visit", told))) == ["accepted"]
    kept = Visit.objects.get()
    assert (kept.area, kept.place, kept.officer) == (cast.oak_creek, cast.oak_creek_apartments, cast.rivera)
    assert (kept.minutes, kept.kind, kept.talks_they_started, kept.talks_i_started) == (20, "walked", 1, 2)
    assert (kept.raised, kept.language, kept.photos) == (["Noise"], "es", ["ab" * 32])
    assert kept.raised_text == "The gate at the back does not close."
    assert kept.began_at.isoformat() == "2026-03-04T23:20:00+00:00"
    event = AuditEvent.objects.get(action="visit.create")
    assert (event.actor, event.object_id, event.details) == (cast.rivera, str(kept.pk), {"entry": str(kept.entry)})


def test_an_entry_sent_again_changes_nothing(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk))
    shuffled = {**entry, "content": dict(reversed(entry["content"].items()))}
    assert [outcomes(send(each)) for each in (entry, entry, shuffled)] == [["accepted"], ["already"], ["already"]]
    assert (Visit.objects.count(), created()) == (1, 1)


def test_duplicates_inside_a_batch_change_nothing(cast: Cast, send: Send) -> None:
    phone = Phone()
    first, second = (phone.entry("visit", visit(cast.oak_creek.pk)) for _ in range(2))
    batch = [first, second, first, first, second]
    assert outcomes(send(*batch)) == ["accepted", "accepted", "already", "already", "already"]
    assert outcomes(send(*batch)) == ["already"] * 5
    assert (Visit.objects.count(), created(), Receipt.objects.count()) == (2, 2, 2)


def test_a_twin_of_an_entry_that_is_rejected_is_rejected_too(cast: Cast, send: Send) -> None:
    closed = {"commitment": str(uuid4()), "outcome": "kept", "closed_at": MADE}
    entry = Phone().entry("commitment_closed", closed)
    assert [each.get("code") for each in send(entry, entry)] == ["not_found", "not_found"]


def test_one_bad_entry_holds_up_no_other(cast: Cast, send: Send) -> None:
    phone = Phone()
    good = [phone.entry("visit", visit(cast.oak_creek.pk)) for _ in range(19)]
    bad = phone.entry("visit", visit(cast.oak_creek.pk, minutes=0))
    results = send(*good[:7], bad, *good[7:])
    assert outcomes(results) == ["accepted"] * 7 + ["rejected"] + ["accepted"] * 12
    assert (results[7]["id"], results[7]["code"], results[7]["field"]) == (bad["id"], "invalid", "minutes")
    assert (Visit.objects.count(), created()) == (19, 19)


def test_a_rejected_entry_is_accepted_under_its_id_once_it_is_mended(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk, raised_text="Call 209-555-0147 about the gate."))
    (result,) = send(entry)
    assert (result["outcome"], result["code"], result["field"]) == ("rejected", "guard", "raised_text")
    finding = result["finding"]
    assert entry["content"]["raised_text"][finding["start"] : finding["end"]] == "209-555-0147"
    assert finding["why"] == result["message"]
    entry["content"]["raised_text"] = "Someone asked about the gate."
    assert outcomes(send(entry)) == ["accepted"]


POISON: list[tuple[str, Any]] = [
    ("no object", 7),
    ("no id", {"seq": 1, "kind": "visit", "content": {}}),
    ("an id in capitals", {"id": "0D1F6C1E-5A3B-4A52-9D4C-0C8F4F5D2A10", "seq": 1, "kind": "visit", "content": {}}),
    ("an id that is a list", {"id": [], "seq": 1, "kind": "visit", "content": {}}),
    ("no number", {"id": str(uuid4()), "kind": "visit", "content": {}}),
    ("a number that is true", {"id": str(uuid4()), "seq": True, "kind": "visit", "content": {}}),
    ("no content", {"id": str(uuid4()), "seq": 1, "kind": "visit"}),
    ("content that is a list", {"id": str(uuid4()), "seq": 1, "kind": "visit", "content": []}),
    ("a kind nobody knows", {"id": str(uuid4()), "seq": 1, "kind": "resident", "content": {}}),
    ("a kind that is a list", {"id": str(uuid4()), "seq": 1, "kind": ["visit"], "content": {}}),
    ("a seal that is a word", {"id": str(uuid4()), "seq": 1, "sealed": "x"}),
    ("a seal of nonsense", {"id": str(uuid4()), "seq": 1, "sealed": {"key": {}, "iv": "", "ct": ""}}),
]


@pytest.mark.parametrize("entry", [entry for _, entry in POISON], ids=[name for name, _ in POISON])
def test_what_is_no_entry_is_rejected_with_a_sentence(cast: Cast, send: Send, entry: Any) -> None:
    good = Phone().entry("visit", visit(cast.oak_creek.pk))
    results = send(entry, good)
    assert outcomes(results) == ["rejected", "accepted"]
    assert results[0]["code"] in {"malformed", "kind", "sealed"}
    assert results[0]["message"].endswith(".")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("minutes", 1441, "invalid"),
        ("minutes", "20", "invalid"),
        ("minutes", True, "invalid"),
        ("minutes", 2.5, "invalid"),
        ("minutes", float("nan"), "malformed"),
        ("minutes", 10**400, "invalid"),
        ("area", 2**63, "invalid"),
        ("area", -1, "invalid"),
        ("kind", "arrested", "invalid"),
        ("began_at", "2026-03-04T15:20:00", "invalid"),
        ("began_at", "yesterday", "invalid"),
        ("began_at", "2099-01-01T00:00:00Z", "time"),
        ("began_at", "1999-01-01T00:00:00Z", "time"),
        ("written_at", "0001-01-01T00:00:00+14:00", "time"),
        ("talks_they_started", 501, "invalid"),
        ("raised", ["x"] * 21, "invalid"),
        ("raised", ["Call 209-555-0147."], "guard"),
        ("raised_text", "a\x00b", "invalid"),
        ("raised_text", "a\ud800b", "malformed"),
        ("raised_text", "a" * 501, "invalid"),
        ("language", "<script>", "invalid"),
        ("photos", ["../../etc/passwd"], "invalid"),
        ("photos", ["ab" * 32] * 5, "invalid"),
        ("amends", "no id", "invalid"),
        ("resident", "someone", "invalid"),
        ("officer", 1, "invalid"),
        ("agency", 1, "invalid"),
    ],
)
def test_a_field_that_is_wrong_is_named(cast: Cast, send: Send, field: str, value: Any, code: str) -> None:
    (result,) = send(Phone().entry("visit", visit(cast.oak_creek.pk) | {field: value}))
    assert (result["outcome"], result["code"]) == ("rejected", code)
    assert code == "malformed" or result["field"] == field
    assert not Visit.objects.exists()


@pytest.mark.parametrize("field", ["area", "place"])
def test_what_another_agency_has_answers_as_what_does_not_exist(cast: Cast, send: Send, field: str) -> None:
    theirs = {"area": cast.harbor_area.pk, "place": cast.harbor_place.pk}[field]
    results = send(*(Phone().entry("visit", visit(cast.oak_creek.pk) | {field: row}) for row in (theirs, 10**9)))
    for result in results:
        del result["id"]
    assert results[0] == results[1]
    assert (results[0]["code"], results[0]["field"]) == ("not_found", field)


def test_an_officer_logs_at_any_area_of_the_agency(cast: Cast, send: Send) -> None:
    assert outcomes(send(Phone().entry("visit", visit(cast.mill_street.pk)))) == ["accepted"]


def test_the_same_id_with_other_content_keeps_both(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk))
    other = {**entry, "content": visit(cast.oak_creek.pk, minutes=55)}
    assert outcomes(send(entry)) == ["accepted"]
    assert outcomes(send(other)) == outcomes(send(other)) == ["conflict"]
    assert Visit.objects.get().minutes == 20
    conflict = SyncConflict.objects.get()
    assert (conflict.content["minutes"], conflict.kind, conflict.device.member) == (55, "visit", cast.rivera)
    assert created("sync.conflict") == 1


def test_a_replay_is_known_even_when_its_area_would_no_longer_be_taken(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk, raised=["Noise"]))
    send(entry)
    Visit.objects.all().delete()
    cast.oak_creek.areaplace_set.all().delete()
    cast.posting.delete()
    cast.oak_creek.delete()
    assert outcomes(send(entry)) == ["already"]


def test_sealed_entries_are_opened_and_know_their_plain_twins(cast: Cast, send: Send) -> None:
    phone, seal = Phone(), Seal(agency_public_key(cast.agency.pk))
    first, second = (phone.entry("visit", visit(cast.oak_creek.pk)) for _ in range(2))
    assert outcomes(send(seal.seal(first), seal.seal(second))) == ["accepted", "accepted"]
    assert outcomes(send(seal.seal(first), second)) == ["already", "already"]
    again = Seal(agency_public_key(cast.agency.pk))
    assert outcomes(send(again.seal(first))) == ["already"]


def test_a_seal_opens_for_its_own_agency_and_entry_alone(cast: Cast, send: Send) -> None:
    phone = Phone()
    seal, theirs = Seal(agency_public_key(cast.agency.pk)), Seal(agency_public_key(cast.harbor_city.pk))
    entry, other = (phone.entry("visit", visit(cast.oak_creek.pk)) for _ in range(2))
    moved = {**seal.seal(entry), "id": other["id"]}
    damaged = seal.seal(entry)
    damaged["sealed"] = {**damaged["sealed"], "ct": damaged["sealed"]["ct"][:-4] + "AAAA"}
    assert [each["code"] for each in send(theirs.seal(entry), moved, damaged)] == ["sealed"] * 3


def test_an_encounter_that_is_set_aside_leaves_nothing_but_that(cast: Cast, send: Send) -> None:
    phone = Phone()
    first = phone.entry("visit", visit(cast.oak_creek.pk, raised_text="Loud music.", raised=["Noise"]))
    mended = phone.entry("visit", visit(cast.oak_creek.pk, minutes=30, raised_text="Loud.", amends=first["id"]))
    aside = phone.entry("set_aside", {"at": MADE, "amends": first["id"]})
    (result,) = [send(first), send(mended), send(aside)][-1]
    assert result["stop_data_procedure"] == "Fill in the stop form before the end of the shift."
    assert not Visit.objects.counted().exists()
    for kept in Visit.objects.all():
        assert (kept.withdrawn, kept.raised_text, kept.raised, kept.talks_i_started) == (True, "", [], 0)
    assert SetAside.objects.get().officer == cast.rivera
    assert (created("set_aside.create"), created("visit.set_aside")) == (1, 2)


def test_an_entry_sent_as_a_visit_and_then_set_aside_under_the_same_id_is_no_visit(cast: Cast, send: Send) -> None:
    phone = Phone()
    entry = phone.entry("visit", visit(cast.oak_creek.pk, raised_text="Loud music."))
    aside = {**entry, "kind": "set_aside", "content": {"at": MADE}}
    assert [outcomes(send(each)) for each in (entry, aside, aside, entry)] == [
        ["accepted"],
        ["accepted"],
        ["already"],
        ["already"],
    ]
    assert not Visit.objects.counted().exists()
    assert Visit.objects.get().raised_text == ""
    assert not SyncConflict.objects.exists()
    second = phone.entry("visit", visit(cast.oak_creek.pk))
    send({**second, "kind": "set_aside", "content": {"at": MADE}}, second)
    assert (Visit.objects.counted().count(), SetAside.objects.count()) == (0, 2)


def test_somebody_elses_visit_is_neither_amended_nor_set_aside(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk))
    send(entry)
    theirs = register_device(cast.lindqvist, uuid4(), "")[0]
    amends = Phone().entry("visit", visit(cast.oak_creek.pk, minutes=5, amends=entry["id"]))
    aside = Phone().entry("set_aside", {"at": MADE, "amends": entry["id"]})
    assert outcomes(receive(theirs, [amends, aside]).results) == ["accepted", "accepted"]
    assert Visit.objects.counted().get(officer=cast.rivera).minutes == 20


def test_commitments_come_with_visits_and_are_closed_from_the_phone(cast: Cast, send: Send) -> None:
    phone = Phone()
    talked = phone.entry("visit", visit(cast.oak_creek.pk))

    def promise(due: str) -> dict[str, Any]:
        return phone.entry(
            "commitment",
            {
                "area": cast.oak_creek.pk,
                "place": cast.oak_creek_apartments.pk,
                "visit": talked["id"],
                "what": "Ask the city about the broken lamp.",
                "to_role": "property manager",
                "due_on": due,
                "made_at": MADE,
            },
        )

    kept, late, dropped = promise("2026-03-10"), promise("2026-03-05"), promise("2026-03-10")
    assert outcomes(send(kept, late, dropped)) == ["accepted"] * 3
    assert {row.visit for row in Commitment.objects.all()} == {None}
    send(talked)
    assert {row.visit.entry for row in Commitment.objects.all()} == {Visit.objects.get().entry}

    def closed(which: dict[str, Any], outcome: str, reason: str = "") -> dict[str, Any]:
        told = {
            "commitment": which["id"],
            "outcome": outcome,
            "reason": reason,
            "closed_at": "2026-03-06T09:00:00-08:00",
        }
        return phone.entry("commitment_closed", told)

    no_reason = closed(dropped, "not kept")
    results = send(closed(kept, "kept"), closed(late, "kept"), no_reason)
    assert outcomes(results) == ["accepted", "accepted", "rejected"]
    assert results[2]["field"] == "reason"
    no_reason["content"]["reason"] = "The city has no crew."
    assert outcomes(send(no_reason)) == ["accepted"]
    assert [row.state for row in Commitment.objects.order_by("pk")] == ["kept", "kept late", "not kept"]
    assert send(closed(kept, "not kept", "No."))[0]["code"] == "closed"
    assert (created("commitment.create"), created("commitment.close")) == (3, 3)


def test_time_away_is_kept_under_the_officers_posting(cast: Cast, send: Send) -> None:
    phone = Phone()
    told = {
        "area": cast.oak_creek.pk,
        "began_at": "2026-03-04T15:20:00-08:00",
        "minutes": 90,
        "by_whom": "dispatch",
        "for_what": "a report on the other side of town",
    }
    assert outcomes(send(phone.entry("pulled_away", told))) == ["accepted"]
    away = PulledAway.objects.get()
    assert (away.posting, away.minutes, away.recorded_by) == (cast.posting, 90, cast.rivera)
    (result,) = send(phone.entry("pulled_away", {**told, "area": cast.mill_street.pk}))
    assert (result["code"], result["field"]) == ("not_found", "area")
    assert send(phone.entry("pulled_away", {**told, "began_at": "2026-01-11T12:00:00-08:00"}))[0]["code"] == "not_found"


@pytest.mark.parametrize(
    ("more", "outcome"), [({}, "already"), ({"minutes": 55}, "conflict"), ({"raised_text": "Loud."}, "conflict")]
)
def test_a_visit_that_is_there_without_a_receipt_is_answered_as_what_it_says(
    cast: Cast, send: Send, more: dict[str, Any], outcome: str
) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk, raised=["Noise"]))
    send(entry)
    Receipt.objects.all().delete()
    again = {**entry, "content": {**entry["content"], **more}}
    good = Phone().entry("visit", visit(cast.oak_creek.pk))
    assert outcomes(send(again, good)) == [outcome, "accepted"]
    assert Visit.objects.count() == 2
    assert SyncConflict.objects.count() == (outcome == "conflict")
    assert outcomes(send(again)) == [outcome]


def test_an_id_that_another_officers_imported_visit_has_is_a_conflict(cast: Cast, send: Send) -> None:
    entry = Phone().entry("visit", visit(cast.oak_creek.pk))
    send(entry)
    Receipt.objects.all().delete()
    Visit.objects.update(officer=cast.lindqvist)
    assert outcomes(send(entry)) == ["conflict"]


def test_promises_and_times_away_without_a_receipt_are_conflicts_and_what_was_set_aside_stays_so(
    cast: Cast, send: Send
) -> None:
    phone = Phone()
    area = cast.oak_creek.pk
    promise = {"area": area, "what": "Mend it.", "to_role": "manager", "due_on": "2026-03-20", "made_at": MADE}
    away = {"area": area, "began_at": MADE, "minutes": 9, "by_whom": "dispatch", "for_what": "a report"}
    entries = [
        phone.entry("commitment", promise),
        phone.entry("pulled_away", away),
        phone.entry("set_aside", {"at": MADE}),
    ]
    assert outcomes(send(*entries)) == ["accepted"] * 3
    Receipt.objects.all().delete()
    assert outcomes(send(*entries)) == ["conflict", "conflict", "already"]


def test_a_note_from_the_phone_goes_by_the_rules_of_every_note(cast: Cast, send: Send) -> None:
    phone = Phone()
    told = {"place": cast.oak_creek_apartments.pk, "written_at": MADE}
    contact = {**told, "kind": "contact", "text": "Property manager,  office 209-555-0144."}
    access = {**told, "kind": "access", "text": "Call 209-555-0144 at the gate."}
    blank = {**told, "kind": "access", "text": "\t"}
    results = send(*(phone.entry("note", each) for each in (contact, access, blank)))
    assert outcomes(results) == ["accepted", "rejected", "rejected"]
    assert [each.get("code") for each in results] == [None, "guard", "invalid"]
    note = Note.objects.get()
    assert (note.text, note.author) == ("Property manager, office 209-555-0144.", cast.rivera)
    event = AuditEvent.objects.get(action="note.write")
    assert (event.actor, event.details) == (cast.rivera, {"kind": "contact", "sealed": False})


def test_the_sealed_note_of_another_is_confirmed_by_nobody_else(cast: Cast, send: Send) -> None:
    theirs = write_note(
        cast.lindqvist, cast.oak_creek_apartments, kind="access", text="Use the side gate.", sealed=True
    )
    told = Phone().entry("note_confirmed", {"note": theirs.pk, "at": MADE})
    assert send(told)[0]["code"] == "not_found"
    assert not AuditEvent.objects.filter(action="note.confirm").exists()


def test_notes_are_written_and_confirmed_from_the_phone(cast: Cast, send: Send) -> None:
    phone = Phone()
    place = cast.oak_creek_apartments.pk
    written = {"place": place, "kind": "works", "text": "Ask at the office first.", "written_at": MADE}
    assert outcomes(send(phone.entry("note", written))) == ["accepted"]
    note = Note.objects.get()
    assert note.confirm_by.isoformat() == "2026-06-02"
    confirmed = phone.entry("note_confirmed", {"note": note.pk, "at": "2026-04-01T12:00:00-07:00"})
    assert outcomes(send(confirmed)) == ["accepted"]
    note.refresh_from_db()
    assert (note.confirm_by.isoformat(), note.confirmed_by) == ("2026-06-30", cast.rivera)
    assert send(phone.entry("note_confirmed", {"note": 10**9, "at": MADE}))[0]["code"] == "not_found"


def test_a_gap_in_the_phones_numbers_is_noticed_and_closes_again(cast: Cast, device: Device) -> None:
    phone = Phone()
    entries = [phone.entry("visit", visit(cast.oak_creek.pk)) for _ in range(9)]

    def missing(*numbers: int) -> list[list[int]]:
        return receive(device, [entries[number - 1] for number in numbers]).missing

    assert missing(1, 2) == []
    assert missing(5, 9) == [[3, 4], [6, 8]]
    assert missing(7, 3) == [[4, 4], [6, 6], [8, 8]]
    order = [4, 6, 8]
    random.Random(3).shuffle(order)
    assert missing(*order) == []
    device.refresh_from_db()
    assert (device.last_seq, device.missing) == (9, [])
