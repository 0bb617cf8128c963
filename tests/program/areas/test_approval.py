"""A person approves an area out of a run, and says why; nothing is an area of the program before."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.areas.actions import approve_area, close_area
from commonbeat.program.areas.models import Area, SelectionRun
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.places.models import Place
from tests.cast import Cast
from tests.program.areas.some_run import finished_run


def test_an_approved_area_keeps_who_when_why_and_the_run_it_came_from(cast: Cast) -> None:
    run = finished_run(cast.agency, cast.adeyemi)
    area = approve_area(
        cast.okafor, run, "A1", name="Linden Court", why="Noise every night.", promised_hours=Decimal(20)
    )
    assert (area.state, area.approved_by, area.run, area.area_of_run) == (
        Area.State.APPROVED,
        cast.okafor,
        run,
        "A1",
    )
    assert area.languages == ["es"]
    assert area.polygon["type"] == "Polygon"
    assert [place.label for place in area.places.all()] == ["Linden Court Apartments"]
    assert AuditEvent.objects.get(action="area.approve").details == {"run": run.pk, "area": "A1"}


def test_a_place_that_is_there_already_is_not_made_again(cast: Cast) -> None:
    there = Place.objects.create(agency=cast.agency, key="linden", label="Linden Ct", calls_last_year=3)
    run = finished_run(cast.agency, cast.adeyemi)
    area = approve_area(cast.okafor, run, "A1", name="Linden Court", why="Noise.", promised_hours=Decimal(20))
    assert list(area.places.all()) == [there]


def test_it_takes_a_sergeant_of_the_agency_a_reason_and_a_run_that_is_done(cast: Cast) -> None:
    run = finished_run(cast.agency, cast.adeyemi)
    for member in (cast.rivera, cast.adeyemi, cast.castellanos, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            approve_area(member, run, "A1", name="Linden", why="Noise.", promised_hours=Decimal(20))
    with pytest.raises(ValidationError, match="why this area"):
        approve_area(cast.okafor, run, "A1", name="Linden", why=" ", promised_hours=Decimal(20))
    with pytest.raises(ValidationError, match="no such area"):
        approve_area(cast.okafor, run, "A9", name="Linden", why="Noise.", promised_hours=Decimal(20))
    SelectionRun.objects.filter(pk=run.pk).update(state=SelectionRun.State.RUNNING)
    with pytest.raises(ValidationError, match="no such area"):
        approve_area(cast.okafor, run, "A1", name="Linden", why="Noise.", promised_hours=Decimal(20))


def test_an_area_is_approved_once_and_a_reason_names_nobody(cast: Cast) -> None:
    run = finished_run(cast.agency, cast.adeyemi)
    with pytest.raises(ValidationError):
        approve_area(
            cast.okafor, run, "A1", name="Linden", why="Call 209-555-0132 about it.", promised_hours=Decimal(20)
        )
    approve_area(cast.okafor, run, "A1", name="Linden", why="Noise.", promised_hours=Decimal(20))
    with pytest.raises(ValidationError, match="approved already"):
        approve_area(cast.okafor, run, "A1", name="Linden again", why="Noise.", promised_hours=Decimal(20))


def test_an_area_closes_once_nobody_is_posted_there(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="posted there"):
        close_area(cast.okafor, cast.oak_creek)
    assert close_area(cast.okafor, cast.mill_street).closed_at is not None
