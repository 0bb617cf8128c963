"""A place gets the name that people say, and is found and shown by it."""

from __future__ import annotations

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.places.models import PlaceAddress
from tests.cast import Cast, signed_in

PAGE = "/office/briefing/mill-street/names"


def test_a_sergeant_names_a_place_and_dispatch_finds_it_by_the_name(cast: Cast) -> None:
    sergeant, dispatch = signed_in(cast.okafor), signed_in(cast.tran)
    assert "48 Mill St" in sergeant.get(PAGE).content.decode()
    sergeant.post(PAGE, {"name": "Heron Court", "shown": "on"})
    found = dispatch.get("/office/briefing/?q=heron cuort", follow=True).content.decode()
    assert "<h1>Heron Court</h1>" in found
    assert "48 Mill St ·" in found
    assert "/names" not in found
    name = PlaceAddress.objects.get(place=cast.mill_street_shop, given=True)
    sergeant.post(f"{PAGE}/{name.pk}/forget")
    assert "<h1>48 Mill St</h1>" in dispatch.get("/office/briefing/mill-street").content.decode()
    done = set(AuditEvent.objects.filter(actor=cast.okafor).values_list("action", flat=True))
    assert {"place.name", "place.show", "place.unname"} <= done


def test_a_name_of_the_calls_stays_and_a_name_that_points_to_a_person_is_refused(cast: Cast) -> None:
    officer = signed_in(cast.rivera)
    refused = officer.post(PAGE, {"name": "555-867-5309", "shown": "on"})
    assert refused.status_code == 422
    cast.mill_street_shop.refresh_from_db()
    assert cast.mill_street_shop.label == "48 Mill St"
    theirs = PlaceAddress.objects.get(place=cast.mill_street_shop)
    answer = officer.post(f"{PAGE}/{theirs.pk}/forget", follow=True)
    assert "comes from the calls" in answer.content.decode()
    assert PlaceAddress.objects.filter(pk=theirs.pk).exists()
    assert officer.post(f"{PAGE}/999999/forget").status_code == 404


def test_no_unit_of_a_complex_is_listed(cast: Cast) -> None:
    there = cast.oak_creek_apartments
    PlaceAddress.objects.create(
        agency=cast.agency, place=there, text="OAK CREEK APARTMENTS UNIT 18", street="OAK CREEK APARTMENTS UNIT 18"
    )
    said = signed_in(cast.okafor).get("/office/briefing/oak-creek/names").content.decode()
    assert "1200 Oak Creek Dr" in said
    assert "Unit 18" not in said


def test_only_who_works_the_street_names_places(cast: Cast) -> None:
    for member in (cast.tran, cast.adeyemi, cast.moreau, cast.castellanos, cast.harbor_sergeant):
        assert signed_in(member).post(PAGE, {"name": "Heron Court"}).status_code == 404
    assert not PlaceAddress.objects.filter(given=True).exists()
