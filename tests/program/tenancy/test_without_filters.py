"""T2: without any of Python's filters by agency, row-level security alone lets no row across.

Each test has its counterpart without the line: there the same reads do show the other agency's rows, so it is the line
that holds and not a switch that does nothing. On SQLite, which has no such line, only the counterparts run.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, models, transaction

from commonbeat.analysis.call_counts import Which
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import Posting
from commonbeat.program.tenancy.owned_tables import owned_models
from commonbeat.program.visits.models import Visit
from tests.as_serving_role import serving_role
from tests.cast import Cast
from tests.program.doors import doors
from tests.program.rows import fill
from tests.without_filters import filters_out, without_filters

THEIRS, CANARY = 900_001, "CANARY"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row-level security is PostgreSQL's; the tests run there too"
)
#: Take an agency and read no row of one: they write as a part of an action, work on files, or compute.
NOT_READING = re.compile(
    r"demo\.|jobs\.(actions|parts|uploads|tasks)\.|export\.archive|.*\.rules\.|agencies\.(scope|sign_in|first_password)"
    r"|audit\.heads\.chain_name|.*\.(today_of|today_in)$|visits\.(families|keys|sealing|kinds|photos)\."
    r"|publishing\.(pictures\.|cards\.agree_with_picture)|concerns\.public_door\.raise_from_page"
    r"|partners\.(pictures\.add_picture|invitation\.code_mailed)"
    r"|postings\.pulled_away\.|notes\.actions\.(write|confirm)_in_place"
)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Harbor City has a row in every table, all numbered alike, all saying CANARY."""
    fill(cast.harbor_city, THEIRS, CANARY)
    # In the state in which the most doors show them.
    Area.objects.filter(pk=THEIRS).update(state=Area.State.APPROVED)
    Place.objects.filter(pk=THEIRS).update(lon=1.0, lat=1.0)
    Posting.objects.filter(pk=THEIRS).update(starts_on=date(2025, 1, 1))
    Commitment.objects.filter(pk=THEIRS).update(due_on=date(2025, 1, 1))
    return cast


@contextmanager
def line_alone(cast: Cast) -> Iterator[None]:
    """As the role that serves, in our agency, without the filters."""
    with agency_scope(cast.agency.pk), serving_role(), filters_out():
        yield


@contextmanager
def nothing_at_all(cast: Cast) -> Iterator[None]:
    """Neither the line nor the filters."""
    with agency_scope(cast.agency.pk), filters_out():
        yield


def with_agency() -> list[type[models.Model]]:
    """Models whose manager starts at `visible_to`."""
    return [model for model in owned_models() if hasattr(model._default_manager, "visible_to")]


def others_seen(cast: Cast) -> set[str]:
    """The models of which a query made for a sergeant of ours gives rows of another agency."""
    seen = set()
    for model in with_agency():
        rows = model._default_manager.visible_to(cast.okafor)  # type: ignore[attr-defined]
        if set(rows.values_list("agency_id", flat=True)) - {cast.agency.pk}:
            seen.add(model._meta.label)
    return seen


@on_postgresql
def test_no_model_shows_a_row_of_another_agency(filled: Cast) -> None:
    with line_alone(filled):
        assert others_seen(filled) == set()
        for model in owned_models():
            assert not model._base_manager.filter(pk=THEIRS).exists(), model
            assert model._base_manager.filter(agency=filled.harbor_city).count() == model._base_manager.count(), model


@on_postgresql
def test_no_row_of_another_agency_is_changed_deleted_or_added(filled: Cast) -> None:
    before = rows_of(filled)
    for model in owned_models():
        if model._meta.label == "audit.AuditEvent":
            continue  # the role may not change one at all
        with line_alone(filled):
            there = model._base_manager.filter(agency=filled.harbor_city, pk=THEIRS)
            assert there.update(agency=filled.harbor_city) == 0, model
            assert there._raw_delete("default") == 0, model
    assert rows_of(filled) == before
    for model in owned_models():
        row = model._base_manager.get(pk=THEIRS)
        row.pk, row._state.adding = THEIRS + 1, True
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), line_alone(filled):
            row.save(force_insert=True)


def rows_of(cast: Cast) -> dict[str, list[Any]]:
    """Everything Harbor City has."""
    return {
        model._meta.label: list(model._base_manager.filter(agency=cast.harbor_city).order_by("pk").values())
        for model in owned_models()
    }


def test_without_the_line_every_model_would_show_them(filled: Cast) -> None:
    with nothing_at_all(filled):
        # Of the log, a sergeant sees what they did themselves.
        assert others_seen(filled) == {model._meta.label for model in with_agency()} - {"audit.AuditEvent"}
    assert others_seen(filled) == set(), "the filters are back"


