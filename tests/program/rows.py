"""One row of every table, for tests that must hold for all of them, also those added later."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

from django.db import models

from commonbeat.program.agencies.models import Agency
from commonbeat.program.tenancy.owned_tables import owned_models

#: Keys that may be empty one by one, but not all of them together.
_FILLED = {("Action", "owner"), ("Evidence", "visit")}


def fill(agency: Agency, pk: int, word: str) -> dict[type[models.Model], models.Model]:
    """A row with this primary key in every owned table; texts hold the word, foreign keys point at the others."""
    made: dict[type[models.Model], models.Model] = {}
    for model in owned_models():
        _row(model, agency, pk, word, made)
    return made


def _row(
    model: type[models.Model], agency: Agency, pk: int, word: str, made: dict[type[models.Model], models.Model]
) -> models.Model:
    if model in made:
        return made[model]
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key:
            values[field.attname] = pk
        elif field.name == "agency":
            values["agency"] = agency
        elif isinstance(field, models.ForeignKey):
            needed = not field.null or (model.__name__, field.name) in _FILLED
            if needed and field.remote_field.model is not model:
                values[field.name] = _row(field.remote_field.model, agency, pk, word, made)
        else:
            value = _value(field, pk, word)
            if value is not None:
                values[field.attname] = value
    made[model] = model._base_manager.create(**values)
    return made[model]


def _value(field: models.Field[Any, Any], pk: int, word: str) -> Any:
    now = datetime.datetime.now(datetime.UTC)
    if field.null and not isinstance(field, models.CharField | models.TextField):
        return None
    if field.choices:
        return field.default if field.has_default() else next(iter(dict(field.flatchoices)))
    default = field.get_default() if field.has_default() else None
    by_type: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.UUIDField, uuid.UUID(int=pk)),
        (models.EmailField, f"{word.lower()}@example.org"),
        (models.DateTimeField, now),
        (models.DateField, now.date()),
        (models.BooleanField, default or False),
        (models.JSONField, default if default is not None else {"word": word}),
        (models.DecimalField, Decimal(10)),
        (models.FloatField, 1.0),
        (models.IntegerField, max(int(default), 1) if isinstance(default, int) else 30),
        (models.CharField, f"{word}-{pk}"[: getattr(field, "max_length", None) or 60]),
        (models.TextField, word),
    ]
    return next((value for kind, value in by_type if isinstance(field, kind)), None)
