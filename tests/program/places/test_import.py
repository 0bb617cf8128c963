"""Places come from the call lake: small rows, the same when brought again, and nothing that leads to a caller."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.errors import InputError
from commonbeat.intake.call_kinds.packaged import kinds
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import load
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.places.actions import forget_name, import_places, name_place
from commonbeat.program.places.call_words import GENERAL, CallSeen, in_words, words_of
from commonbeat.program.places.lookup import find_address
from commonbeat.program.places.models import Place, PlaceAddress, WaysOfWriting
from commonbeat.synthetic import City
from tests.cast import Cast


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder: Path = tmp_path_factory.mktemp("lake")
    truth = City.make(3, places=400, months=14).write_export(folder / "export")
    load(
        [truth.path],
        agency="Alder Falls Police Department",
        lake=folder / "lake",
        mapping=folder / "export" / "mapping.toml",
        tables=Tables(complexes=Complexes.read(folder / "export" / "places.toml"), code_table=None, harm_table=None),
        name="first",
        by="test",
    )
    yield open_lake(folder / "lake")


def test_places_addresses_and_recent_calls_come_from_the_lake(cast: Cast, lake: Lake) -> None:
    done = import_places(cast.okafor, cast.agency, lake)
    assert done.added == done.places > 300
    assert Place.objects.filter(agency=cast.agency).count() == done.places + 2  # and those of the cast
    busiest = Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year").first()
    assert busiest is not None
    assert busiest.calls_last_year > 0
    assert busiest.recent_calls == sorted(busiest.recent_calls, key=lambda row: row["at"], reverse=True)
    assert {row["started"] for row in busiest.recent_calls} == {"community"}
    event = AuditEvent.objects.get(action="places.import")
    assert (event.actor, event.details["places"]) == (cast.okafor, done.places)
    assert WaysOfWriting.objects.filter(agency=cast.agency).count() == 1


def test_a_complex_is_found_by_its_name_and_by_each_address_that_was_called_from(cast: Cast, lake: Lake) -> None:
    import_places(cast.okafor, cast.agency, lake)
    found = Place.objects.filter(agency=cast.agency, kind="complex").exclude(label="Oak Creek Apartments")
    assert found
    for place in found:
        assert find_address(cast.agency.pk, place.label).place == place.pk
        for address in place.addresses.exclude(number="")[:3]:
            met = find_address(cast.agency.pk, address.text)
            assert place.pk in (met.place, *met.candidates)


def test_bringing_them_again_changes_nothing(cast: Cast, lake: Lake) -> None:
    import_places(cast.okafor, cast.agency, lake)
    before = list(PlaceAddress.objects.order_by("pk").values()), list(Place.objects.order_by("pk").values())
    again = import_places(cast.okafor, cast.agency, lake)
    assert (again.added, again.changed, again.without_calls) == (0, 0, 0)
    assert (list(PlaceAddress.objects.order_by("pk").values()), list(Place.objects.order_by("pk").values())) == before


def test_what_people_wrote_stays_when_the_lake_changes(cast: Cast, lake: Lake) -> None:
    import_places(cast.okafor, cast.agency, lake)
    place = Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).latest("calls_last_year")
    name_place(cast.rivera, place, "the old cannery")
    Place.objects.filter(pk=place.pk).update(label="Wrong", calls_last_year=1)
    again = import_places(cast.okafor, cast.agency, lake)
    assert again.changed == 1
    assert find_address(cast.agency.pk, "old canery").place == place.pk


def test_a_name_that_the_agency_shows_stays_through_imports_until_it_is_taken_back(cast: Cast, lake: Lake) -> None:
    import_places(cast.okafor, cast.agency, lake)
    place = Place.objects.filter(agency=cast.agency, kind="address").exclude(recent_calls=[]).latest("calls_last_year")
    address = place.label
    name = name_place(cast.okafor, place, "Heron Court", shown=True)
    assert import_places(cast.okafor, cast.agency, lake).changed == 0
    Place.objects.filter(pk=place.pk).update(calls_last_year=1)
    assert import_places(cast.okafor, cast.agency, lake).changed == 1
    place.refresh_from_db()
    assert (place.label, place.lake_label) == ("Heron Court", address)
    assert find_address(cast.agency.pk, "heron cuort").place == place.pk
    forget_name(cast.rivera, place, name)
    place.refresh_from_db()
    assert (place.label, place.lake_label) == (address, "")
    assert import_places(cast.okafor, cast.agency, lake).changed == 0
    with pytest.raises(ValidationError, match="comes from the calls"):
        forget_name(cast.rivera, place, place.addresses.first())
    with pytest.raises(PermissionDenied):
        forget_name(cast.tran, place, name)


def test_a_name_that_points_to_a_person_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        name_place(cast.rivera, cast.mill_street_shop, "555-867-5309")
    with pytest.raises(PermissionDenied):
        name_place(cast.harbor_officer, cast.mill_street_shop, "the shop")
    with pytest.raises(PermissionDenied):
        name_place(cast.tran, cast.mill_street_shop, "the shop")


def test_an_agency_without_calls_in_the_lake_is_told(cast: Cast, lake: Lake) -> None:
    with pytest.raises(InputError):
        import_places(cast.harbor_sergeant, cast.harbor_city, lake)


def test_sensitive_calls_are_told_by_a_general_word_and_the_day() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    at = datetime(2026, 11, 20, 6, 31, tzinfo=UTC)
    for name, row in kinds().items():
        told = in_words(CallSeen(row["category"], name, at), zone)
        if row["category"] in ("sexual", "domestic", "behavioral health", "medical"):
            assert told == {
                "at": "2026-11-19T08:00+00:00", "day_only": True, "category": "other", "words": GENERAL,
                "started": "community",
            }, name  # fmt: skip
    assert in_words(CallSeen("disorder", "noise", at), zone)["words"] == "Noise"
    assert all(words_of(category, "") for category in CATEGORIES)
