"""Writes about places: brought from the call lake after an import, and another name for a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.intake.lake import Lake
from commonbeat.intake.places import Habits
from commonbeat.intake.places.text import plain
from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.record import record
from commonbeat.program.guard import check_text
from commonbeat.program.places.from_lake import LakePlace, lake_habits, lake_places
from commonbeat.program.places.models import Place, PlaceAddress, WaysOfWriting
from commonbeat.program.places.writing import habits_as_json, in_parts, rows
from commonbeat.progress import Progress, silent

T = TypeVar("T")
#: Places a transaction, so that no request waits long for the one writer.
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class PlacesImported:
    """What an import of places did: places in the lake, added, changed, and left without a call."""

    places: int
    added: int
    changed: int
    without_calls: int


def import_places(
    actor: Member | None, agency: Agency, lake: Lake, *, label: str = "", progress: Progress = silent
) -> PlacesImported:
    """Bring the agency's places, their addresses and their recent calls from the lake. Run again, it changes nothing.

    It writes in many short transactions; interrupted, it is run again. Notes and postings stay with their places.

    Args:
        actor: who imports; None at the terminal, which says so by `label`.
        agency: whose places; the lake knows it by `lake_agency`, else by its name.
        lake: the call lake.
        label: who or what imports, for the audit log.
        progress: told how far it is, in places.

    Raises:
        InputError: the lake has no calls of this agency.
    """
    name = agency.lake_agency or agency.name
    progress("Reading the places of the lake", 0, None)
    found = list(lake_places(lake, name, ZoneInfo(agency.zone)))
    there = Place.objects.filter(agency=agency)
    known = {row["key"]: row for row in there.values("pk", "key", "lake_label", *_KEPT)}
    written: dict[int, set[tuple[str, str]]] = {}
    texts = PlaceAddress.objects.filter(agency=agency).values_list("place_id", "text", "street")
    for place_id, text, street in texts.iterator():
        written.setdefault(place_id, set()).add((text, street))
    added = changed = 0
    _begin(actor, agency, label)
    for number, batch in enumerate(_batches(found)):
        more, other = _keep(agency, batch, known, written)
        added, changed = added + more, changed + other
        progress("Bringing places from the lake", min((number + 1) * _BATCH, len(found)), len(found))
    gone = [row["pk"] for key, row in known.items() if key not in {place.key for place in found}]
    without = _finish(actor, agency, gone, lake_habits(lake, name), (len(found), added, changed), label)
    return PlacesImported(len(found), added, changed, without)


_KEPT: Final = ("label", "kind", "lon", "lat", "calls_last_year", "recent_calls")


@action
def _begin(actor: Member | None, agency: Agency, label: str) -> None:
    """The log knows of the import before anything of it is written (promise U4)."""
    record("places.import.begin", actor=actor, agency=agency, label=label)


@action
def _keep(
    agency: Agency,
    batch: Sequence[LakePlace],
    known: dict[str, dict[str, Any]],
    written: dict[int, set[tuple[str, str]]],
) -> tuple[int, int]:
    """Write some places and what is missing of their addresses; how many were new, how many changed."""
    new = [place for place in batch if place.key not in known]
    other = [
        place
        for place in batch
        if place.key in known and any(_was(known[place.key], name) != getattr(place, name) for name in _KEPT)
    ]
    Place.objects.bulk_create([Place(agency=agency, key=each.key, **_told(each)) for each in new])
    Place.objects.bulk_update(
        [
            Place(pk=known[each.key]["pk"], agency=agency, key=each.key, **_named(known[each.key], each))
            for each in other
        ],
        (*_KEPT, "lake_label"),
    )
    places = {row.key: row for row in Place.objects.filter(agency=agency, key__in=[each.key for each in batch])}
    missing = [
        row
        for each in batch
        for address in each.addresses
        for row in rows(places[each.key], address)
        if (row.text, row.street) not in written.get(places[each.key].pk, ())
    ]
    PlaceAddress.objects.bulk_create(missing, ignore_conflicts=True)
    stale = [
        (places[each.key].pk, gone)
        for each in batch
        for gone in written.get(places[each.key].pk, set())
        - {(row.text, row.street) for address in each.addresses for row in rows(places[each.key], address)}
    ]
    for place, (text, street) in stale:
        PlaceAddress.objects.filter(place_id=place, text=text, street=street, given=False).delete()
    return len(new), len(other)


def _batches(everything: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(everything), _BATCH):
        yield everything[begin : begin + _BATCH]


def _told(place: LakePlace) -> dict[str, Any]:
    return {name: getattr(place, name) for name in _KEPT}


def _was(known: dict[str, Any], name: str) -> Any:
    """What the lake said before: of a place that the agency named, its label is kept apart."""
    return known["lake_label"] or known[name] if name == "label" else known[name]


def _named(known: dict[str, Any], place: LakePlace) -> dict[str, Any]:
    """What the lake says now; a name that the agency gave stays on top."""
    told = _told(place) | {"lake_label": ""}
    return told | {"label": known["label"], "lake_label": place.label} if known["lake_label"] else told


@action
def _finish(
    actor: Member | None, agency: Agency, gone: list[int], habits: Habits, counts: tuple[int, int, int], label: str
) -> int:
    """Places without a call any more keep what people wrote; the ways of writing; the audit event."""
    without = 0
    for some in _batches(gone):
        left = Place.objects.filter(agency=agency, pk__in=some).exclude(calls_last_year=0, recent_calls=[])
        without += left.update(calls_last_year=0, recent_calls=[])
    WaysOfWriting.objects.update_or_create(
        agency=agency, defaults={"habits": habits_as_json(habits), "imported_at": datetime.now(UTC)}
    )
    found, added, changed = counts
    details = {"places": found, "added": added, "changed": changed, "without_calls": without}
    record("places.import", actor=actor, agency=agency, label=label, details=details)
    return without


@action
def name_place(member: Member, place: Place, name: str, *, shown: bool = False) -> PlaceAddress:
    """Give a place another name it is found by ("the old cannery").

    Args:
        member: officer or sergeant.
        place: of their agency.
        name: 3 to 80 letters; no name of a person.
        shown: every page calls the place so from now on, instead of by its address; imports leave it.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: the name is empty, long, or points to a person.
    """
    _may_name(member, place)
    text, label = plain(name), " ".join(name.split())
    if not 3 <= len(text) <= 80 or len(label) > 80:
        raise ValidationError(_("Write a name of 3 to 80 letters."))
    for finding in check_text(name, translation):
        raise ValidationError(finding.why)
    present = Place.objects.select_for_update().get(pk=place.pk)
    if shown and label != present.label:
        present.lake_label, present.label = present.lake_label or present.label, label
        present.save(update_fields=["label", "lake_label"])
        record("place.show", actor=member, about=place)
    existing = PlaceAddress.objects.filter(agency_id=member.agency_id, place=place, text=text).first()
    if existing is not None:
        return existing
    made = rows(place, in_parts(f"COMPLEX {text}"), given=True)[0]
    made.full_clean()
    made.save()
    record("place.name", actor=member, about=place)
    return made


@action
def forget_name(member: Member, place: Place, name: PlaceAddress) -> None:
    """Take a name back that a person gave; a place that was called so is called by its address again.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: the name came from the calls, or is another place's.
    """
    _may_name(member, place)
    if not name.given or name.place_id != place.pk:
        raise ValidationError(_("This name comes from the calls and cannot be taken back here."))
    present = Place.objects.select_for_update().get(pk=place.pk)
    if present.lake_label and plain(present.label) == name.text:
        present.label, present.lake_label = present.lake_label, ""
        present.save(update_fields=["label", "lake_label"])
    name.delete()
    record("place.unname", actor=member, about=place)


def _may_name(member: Member, place: Place) -> None:
    if not member.has_perm("places.name", place):
        raise PermissionDenied
