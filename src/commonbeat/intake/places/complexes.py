"""Complexes: several addresses that an agency declares one place, such as the buildings of one apartment owner."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from commonbeat.analysis.geometry import METERS_PER_DEGREE
from commonbeat.errors import InputError
from commonbeat.intake.places.canonical import canonical
from commonbeat.intake.places.habits import Habits
from commonbeat.intake.places.text import plain
from commonbeat.intake.places.units import split_unit

_RANGE: Final = re.compile(r"(\d{1,6}) ?(?:-|TO) ?(\d{1,6}) (.+)$")
_KEY: Final = re.compile(r"(\d+) (BLOCK )?(.+)$")
#: Addresses in a declaration keep their city, so that "12 Main St, Lansdale" is not every 12 Main St.
_WRITTEN: Final = Habits(several_cities=True)
_NAME_PROPERTIES: Final = (
    "name", "complex", "complex_name", "label", "site_name", "sitename", "property_name", "prop_name", "parcel_name",
    "place", "title",
)  # fmt: skip
_KEYS: Final = frozenset({"name", "addresses", "numbers", "circle", "polygon"})
_SIDES: Final = {"all": (0, 1), "even": (0,), "odd": (1,)}


@dataclass(frozen=True)
class _Span:
    """House numbers of one street: low to high, of the given remainders modulo 2."""

    low: int
    high: int
    sides: tuple[int, ...]
    city: str
    name: str

    def holds(self, number: int, *, block: bool) -> bool:
        if block:  # a hundred-block is inside only when all of it is
            return self.low <= number + 1 and self.high >= number + 98 and len(self.sides) == 2
        return self.low <= number <= self.high and number % 2 in self.sides


@dataclass(frozen=True)
class _Shape:
    area: BaseGeometry
    name: str


class Complexes:
    """Declared complexes, ready to be asked which place lies in which.

    An address inside is found by its key first, then by its coordinates; of shapes that overlap the smallest counts.
    A call may also be written down under the complex's own name, with or without a unit.
    """

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[str, str]]] = {}  # key without city -> (city, name)
        self._spans: dict[str, list[_Span]] = {}  # street key -> ranges
        self._shapes: list[_Shape] = []

    @cached_property
    def _named(self) -> dict[str, str]:
        """Each complex by its name as keys write it."""
        return {plain(name): name for name in self.names}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all complexes, in alphabetical order."""
        found = {name for entries in self._exact.values() for _, name in entries}
        found |= {span.name for spans in self._spans.values() for span in spans}
        return tuple(sorted(found | {shape.name for shape in self._shapes}))

    @classmethod
    def read(cls, path: str | Path) -> Complexes:
        """Complexes of a `places.toml`, or of a GeoJSON of parcels or complexes whose features carry a name.

        A `places.toml` has a table for each complex::

            [[place]]
            name = "Oak Creek Apartments"
            addresses = ["1200-1298 Elm St", "45 Oak Ave", "Elm St & Oak Ave"]
            numbers = "even"                                    # of the ranges: even, odd or all (the default)
            circle = { lon = -121.29, lat = 37.95, radius = 60 }   # radius in meters
            polygon = "oak-creek.geojson"                       # beside this file

        Raises:
            InputError: the file is missing, damaged or says something that cannot be; with the line.
        """
        source = Path(path)
        text = _text(source)
        found = cls()
        if source.suffix.lower() == ".toml":
            found._read_toml(text, source)
        else:
            for number, (area, properties) in enumerate(_features(text, source), start=1):
                found._shapes.append(_Shape(area, _name_of(properties, source, number)))
        return found

    def assign(self, keys: Sequence[str], lon: ArrayLike, lat: ArrayLike) -> list[str | None]:
        """Name of the complex each place lies in, or None.

        Args:
            keys: canonical keys, n of them; an empty one is asked by its coordinates alone.
            lon: degrees, shape (n,); NaN where unknown.
            lat: degrees, shape (n,).
        """
        result = [self._by_key(key) if key else None for key in keys]
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        if not self._shapes or not x.size:
            return result
        inside = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        order = sorted(range(len(self._shapes)), key=lambda index: -self._shapes[index].area.area)
        tree = shapely.STRtree([self._shapes[index].area for index in order])
        points, hits = tree.query(shapely.points(x[inside], y[inside]), predicate="intersects")
        smallest: dict[int, int] = {}
        for point, hit in zip(inside[points].tolist(), hits.tolist(), strict=True):
            smallest[point] = max(hit, smallest.get(point, -1))
        for point, hit in smallest.items():
            result[point] = result[point] or self._shapes[order[hit]].name
        return result

    def _by_key(self, key: str) -> str | None:
        base, _, city = key.partition(", ")
        named = self._by_name(base)
        if named is not None:
            return named
        for wanted, name in self._exact.get(base, ()):
            if not (wanted and city) or wanted == city:
                return name
        numbered = _KEY.match(base)
        if numbered is None:
            return None
        number, block = int(numbered[1]), bool(numbered[2])
        for span in self._spans.get(numbered[3], ()):
            if (not (span.city and city) or span.city == city) and span.holds(number, block=block):
                return span.name
        return None

    def _by_name(self, base: str) -> str | None:
        """The complex whose name this is, a unit behind it left out."""
        words = base.split()
        for end in range(len(words), 0, -1):
            name = self._named.get(" ".join(words[:end]))
            if name is not None:
                street = "MAIN ST"  # a unit is known behind a street
                return name if split_unit(" ".join([street, *words[end:]]))[0] == street else None
        return None

    def _read_toml(self, text: str, source: Path) -> None:
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise InputError(
                f"This is no TOML: {error}.", where=f"{source}, line {line[1] if line else '?'}", todo="Mend that line."
            ) from error
        tables = document.get("place", document.get("complex"))
        lines = [n for n, row in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*(place|complex)\s*\]\]", row)]
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise InputError("There is no [[place]] table.", where=f"{source}, line 1", todo="Begin with [[place]].")
        for index, table in enumerate(tables):
            self._add(table, source, f"{source}, line {lines[index] if index < len(lines) else '?'}")

    def _add(self, table: dict[str, Any], source: Path, where: str) -> None:
        name = table.get("name")
        if not isinstance(name, str) or not plain(name):
            raise InputError("A place has no name.", where=where, todo='Add a line such as name = "Oak Creek".')
        unknown = sorted(set(table) - _KEYS)
        if unknown:
            raise InputError(
                f"{name} has {unknown[0]!r}, which means nothing here.",
                where=where,
                todo=f"Use {', '.join(sorted(_KEYS))}.",
            )
        sides = _SIDES.get(str(table.get("numbers", "all")).lower())
        if sides is None:
            raise InputError(f"{name}: numbers must be even, odd or all.", where=where, todo="Mend that word.")
        addresses = table.get("addresses", [])
        if not isinstance(addresses, list) or not all(isinstance(address, str) for address in addresses):
            raise InputError(f"{name}: addresses must be a list of texts.", where=where, todo='Write ["12 Elm St"].')
        if not addresses and "circle" not in table and "polygon" not in table:
            raise InputError(
                f"{name} has no addresses, circle or polygon.", where=where, todo="Say which addresses belong to it."
            )
        for address in addresses:
            self._add_address(address, name, sides, where)
        if "circle" in table:
            self._shapes.append(_Shape(_circle(table["circle"], name, where), name))
        if "polygon" in table:
            file = source.parent / str(table["polygon"])
            self._shapes.extend(_Shape(area, name) for area, _ in _features(_text(file), file))

    def _add_address(self, address: str, name: str, sides: tuple[int, ...], where: str) -> None:
        span = _RANGE.match(plain(address))
        low, high = (int(span[1]), int(span[2])) if span else (0, 0)
        if span and high < low:
            raise InputError(
                f"{name}: the range {address!r} ends before it begins.",
                where=where,
                todo="Write the lower number first.",
            )
        found = canonical([f"{low + 1} {span[3]}" if span else address], habits=_WRITTEN)[0]
        if found.refused:
            raise InputError(f"{name}: {address!r} is {found.refused}.", where=where, todo="Write a street address.")
        base, _, city = found.key.partition(", ")
        if span:
            street = base.partition(" ")[2]
            self._spans.setdefault(street, []).append(_Span(low, high, sides, city, name))
        else:
            self._exact.setdefault(base, []).append((city, name))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror}.", todo="Check its name.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("This is no text in UTF-8.", where=f"{path}, line {line}", todo="Save it as UTF-8.") from error


