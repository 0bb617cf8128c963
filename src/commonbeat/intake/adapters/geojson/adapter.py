"""GeoJSON: a feature collection (or an Esri feature set), read feature by feature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from commonbeat.errors import InputError
from commonbeat.intake.adapters.delimited.encoding import detect as detect_encoding
from commonbeat.intake.adapters.features import as_record, is_feature
from commonbeat.intake.adapters.fingerprint import sha256_of
from commonbeat.intake.adapters.jsontext import JsonDocument
from commonbeat.intake.adapters.limits import HEAD_BYTES
from commonbeat.intake.adapters.records import flat, stage_records
from commonbeat.intake.adapters.table import RejectPile
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent


def recognizes(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """An object that speaks of features."""
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text.startswith(b"{") and (b'"FeatureCollection"' in text or b'"features"' in text)


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Properties become columns, the geometry `geometry_lon` and `geometry_lat`; `_line` is the feature's ordinal.

    Raises:
        InputError: broken or cut JSON, no features.
        StorageError: the disk is full.
    """
    with path.open("rb") as file:
        encoding = detect_encoding(file.read(HEAD_BYTES))
    document = JsonDocument(path, encoding, {"features"}, progress=progress)
    rejected = RejectPile(str(path))
    shapes = 0

    def records() -> Iterator[tuple[int, dict[str, str | None]]]:
        nonlocal shapes
        for number, feature in document.records():
            if not is_feature(feature):
                rejected.add(number, "it is not a map feature", str(feature))
                continue
            try:
                record, shape = as_record(feature)
            except ValueError:
                rejected.add(number, "its coordinates are not numbers", str(feature))
                continue
            shapes += shape
            yield number, flat(record)

    staged = stage_records(records(), str(path), into, rejected)
    if not staged.rows and not rejected.records:
        raise InputError("The file has no features in it.", where=str(path), todo="Export it again.")
    notes = ["a feature has no line of its own: `_line` is its place in the file"]
    if shapes:
        notes.append(f"{shapes:,} feature(s) are lines or areas; each stands in the middle of its bounds")
    crs = document.above.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if isinstance(name, str) and "CRS84" not in name and not name.endswith(":4326"):
        notes.append(f"the coordinates are not longitude and latitude but {name}")
    return replace(staged, notes=tuple(notes), sha256=sha256_of(path))
