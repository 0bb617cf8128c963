"""T2: PostgreSQL itself keeps agencies apart; the role that serves owns nothing and sees one agency at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.audit.record import record
from commonbeat.program.places.models import Place
from commonbeat.program.tenancy.owned_tables import owned_models
from tests.cast import Cast

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's; the tests run there too"
)


@pytest.fixture
def rows_seen(cast: Cast) -> Callable[[], dict[str, set[int]]]:
    """Which agencies' rows each owned table shows to the role that serves."""
    from tests.as_serving_role import serving_role

    record("area.approve", actor=cast.okafor)
    record("area.approve", actor=cast.harbor_sergeant)

    def seen() -> dict[str, set[int]]:
        found = {}
        with serving_role(), connection.cursor() as cursor:
            for model in owned_models():
                cursor.execute(f'SELECT DISTINCT agency_id FROM "{model._meta.db_table}"')
                found[model._meta.db_table] = {agency for (agency,) in cursor.fetchall()}
        return found

    return seen


def test_inside_an_agency_only_its_rows_exist(cast: Cast, rows_seen: Callable[[], dict[str, set[int]]]) -> None:
    with agency_scope(cast.agency.pk):
        seen = rows_seen()
    assert seen["places_place"] == seen["audit_auditevent"] == seen["postings_posting"] == {cast.agency.pk}
    assert all(agencies <= {cast.agency.pk} for agencies in seen.values())


def test_without_an_agency_nothing_exists(rows_seen: Callable[[], dict[str, set[int]]]) -> None:
    assert all(agencies == set() for agencies in rows_seen().values())


def test_at_sign_in_members_can_be_found_and_no_place(cast: Cast, rows_seen: Callable[[], dict[str, set[int]]]) -> None:
    with sign_in_scope():
        seen = rows_seen()
    assert seen["agencies_member"] == {cast.agency.pk, cast.harbor_city.pk}
    assert seen["places_place"] == seen["notes_note"] == set()


def test_a_row_of_another_agency_cannot_be_added_changed_or_deleted(cast: Cast) -> None:
    from tests.as_serving_role import serving_role

    with agency_scope(cast.agency.pk):
        with pytest.raises(DatabaseError), transaction.atomic(), serving_role():
            Place.objects.create(agency=cast.harbor_city, key="x", label="x")
        with serving_role():
            assert Place.objects.filter(agency=cast.harbor_city).update(label="x") == 0
            assert Place.objects.filter(agency=cast.harbor_city).delete()[0] == 0


def test_the_serving_role_owns_nothing_and_cannot_touch_an_audit_event(cast: Cast) -> None:
    from tests.as_serving_role import serving_role

    record("area.approve", actor=cast.okafor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE r.rolname = %s", ["commonbeat_app"]
        )
        assert cursor.fetchone() == (0,)
    with agency_scope(cast.agency.pk):
        for touch in (
            lambda: AuditEvent.objects.update(action="x"),
            lambda: AuditEvent.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), serving_role():
                touch()


def test_every_owned_table_is_under_forced_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        held = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in owned_models()} | {Agency._meta.db_table} <= held
