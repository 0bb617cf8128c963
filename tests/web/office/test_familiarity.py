from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import Posting
from commonbeat.program.visits.familiarity import familiarity
from commonbeat.program.visits.models import SetAside, Visit
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 2, 1, 18, tzinfo=UTC)
PAGE = "/office/familiarity/"


def visit(cast: Cast, number: int, they: int, mine: int, **more):
    given = {"area": cast.oak_creek, "place": cast.oak_creek_apartments, "officer": cast.rivera, **more}
    return Visit.objects.create(
        agency=given.pop("agency", cast.agency),
        entry=uuid.uuid4(),
        began_at=BEGAN + timedelta(days=number),
        minutes=30,
        kind=Visit.Kind.WALKED,
        talks_they_started=they,
        talks_i_started=mine,
        **given,
    )


def rising(cast: Cast, **more) -> None:
    """Nobody comes up on the first visits; nearly everybody on the last ones."""
    for number in range(40):
        they = min(6, number // 4)
        visit(cast, number, they, 6 - they, **more)


def test_the_curve_of_the_area_begins_low_and_ends_high(cast):
    rising(cast)
    body = signed_in(cast.okafor).get(PAGE).content.decode()
    assert "Residents come up more as the same officer comes back." in body
    assert "<polyline" in body and "<table" in body
    assert body.count("The curve of this area begins with 20 talks") == 1


def test_no_officer_is_named_on_the_page(cast):
    rising(cast)
    body = signed_in(cast.adeyemi).get(PAGE).content.decode()
    assert "Rivera" not in body and "Lindqvist" not in body


def test_the_program_figure_is_hidden_in_plain_words_until_there_is_enough(cast):
    rising(cast)
    body = signed_in(cast.okafor).get(PAGE).content.decode()
    assert "Not shown yet" in body
    assert "needs 20 places with 5 visits each. So far there are 1." in body


def test_the_program_figure_shows_with_enough_places(cast):
    for at in range(20):
        place = Place.objects.create(agency=cast.agency, key=f"p{at}", label=f"{at} Oak Ave")
        for number in range(8):
            they = 1 if (number + at) % 8 < number else 0
            visit(cast, number, they, 1, place=place)
    body = signed_in(cast.okafor).get(PAGE).content.decode()
    assert "odds that a resident starts the talk" in body
    assert "Not shown yet" not in body


def test_what_does_not_count_is_not_counted(cast):
    first = visit(cast, 1, 6, 0, superseded=True)
    visit(cast, 2, 1, 5, amends=first)
    visit(cast, 3, 5, 0, withdrawn=True)
    SetAside.objects.create(agency=cast.agency, entry=uuid.uuid4(), officer=cast.rivera, at=BEGAN)
    oak = familiarity(cast.okafor, BEGAN.date()).areas[1]
    assert oak.area == cast.oak_creek
    assert oak.talks == 6


def test_visits_of_another_agency_are_not_seen(cast):
    rising(cast, agency=cast.harbor_city, area=cast.harbor_area, place=cast.harbor_place, officer=cast.harbor_officer)
    assert [one.talks for one in familiarity(cast.okafor, BEGAN.date()).areas] == [0, 0]
    assert "Pier" not in signed_in(cast.okafor).get(PAGE).content.decode()


def test_a_new_posting_and_a_handover_are_told_what_to_expect(cast):
    today = cast.posting.starts_on + timedelta(days=30)
    found = {one.area.pk: one for one in familiarity(cast.okafor, today).areas}
    assert (found[cast.oak_creek.pk].is_new, found[cast.oak_creek.pk].was_handed_over) == (True, False)
    Posting.objects.create(
        agency=cast.agency,
        area=cast.oak_creek,
        officer=cast.lindqvist,
        starts_on=today,
        promised_hours=10,
        approved_by=cast.okafor,
    )
    after = {one.area.pk: one for one in familiarity(cast.okafor, today).areas}
    assert after[cast.oak_creek.pk].was_handed_over
    later = {one.area.pk: one for one in familiarity(cast.okafor, today + timedelta(days=61)).areas}
    assert not later[cast.oak_creek.pk].is_new


def test_the_next_officer_begins_at_visit_one(cast):
    rising(cast)
    for number in range(40, 44):
        visit(cast, number, 0, 6, officer=cast.lindqvist)
    point = {one.area.pk: one for one in familiarity(cast.okafor, BEGAN.date()).areas}[cast.oak_creek.pk].points[0]
    assert (point.visits, point.talks, point.started) == (2, 12, 0)


@pytest.mark.parametrize("who", ["rivera", "tran", "moreau", "castellanos"])
def test_others_are_answered_as_if_there_were_no_such_page(cast, who):
    assert signed_in(getattr(cast, who)).get(PAGE).status_code == 404


def test_an_agency_without_areas_is_told_what_will_be_here(cast):
    cast.oak_creek.state = cast.mill_street.state = "closed"
    cast.oak_creek.save()
    cast.mill_street.save()
    assert "There is no approved area yet." in signed_in(cast.okafor).get(PAGE).content.decode()