def through_each_door(cast: Cast, inside: Callable[[Cast], Any]) -> dict[str, bool]:
    """Each door that reads, asked for what is Harbor City's, and whether something of Harbor City came out."""
    crossed = {}
    for name, door in doors().items():
        if NOT_READING.match(name):
            continue
        arguments = asked(cast, door)
        with inside(cast), transaction.atomic():
            try:
                leaves = list(told(door(*arguments[0], **arguments[1])))
            except ObjectDoesNotExist:
                leaves = []  # what it was asked about is not there for this agency: nothing came out
        given = [each for each in (*arguments[0], *arguments[1].values()) if getattr(each, "pk", None) == THEIRS]
        # A briefing says the number of the place that it was given: that was not read.
        crossed[name] = any((leaf == THEIRS and not given) or CANARY in str(leaf) for leaf in leaves)
    return crossed


def asked(cast: Cast, door: Callable[..., Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments that say: our agency and member, their rows. A new kind of argument needs a line here."""
    rows = {model.__name__: model for model in owned_models()}
    values: dict[str, Any] = {
        "Member": cast.okafor,
        "Agency": cast.agency,
        "Mapping[str, type[models.Model]]": {"visit": Visit},
        "str": f"{CANARY}-{THEIRS}",
        "date": date(2026, 1, 1) if "last" not in inspect.signature(door).parameters else datetime.now(UTC).date(),
        "datetime": datetime.now(UTC),
        "UUID": UUID(int=THEIRS),
        "float": 1.0,
        "Sequence[int]": [THEIRS],
        "Sequence[str]": [f"{CANARY}-{THEIRS}"],
        "Which": Which(),
        "Collection[UUID]": [UUID(int=THEIRS)],
    }
    placed, named = [], {}
    for parameter in inspect.signature(door).parameters.values():
        kind = str(parameter.annotation)
        if parameter.default is not parameter.empty:
            continue
        if parameter.name == "agency_id":
            value: Any = cast.agency.pk
        elif kind == "int":
            value = THEIRS
        elif kind in values:
            value = values[kind]
        else:
            value = _blank(rows[kind], cast)
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            placed.append(value)
    return placed, named


def _blank(model: type[models.Model], cast: Cast) -> models.Model:
    """Their row by its number, without a word of it: what comes out was read."""
    row = model._base_manager.get(pk=THEIRS)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField):
            setattr(row, field.attname, "")
    row.agency_id = cast.agency.pk  # type: ignore[attr-defined]
    return row


def told(value: Any, seen: tuple[int, ...] = ()) -> Iterator[Any]:
    """Every plain value in what a door gave back."""
    if id(value) in seen:
        return
    seen = (*seen, id(value))
    if isinstance(value, models.Model):
        for field in value._meta.concrete_fields:
            if field.attname in value.__dict__:
                yield value.__dict__[field.attname]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for each in dataclasses.fields(value):
            yield from told(getattr(value, each.name), seen)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from told(key, seen)
            yield from told(each, seen)
    elif isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        for each in value:
            yield from told(each, seen)
    else:
        yield value


@on_postgresql
def test_no_door_of_the_program_gives_what_is_another_agencys(filled: Cast) -> None:
    crossed = through_each_door(filled, line_alone)
    assert len(crossed) > 25
    assert [name for name, across in crossed.items() if across] == []


def test_without_the_line_the_doors_would_give_it(filled: Cast) -> None:
    crossed = through_each_door(filled, nothing_at_all)
    assert sum(crossed.values()) > 25


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            'SELECT 1 FROM "a" WHERE ("a"."agency_id" = %s AND "a"."id" = %s)',
            'SELECT 1 FROM "a" WHERE (("a"."agency_id" = %s OR 1 = 1) AND "a"."id" = %s)',
        ),
        ("SELECT 1 FROM a WHERE agency_id = %s", "SELECT 1 FROM a WHERE (agency_id = %s OR 1 = 1)"),
        (
            'UPDATE "a" SET "agency_id" = %s WHERE "a"."agency_id" = %s',
            'UPDATE "a" SET "agency_id" = %s WHERE ("a"."agency_id" = %s OR 1 = 1)',
        ),
        ('SELECT 1 FROM "a" JOIN "b" ON "a"."agency_id" = "b"."id"', None),
        ('INSERT INTO "a" ("agency_id") VALUES (%s)', None),
    ],
)
def test_the_switch_takes_the_filter_out_of_every_condition(statement: str, expected: str | None) -> None:
    assert without_filters(statement) == (expected or statement)


def test_a_way_of_comparing_that_the_switch_does_not_know_fails() -> None:
    with pytest.raises(AssertionError, match="new way"):
        without_filters('SELECT 1 FROM "a" WHERE "a"."agency_id" IN (%s, %s)')