def _circle(circle: object, name: str, where: str) -> BaseGeometry:
    parts = [circle.get(part) for part in ("lon", "lat", "radius")] if isinstance(circle, Mapping) else []
    values = [float(part) for part in parts if isinstance(part, int | float) and not isinstance(part, bool)]
    if len(values) != 3 or not (abs(values[0]) <= 180 and abs(values[1]) < 89 and 0 < values[2] <= 5000):
        raise InputError(
            f"{name}: a circle is lon and lat in degrees and a radius of 1 to 5,000 meters.",
            where=where,
            todo="Write circle = { lon = -121.29, lat = 37.95, radius = 60 }.",
        )
    lon, lat, radius = values
    ring = shapely.Point(0.0, 0.0).buffer(radius / METERS_PER_DEGREE, quad_segs=16)
    return shapely.transform(ring, lambda xy: xy / [np.cos(np.radians(lat)), 1.0] + [lon, lat])


def _features(text: str, source: Path) -> Iterable[tuple[BaseGeometry, Mapping[str, Any]]]:
    """Polygons of a GeoJSON with their properties; other geometries are left out."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError("This is no GeoJSON.", where=f"{source}, line {line}", todo="Export it anew.") from error
    features = document.get("features", [document]) if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise InputError("There are no features in it.", where=f"{source}, line 1", todo="Export polygons as GeoJSON.")
    found: list[tuple[BaseGeometry, Mapping[str, Any]]] = []
    for number, feature in enumerate(features, start=1):
        where = f"{source}, feature {number}"
        geometry = feature.get("geometry", feature) if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        try:
            area = shapely.make_valid(shape(geometry))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
            raise InputError("This polygon is damaged.", where=where, todo="Export it anew.") from error
        west, south, east, north = area.bounds if not area.is_empty else (0.0, 0.0, 0.0, 0.0)
        if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
            raise InputError(
                "Its coordinates are not degrees.",
                where=where,
                todo="Export it in WGS 84 (EPSG:4326), as GeoJSON asks.",
            )
        properties = feature.get("properties")
        found.append((area, properties if isinstance(properties, dict) else {}))
    if not found:
        raise InputError("There is no polygon in it.", where=f"{source}, line 1", todo="Export polygons as GeoJSON.")
    return found


def _name_of(properties: Mapping[str, Any], source: Path, number: int) -> str:
    lower = {str(key).lower(): value for key, value in properties.items()}
    for wanted in _NAME_PROPERTIES:
        if isinstance(lower.get(wanted), str) and plain(lower[wanted]):
            return str(lower[wanted]).strip()
    raise InputError("A feature has no name.", where=f"{source}, feature {number}", todo='Give it a property "name".')
