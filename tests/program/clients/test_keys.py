"""Keys of machines: made once, kept as a hash, ended at once, and slowed down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.clients.pace import Pace
from commonbeat.program.clients.queries import key_of, keys_for
from tests.cast import Cast


def test_the_key_is_shown_once_and_never_kept(cast: Cast) -> None:
    made = make_key(cast.castellanos, cast.agency, name="Dispatch console")
    assert key_of(made.secret) == made.row
    assert key_of(made.secret[:-1]) is None
    kept = str(list(ApiKey.objects.values())) + str(list(AuditEvent.objects.values()))
    assert made.secret not in kept
    assert made.secret[10:] not in kept


def test_administrators_of_the_agency_alone_make_and_end_keys(cast: Cast) -> None:
    made = make_key(cast.castellanos, cast.agency, name="Dispatch console")
    for member in (cast.okafor, cast.moreau, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            make_key(member, cast.agency, name="Mine")
        with pytest.raises(PermissionDenied):
            revoke_key(member, made.row)
        assert not keys_for(member).exists()
    with pytest.raises(PermissionDenied):
        make_key(cast.castellanos, cast.harbor_city, name="Theirs")
    assert list(keys_for(cast.castellanos)) == [made.row]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"per_minute": 0}])
def test_a_key_that_makes_no_sense_is_not_made(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make_key(cast.castellanos, cast.agency, **{"name": "Console", **wrong})  # type: ignore[arg-type]
    assert not ApiKey.objects.exists()


def test_a_key_ends_when_it_is_revoked_and_when_its_time_is_over(cast: Cast) -> None:
    row = make_key(cast.castellanos, cast.agency, name="Console", days=1).row
    now = datetime.now(UTC)
    assert row.works_at(now)
    assert not row.works_at(now + timedelta(days=2))
    revoke_key(cast.castellanos, row)
    assert not row.works_at(now)
    assert [event.action for event in AuditEvent.objects.order_by("seq")] == ["key.create", "key.revoke"]


@given(st.lists(st.floats(0, 2), min_size=1, max_size=300), st.integers(1, 1_200))
def test_no_client_goes_faster_than_its_pace(gaps: list[float], per_minute: int) -> None:
    pace, now, answered = Pace(), 0.0, 0
    for gap in gaps:
        now += gap
        answered += pace.wait("one", per_minute, now) == 0
        assert answered <= max(per_minute / 6, min(5, per_minute)) + now * per_minute / 60 + 1e-6


def test_after_the_told_wait_a_request_is_answered_and_others_are_not_held_up() -> None:
    pace = Pace()
    for _ in range(5):
        assert pace.wait("one", 30, 0.0) == 0
    wait = pace.wait("one", 30, 0.0)
    assert wait > 0
    assert pace.wait("two", 30, 0.0) == 0
    assert pace.wait("one", 30, wait + 1e-6) == 0
