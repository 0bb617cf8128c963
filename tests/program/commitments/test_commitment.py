"""A promise goes with the area; where it was not kept, whoever was promised hears why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.actions import close_area
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.commitments.actions import close_commitment, make_commitment, tell_reason
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import Kept, kept_at, kept_by_area, not_told, open_commitments, today_in
from commonbeat.program.postings.handover import make_pack
from tests.cast import Cast

pytestmark = pytest.mark.django_db

State = Commitment.State
_numbers = count()


def today(cast: Cast) -> date:
    return today_in(cast.agency, datetime.now(UTC))


def promised(cast: Cast, *, state: str = State.OPEN, due: int = 3, by: Member | None = None) -> Commitment:
    """A promise at Oak Creek that is due in so many days."""
    return Commitment.objects.create(
        agency=cast.agency, entry=uuid4(), area=cast.oak_creek, what=f"Mend lamp {next(_numbers)}",
        to_role="property manager", due_on=today(cast) + timedelta(days=due), made_by=by or cast.rivera,
        made_at=datetime.now(UTC), state=state, closed_at=None if state == State.OPEN else datetime.now(UTC),
    )  # fmt: skip


def test_a_reason_is_told_once_and_only_where_there_is_one(cast: Cast) -> None:
    promise = promised(cast, due=-1)
    with pytest.raises(ValidationError, match="no reason to tell"):
        tell_reason(cast.lindqvist, promise)
    with pytest.raises(ValidationError, match="Say why"):
        close_commitment(cast.okafor, promise, kept=False)
    close_commitment(cast.okafor, promise, kept=False, reason="The city has no lamps left.")
    assert list(not_told(cast.rivera)) == [promise]
    told = tell_reason(cast.lindqvist, promise)
    assert (told.told_by, told.told_at is not None) == (cast.lindqvist, True)
    assert not not_told(cast.rivera).exists()
    with pytest.raises(ValidationError, match="told before"):
        tell_reason(cast.rivera, promise)
    assert AuditEvent.objects.filter(action="commitment.tell", actor=cast.lindqvist).count() == 1


def test_a_kept_promise_has_no_reason_to_tell(cast: Cast) -> None:
    promise = close_commitment(cast.okafor, promised(cast), kept=True)
    assert not not_told(cast.okafor).exists()
    with pytest.raises(ValidationError):
        tell_reason(cast.okafor, promise)


def test_only_who_works_the_areas_makes_and_tells(cast: Cast) -> None:
    promise = close_commitment(cast.okafor, promised(cast), kept=False, reason="No lamps left.")
    for member in (cast.adeyemi, cast.moreau, cast.castellanos, cast.harbor_officer):
        with pytest.raises(PermissionDenied):
            tell_reason(member, promise)
        with pytest.raises(PermissionDenied):
            make_commitment(member, cast.oak_creek, what="Mend it", to_role="tenants", due_on=today(cast))


def test_a_promise_made_elsewhere_is_written_down(cast: Cast) -> None:
    made = make_commitment(
        cast.rivera, cast.oak_creek, what="Ask for a lamp", to_role="tenants' meeting", due_on=today(cast),
        place=cast.oak_creek_apartments,
    )  # fmt: skip
    assert list(open_commitments(cast.okafor)) == [made]
    assert (made.visit, made.place) == (None, cast.oak_creek_apartments)
    assert AuditEvent.objects.get(action="commitment.create").object_id == str(made.pk)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("what", {"what": "Call 555-867-5309"}),
        ("to_role", {"to_role": "Maria Delgado"}),
        ("what", {"what": "  "}),
        ("due_on", {"due_on": date(2020, 1, 1)}),
    ],
)
def test_what_points_to_a_person_or_to_the_past_is_refused(cast: Cast, name: str, changed: dict[str, Any]) -> None:
    said: dict[str, Any] = {"what": "Ask for a lamp", "to_role": "property manager", "due_on": today(cast)} | changed
    with pytest.raises(ValidationError) as refused:
        make_commitment(cast.rivera, cast.oak_creek, **said)
    assert name in refused.value.error_dict
    assert not Commitment.objects.exists()


def test_a_promise_is_made_at_a_place_of_an_open_area_of_ones_own_agency(cast: Cast) -> None:
    said: dict[str, Any] = {"what": "Ask for a lamp", "to_role": "property manager", "due_on": today(cast)}
    with pytest.raises(ValidationError, match="not in the area"):
        make_commitment(cast.rivera, cast.oak_creek, place=cast.mill_street_shop, **said)
    with pytest.raises(PermissionDenied):
        make_commitment(cast.rivera, cast.harbor_area, **said)
    close_area(cast.okafor, cast.mill_street)
    cast.mill_street.refresh_from_db()
    with pytest.raises(ValidationError, match="closed"):
        make_commitment(cast.rivera, cast.mill_street, **said)


def test_the_share_kept_counts_what_was_due_in_the_last_year_and_is_an_areas(cast: Cast) -> None:
    for state, due in (
        (State.KEPT, -3), (State.KEPT, -200), (State.KEPT_LATE, -9), (State.NOT_KEPT, -9), (State.OPEN, -1),
        (State.OPEN, 0), (State.KEPT, 5), (State.NOT_KEPT, -400),
    ):  # fmt: skip
        promised(cast, state=state, due=due, by=cast.lindqvist)
    assert kept_by_area(cast.okafor, today(cast)) == {cast.oak_creek.pk: Kept(2, 1, 1, 1)}
    assert kept_at(cast.agency.pk, cast.oak_creek.pk, today(cast)).percent == 60
    assert kept_at(cast.agency.pk, cast.mill_street.pk, today(cast)).percent is None
    assert kept_by_area(cast.harbor_sergeant, today(cast)) == {}


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_a_share_is_a_whole_percent_of_what_was_due(kept: int, late: int, not_kept: int, overdue: int) -> None:
    share = Kept(kept, late, not_kept, overdue)
    if share.due == 0:
        assert share.percent is None
    else:
        assert share.percent is not None
        assert abs(share.percent - 100 * (kept + late) / share.due) <= 0.5
        assert (share.percent == 100) >= (not_kept + overdue == 0)


def test_open_promises_reasons_to_tell_and_the_share_go_with_the_posting(cast: Cast) -> None:
    waiting = promised(cast, due=-2)
    close_commitment(cast.okafor, promised(cast, due=-4), kept=False, reason="The owner sold the building.")
    told = close_commitment(cast.okafor, promised(cast, due=-4), kept=False, reason="No lamps.")
    tell_reason(cast.rivera, told)
    promised(cast, state=State.KEPT, due=-8)
    pack = make_pack(cast.posting, today(cast))
    assert [one["id"] for one in pack["commitments"]] == [waiting.pk]
    assert [one["reason"] for one in pack["to_tell"]] == ["The owner sold the building."]
    assert pack["share"] == {"kept": 1, "kept_late": 0, "not_kept": 2, "overdue": 1, "due": 4, "percent": 25}
