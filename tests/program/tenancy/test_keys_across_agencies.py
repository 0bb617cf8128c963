"""T4: a foreign key cannot point across agencies, whatever the code above the database does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.tenancy.owned_tables import owned_models, pointers
from tests.cast import Cast


def constraints_now() -> None:
    """What the database would say at the commit, it says here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_place_of_another_agency_cannot_join_our_area(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=cast.harbor_place)
        constraints_now()


def test_nor_can_it_be_moved_there_later(cast: Cast) -> None:
    ours = AreaPlace.objects.get(area=cast.oak_creek)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPlace.objects.filter(pk=ours.pk).update(place=cast.harbor_place)
        constraints_now()


def test_a_row_does_not_change_its_agency(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=cast.rivera.pk).update(agency=cast.harbor_city)
        constraints_now()


@pytest.mark.django_db
def test_every_foreign_key_between_owned_tables_is_held() -> None:
    wanted = {pointer.name for pointer in pointers()}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE 'line\\_%' AND contype = 'f'")
            held = {name for (name,) in cursor.fetchall()}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'line\\_%' ESCAPE '\\'")
            names = {name for (name,) in cursor.fetchall()}
            held = {name[:-2] for name in names if name.endswith("_i") and f"{name[:-2]}_u" in names}
    assert held == wanted
    assert len(wanted) > 30


def test_every_table_with_an_agency_is_one_of_them_and_each_pointer_is_tried(cast: Cast) -> None:
    """Each pointer, by itself: a row of ours that exists is pointed at a row of Harbor City's."""
    tried = 0
    for model in owned_models():
        for field in model._meta.concrete_fields:
            target = field.remote_field.model if isinstance(field, models.ForeignKey) else None
            ours = model._base_manager.filter(agency=cast.agency).first()
            theirs = _one_of(target, cast.harbor_city) if target in owned_models() else None
            if ours is None or theirs is None:
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                model._base_manager.filter(pk=ours.pk).update(**{field.name: theirs})
                constraints_now()
            tried += 1
    assert tried >= 5


def _one_of(model: Any, agency: Agency) -> Any:
    return model._base_manager.filter(agency=agency).first()


def test_a_row_of_our_own_agency_is_taken(cast: Cast) -> None:
    AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=cast.mill_street_shop)
    constraints_now()
    assert cast.oak_creek.places.count() == 2
