"""The small statements that every batch makes, written out: putting them together would cost more than running them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from commonbeat.program.visits.models import Device, Receipt


@dataclass(slots=True)
class Known:
    """A receipt, as far as sorting a batch needs it; without a hash, a row that came another way than by a phone."""

    entry: UUID
    kind: str
    content_hash: str
    refers_to: UUID | None
    device_id: int | None


def known_entries(agency_id: int, ids: Collection[UUID], tables: Mapping[str, type[models.Model]]) -> list[Known]:
    """The receipts of these entries, and of entries that name one of them; the latter may come twice.

    Each search goes by its own index: one condition with "or" would read every receipt of the agency.

    Args:
        agency_id: whose entries.
        ids: what came.
        tables: of kinds, where their rows are: one with such an id and without a receipt was imported or restored.
    """
    if not ids:
        return []
    receipts = (
        f"SELECT entry, kind, content_hash, refers_to, device_id FROM {Receipt._meta.db_table} WHERE agency_id = %s"
    )
    marks = ",".join(["%s"] * len(ids))
    native = connection.features.has_native_uuid_field
    named = list(ids) if native else [entry.hex for entry in ids]
    searches = [f"{receipts} AND entry IN ({marks})", f"{receipts} AND refers_to IN ({marks})"]
    values = [agency_id, *named, agency_id, *named]
    for kind, model in tables.items():
        searches.append(
            f"SELECT entry, '{kind}', '', NULL, NULL FROM {model._meta.db_table} "
            f"WHERE agency_id = %s AND entry IN ({marks})"
        )
        values += [agency_id, *named]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(searches), values)
        return [
            Known(
                entry if native else UUID(entry),
                kind,
                content_hash,
                refers_to if native or refers_to is None else UUID(refers_to),
                device_id,
            )
            for entry, kind, content_hash, refers_to, device_id in cursor.fetchall()
        ]


def those_there(model: type[models.Model], agency_id: int, ids: Collection[int]) -> set[int]:
    """Which of these rows the agency has: as `visible_to` says it of areas and places, which every member sees."""
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {model._meta.db_table} WHERE agency_id = %s AND id IN ({marks})", [agency_id, *ids]
        )
        return {key for (key,) in cursor.fetchall()}


def count_of(device_id: int) -> tuple[int, list[list[int]]]:
    """The highest number of a phone that came, and the ranges below it that did not."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_seq, missing FROM {Device._meta.db_table} WHERE id = %s", [device_id])
        last_seq, missing = cursor.fetchone()
    return last_seq, json.loads(missing) if isinstance(missing, str) else missing


def set_count(device_id: int, last_seq: int, missing: list[list[int]]) -> None:
    """Keep the count, and that the phone was heard now."""
    now: Any = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Device._meta.db_table} SET last_seq = %s, missing = %s, last_seen_at = %s WHERE id = %s",
            [last_seq, json.dumps(missing), connection.ops.adapt_datetimefield_value(now), device_id],
        )
