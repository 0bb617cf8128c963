"""Writing the export: a zip of CSV tables, GeoJSON of places and areas, and JSON that says what is in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection, models

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.export.contents import exported_columns, exported_models, rows_of
from commonbeat.program.places.models import Place
from commonbeat.spreadsheet import write_rows

#: Rows read at a time.
_CHUNK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: rows of each table, and photos."""

    tables: dict[str, int]
    photos: int


def export_agency(
    agency: Agency, to: IO[bytes], *, member: Member | None, label: str = "", media: Path | None = None
) -> Exported:
    """Write everything the agency owns; the export is recorded before the first byte.

    Args:
        agency: whose.
        to: a binary file, written from its beginning.
        member: who exports; None at the terminal, which says so by `label`.
        label: who or what exports, for the audit log.
        media: folder of photos; the installation's when None.

    Returns:
        How many rows of which table, and how many photos.
    """
    _record(agency, member, label)
    tables: dict[str, int] = {}
    described: list[dict[str, Any]] = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, _one_moment():
        for model in exported_models():
            name, columns = model._meta.label_lower, exported_columns(model)
            with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
                tables[name] = write_rows(text, columns, _rows(model, agency, member, columns))
                text.flush()
                text.detach()
            described.append({"table": name, "rows": tables[name], "columns": _described(model, columns)})
        archive.writestr("areas.geojson", _json(_areas(agency)))
        archive.writestr("places.geojson", _json(_places(agency)))
        archive.writestr("agency.json", _json(_agency(agency)))
        archive.writestr("tables.json", _json(described))
        archive.writestr("README.txt", _readme(agency, tables))
        photos = _photos(archive, agency, media or Path(settings.MEDIA_ROOT))
    return Exported(tables, photos)


@action
def _record(agency: Agency, member: Member | None, label: str) -> None:
    record("agency.export", actor=member, agency=agency, about=agency, label=label)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as of one moment, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN DEFERRED"
    if connection.vendor == "postgresql":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def _rows(
    model: type[models.Model], agency: Agency, member: Member | None, columns: Sequence[str]
) -> Iterator[list[object]]:
    for row in rows_of(model, agency, member).values_list(*columns).iterator(chunk_size=_CHUNK):
        yield [_cell(value, column) for value, column in zip(row, columns, strict=True)]


def _cell(value: object, column: str) -> object:
    """A value as it stands in a CSV: ISO times in UTC, JSON as JSON, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict) and column == "content" and value.get("sealed"):
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int | float | str) else str(value)


def _described(model: type[models.Model], columns: Sequence[str]) -> list[dict[str, Any]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [
        {
            "name": column,
            "type": fields[column].get_internal_type(),
            "refers_to": _target(fields[column]),
        }
        for column in columns
    ]


def _target(field: models.Field[Any, Any]) -> str | None:
    """The table that a column refers to."""
    target = field.related_model
    return None if target is None else target._meta.label_lower


def _agency(agency: Agency) -> dict[str, Any]:
    told = {field.attname: getattr(agency, field.attname) for field in Agency._meta.concrete_fields}
    return {name: _plain(value) for name, value in told.items()} | {
        "exported_at": datetime.now(UTC).isoformat(),
        "commonbeat": version("commonbeat"),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _areas(agency: Agency) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": area.polygon or _point(area.lon, area.lat),
            "properties": {"id": area.pk, "name": area.name, "state": area.state, "languages": area.languages},
        }
        for area in Area.objects.filter(agency=agency).order_by("pk")
    ]
    return {"type": "FeatureCollection", "features": features}


def _places(agency: Agency) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": _point(place.lon, place.lat),
            "properties": {"id": place.pk, "key": place.key, "label": place.label, "kind": place.kind},
        }
        for place in Place.objects.filter(agency=agency).order_by("pk").iterator(chunk_size=_CHUNK)
    ]
    return {"type": "FeatureCollection", "features": features}


def _point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    return None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}


def _photos(archive: zipfile.ZipFile, agency: Agency, media: Path) -> int:
    """Every file of the agency's folder of photos, as it is kept: drawn anew, without metadata."""
    folder, found = media / "photos" / str(agency.pk), 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            archive.write(path, f"photos/{path.relative_to(folder).as_posix()}", zipfile.ZIP_STORED)
            found += 1
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _readme(agency: Agency, tables: dict[str, int]) -> str:
    listed = "\n".join(f"  tables/{name}.csv  {rows} rows" for name, rows in tables.items())
    return f"""Everything {agency.name} keeps in Commonbeat

tables/         One CSV a table, UTF-8, first line the column names. Times are ISO 8601 in UTC. A column that ends in
                _id holds the id of a row of another table; tables.json says which. Lists and objects are JSON.
                A cell that a spreadsheet would run as a formula begins with an apostrophe.
areas.geojson   The problem areas, as outlines.
places.geojson  The places, as points.
agency.json     The agency's own settings.
tables.json     Every table with its columns, their types and what they refer to.
photos/         Pictures of places, as they are kept.

Left out, because whoever holds them could act as someone else: passwords, second factors, and the tokens of phones and
machines. Left out, because a source is protected: sealed notes, except those written by the person who exports, and the
disputes about them.

The calls for service are not in this file: the call lake holds them as Parquet, which is open already.

{listed}
"""
