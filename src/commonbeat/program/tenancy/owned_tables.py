"""Which tables belong to agencies, and which of their columns point at other such tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True, slots=True)
class Pointer:
    """A foreign key from one agency's row to a row that must be of the same agency."""

    table: str
    column: str
    target: str
    target_key: str

    @property
    def name(self) -> str:
        """The constraint's or trigger's name, within PostgreSQL's 63 characters."""
        return f"line_{self.table}_{self.column}"[:58]


def owned_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an agency, in a fixed order."""
    found = [model for model in apps.get_models() if _agency_field(model) is not None]
    return sorted(found, key=lambda model: model._meta.db_table)


def pointers() -> Iterator[Pointer]:
    """Every foreign key from an owned table to an owned table."""
    for model in owned_models():
        for field in model._meta.concrete_fields:
            target = field.remote_field.model if isinstance(field, models.ForeignKey) else None
            if isinstance(target, type) and _agency_field(target) is not None:
                yield Pointer(
                    model._meta.db_table, str(field.column), target._meta.db_table, str(target._meta.pk.column)
                )


def _agency_field(model: type[models.Model]) -> models.Field[object, object] | None:
    for field in model._meta.concrete_fields:
        if field.name == "agency" and isinstance(field, models.ForeignKey):
            return field
    return None
