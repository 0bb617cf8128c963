"""A prepared query gives what the query itself gives, and says so when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.clients.actions import make_key
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.notes.actions import write_note
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import readable
from commonbeat.program.places.models import Place
from commonbeat.program.prepared import prepared
from tests.cast import Cast


def _key(agency_id: int, name: str) -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("agency", "created_by").filter(agency_id=agency_id, name=name)


def _labels(agency_id: int) -> QuerySet[Place, str]:
    return Place.objects.filter(agency_id=agency_id).order_by("label").values_list("label", flat=True)


def _notes(agency_id: int, today: date) -> QuerySet[Note, tuple[Any, ...]]:
    return readable(agency_id, today).values_list("code", "text", "written_at", "confirm_by", "sealed", "author__roles")


def test_tuples_values_and_objects_are_those_of_the_query(cast: Cast) -> None:
    make_key(cast.castellanos, cast.agency, name="Console")
    make_key(None, cast.agency, name="Terminal")
    write_note(cast.rivera, cast.oak_creek_apartments, kind="hazard", text="Loose dog behind the fence.")
    today = datetime.now(UTC).date()
    questions: list[tuple[Callable[..., QuerySet[Any, Any]], list[Any]]] = [
        (_key, [cast.agency.pk, "Console"]),
        (_key, [cast.agency.pk, "Terminal"]),
        (_key, [cast.agency.pk, "\ue000 argument 1"]),
        (_labels, [cast.agency.pk]),
        (_labels, [cast.harbor_city.pk]),
        (_notes, [cast.agency.pk, today]),
        (_notes, [cast.agency.pk, today + timedelta(days=900)]),
    ]
    for query, arguments in questions:
        assert prepared(query)(*arguments) == list(query(*arguments))


def test_objects_are_whole_and_no_further_question_is_asked(cast: Cast, django_assert_num_queries: Any) -> None:
    made = make_key(cast.castellanos, cast.agency, name="Console").row
    keys = prepared(_key)
    with django_assert_num_queries(1):
        (found,) = keys(cast.agency.pk, "Console")
        assert (found.agency, found.created_by, found.scopes) == (cast.agency, cast.castellanos, made.scopes)
        assert found.expires_at == made.expires_at
    found.name = "Dispatch"
    found.save()
    assert ApiKey.objects.get().name == "Dispatch"


def test_an_argument_that_the_statement_does_not_hold_is_a_mistake_of_the_program(cast: Cast) -> None:
    @prepared
    def nobodys(agency_id: int, name: str) -> QuerySet[Member]:
        return Member.objects.filter(agency_id=agency_id)

    @prepared
    def several(agency_id: int, names: list) -> QuerySet[Member]:  # type: ignore[type-arg]
        return Member.objects.filter(agency_id=agency_id, name__in=names)

    for query, arguments in ((nobodys, (cast.agency.pk, "x")), (several, (cast.agency.pk, ["x"]))):
        with pytest.raises(TypeError):
            query(*arguments)  # type: ignore[operator]
