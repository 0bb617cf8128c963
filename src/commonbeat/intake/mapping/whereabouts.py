"""Which columns say where: an address in one or several columns, degrees, a point, or a projected plane."""

from __future__ import annotations

import re
from statistics import median

from commonbeat.intake.mapping.columns import MAP_AT, TIE, Column, Export
from commonbeat.intake.mapping.fields import Field, Question
from commonbeat.intake.mapping.names import words
from commonbeat.intake.mapping.profile import Profile
from commonbeat.intake.mapping.projection import fit_plane, suggest_zone

_PAIR = re.compile(r"([-+]?\d+\.\d+)\s*[,;\s]\s*[-+]?\d+\.\d+")
_PARTS = ("street number", "direction", "street", "suffix", "postdirection")


class FoundPlaces:
    """What was found about place: fields, questions, notes and the zone that the coordinates lie in."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.questions: list[Question] = []
        self.notes: list[str] = []
        self.suggested_zone: str | None = None

    def has(self, *names: str) -> bool:
        """Is any of these fields found?"""
        return any(found.name in names for found in self.fields)


def _middle(column: Column) -> float:
    return column.profile.number_at(0.5) if column.profile is not None else 0.0


def _is_latitude(value: float) -> bool:
    return 15 <= abs(value) <= 72


def _is_longitude(value: float) -> bool:
    return 50 <= abs(value) <= 180


def _rows(column: Column) -> list[float | None]:
    values: list[float | None] = []
    for cell in column.profile.raw if column.profile is not None else ():
        try:
            values.append(float((cell or "").replace(",", "")))
        except ValueError:
            values.append(None)
    return values


def _degrees(export: Export, found: FoundPlaces) -> None:
    """Longitude and latitude by name, checked by value."""
    lats, lons = (
        [pair for pair in export.ranked(role) if not pair[1].empty] for role in ("lat", "lon")
    )  # an empty pair must not hide an X and Y that are filled
    pairs = [
        (min(a, b), lat, lon)
        for a, lat in lats
        for b, lon in lons
        if sorted(set(words(lat.name)) - {"latitude", "x", "y"})
        == sorted(set(words(lon.name)) - {"longitude", "x", "y"})
    ]
    pairs.sort(key=lambda pair: (-pair[0], len(pair[1].name)))
    if not pairs and len(lats) == 1 and len(lons) == 1:
        pairs = [(min(lats[0][0], lons[0][0]), lats[0][1], lons[0][1])]
    if pairs and pairs[0][0] >= MAP_AT:
        score, lat, lon = pairs[0]
        if (
            export.has_values
            and _is_longitude(_middle(lat))
            and _is_latitude(_middle(lon))
            and not (_is_longitude(_middle(lon)) or _is_latitude(_middle(lat)))
        ):
            found.questions.append(_ask_swapped(lat, lon))
            export.taken |= {lat.name, lon.name}
            return
        found.fields += [export.take("lon", (score, lon)), export.take("lat", (score, lat))]
        return
    _named_but_not_degrees(export, found)


def _named_but_not_degrees(export: Export, found: FoundPlaces) -> None:
    """Columns named latitude and longitude whose values are not: swapped, millionths, or a plane."""
    lat = next((column for column in export.free() if column.claim("lat").score >= 0.9 and column.profile), None)
    lon = next((column for column in export.free() if column.claim("lon").score >= 0.9 and column.profile), None)
    if lat is None or lon is None or not (_middle(lat) and _middle(lon)):
        return
    y, x = _middle(lat), _middle(lon)
    if _is_longitude(y) and _is_latitude(x):
        found.questions.append(_ask_swapped(lat, lon))
    elif _is_latitude(y / 1e6) and _is_longitude(x / 1e6):
        why = "whole millionths of a degree"
        found.fields += [
            export.take("lon", (0.85, lon), format_name="millionths", why=why),
            export.take("lat", (0.85, lat), format_name="millionths", why=why),
        ]
    elif abs(x) > 1000 and abs(y) > 1000:
        found.questions.append(_ask_plane(lon, lat))
    export.taken |= {lat.name, lon.name}


def _ask_swapped(lat: Column, lon: Column) -> Question:
    return Question(
        f"{lat.shown()} holds what looks like longitudes and {lon.shown()} latitudes. Are the two swapped?",
        ("lon", "lat"),
        (f"{lat.name} + {lon.name}",),
    )


def _ask_plane(x: Column, y: Column) -> Question:
    return Question(
        f"{x.shown()} and {y.shown()} are on a projected plane. Which one is it (an EPSG code, such as EPSG:2227; the "
        "agency's GIS office knows)?",
        ("x", "y", x.name, y.name),
        (),
    )


def _plane(export: Export, found: FoundPlaces) -> None:
    """X and Y: degrees under another name, or a projected plane."""
    xs, ys = export.ranked("plane x"), export.ranked("plane y")
    if not export.has_values:
        # A name does not tell degrees from a plane, but for this one.
        east = next((c for _, c in xs if "easting" in c.name.lower()), None)
        north = next((c for _, c in ys if "northing" in c.name.lower()), None)
        if east is not None and north is not None:
            found.fields += [export.take("x", (0.8, east)), export.take("y", (0.8, north))]
        return
    if not xs or not ys:
        return
    pairs = [
        (min(a, b), x, y)
        for a, x in xs
        for b, y in ys
        if sorted(set(words(x.name)) - {"x"}) == sorted(set(words(y.name)) - {"y"})
    ]
    if not pairs:
        return
    score, x, y = max(pairs, key=lambda pair: pair[0])
    if score < MAP_AT or not _middle(x) or not _middle(y):
        return
    mid_x, mid_y = _middle(x), _middle(y)
    known = found.has("lon")
    if abs(mid_x) <= 180 and abs(mid_y) <= 180:
        if known:
            return
        if _is_longitude(mid_x) and _is_latitude(mid_y):
            why = "values are degrees"
            found.fields += [export.take("lon", (score, x), why=why), export.take("lat", (score, y), why=why)]
        elif _is_latitude(mid_x) and _is_longitude(mid_y):
            found.questions.append(_ask_swapped(y, x))
        return
    if abs(mid_x) < 1000 or abs(mid_y) < 1000:
        return
    fitted = None
    if known:
        lon, lat = (next(f.columns[0] for f in found.fields if f.name == name) for name in ("lon", "lat"))
        by_name = {column.name: column for column in export.columns}
        quads = zip(_rows(x), _rows(y), _rows(by_name[lon]), _rows(by_name[lat]), strict=False)
        fitted = fit_plane([(a, b, c, d) for a, b, c, d in quads if a and b and c and d])
    if fitted is not None:
        code, off = fitted
        why = f"fits longitude and latitude within {off:.1f} m"
        found.fields += [export.take(n, (score, c), format_name=code, why=why) for n, c in (("x", x), ("y", y))]
        found.notes.append(
            f"{x.name} and {y.name} are on {code}: it fits the longitude and latitude within {off:.1f} m"
        )
        return
    found.fields += [export.take("x", (score, x)), export.take("y", (score, y))]
    if known or found.has("address"):
        found.notes.append(f"{x.name} and {y.name} are on a projected plane that is not known; they are not used")
    else:
        found.questions.append(_ask_plane(x, y))


def _address(export: Export, found: FoundPlaces) -> None:
    ranked = [pair for pair in export.ranked("address") if pair[0] >= MAP_AT]
    parts = {role: export.pick(role) for role in _PARTS}
    parts = {role: pair for role, pair in parts.items() if pair is not None and not _crossing(pair[1])}
    number, street = parts.get("street number"), parts.get("street")
    in_parts = number is not None and street is not None and number[1] is not street[1] and _whole_parts(export, parts)
    bare = ranked[0][1] if ranked and ranked[0][1].claim("address").score < 0.75 else None
    if number is not None and bare is not None and bare is not number[1] and not in_parts:
        # A block or house number of its own: "location" may be the street alone.
        if bare.profile is not None and bare.profile.houses < 0.3 and number[1].profile is not None:
            found.fields.append(export.take("address_parts", number, ranked[0], why="number and street apart"))
        elif bare.profile is not None:
            found.fields.append(export.take("address", ranked[0]))
    elif in_parts and (not ranked or ranked[0][0] < 0.8):
        ordered = [parts[role] for role in _PARTS if role in parts]
        distinct = list({pair[1].name: pair for pair in ordered if pair is not None}.values())
        found.fields.append(export.take("address_parts", *distinct))
    elif not export.has_values and bare is not None and _may_be_point(bare, export, found):
        either = (bare.name,) if street is None else (bare.name, street[1].name)
        text = f"Which column holds the address: {' or '.join(either)}?"
        found.questions.append(Question(text, ("address",), either))
    elif len(ranked) == 1 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] >= TIE):
        found.fields.append(export.take("address", ranked[0]))
    elif ranked and export.has_values:
        best = max(ranked[:3], key=lambda pair: _worth(pair[1]))
        found.fields.append(export.take("address", best))
        others = ", ".join(column.name for _, column in ranked[:3] if column is not best[1])
        found.notes.append(f"address is read from {best[1].name}; {others} may hold it too")
    elif ranked:
        shown = " or ".join(column.shown() for _, column in ranked[:3])
        options = tuple(column.name for _, column in ranked[:3])
        found.questions.append(Question(f"Which column holds the address: {shown}?", ("address",), options))


def _whole_parts(export: Export, parts: dict[str, tuple[float, Column] | None]) -> bool:
    """Is no part of a street name left open? An address without its suffix or direction is another address.

    A "street type" and a "suffix" beside it (a direction after the name, mostly) are read one after the other.
    """
    for role in ("direction", "suffix", "postdirection"):
        rivals = [pair for pair in export.ranked(role) if pair[0] >= MAP_AT and not _crossing(pair[1])]
        if role in parts or not rivals:
            continue
        kinds = [pair for pair in rivals if "type" in words(pair[1].name)]
        if role != "suffix" or len(rivals) != 2 or len(kinds) != 1:
            return False
        parts["suffix"] = kinds[0]
        parts["postdirection"] = next(pair for pair in rivals if pair is not kinds[0])
    return True


def _may_be_point(location: Column, export: Export, found: FoundPlaces) -> bool:
    """A bare "location" beside a street or a block and coordinates is a "(37.9, -121.2)" in many exports."""
    streets = [c for c in export.free() if c is not location and max(c.claim(r).score for r in ("street", "address"))]
    return bool(streets) and (found.has("lon") or bool(export.ranked("plane x")))


def _crossing(column: Column) -> bool:
    return bool({"intersection", "cross", "secondary"} & set(words(column.name)))


def _worth(column: Column) -> float:
    profile = column.profile
    return 0.0 if profile is None else profile.addresses * profile.filled


def _crossings(export: Export, found: FoundPlaces) -> None:
    """The second street; or the only street there is, where an export publishes corners alone."""
    best = export.ranked("cross_street")
    if best and best[0][0] >= MAP_AT:
        column = best[0][1]
        corners = column.profile is not None and column.profile.addresses >= 0.6
        if not found.has("address", "address_parts") and corners and not found.questions:
            found.fields.append(export.take("address", best[0], why="both streets of a corner in one column"))
            found.notes.append(f"{column.name} holds corners: places are corners, not addresses")
        elif (
            found.has("address", "address_parts") and len({words(pair[1].name) for pair in best}) == 1 < len(best) <= 3
        ):
            ordered = [c for c in export.columns if any(c is pair[1] for pair in best)]
            found.fields.append(export.take("cross_street", *((best[0][0], c) for c in ordered)))
        elif found.has("address", "address_parts") and (len(best) == 1 or best[0][0] - best[1][0] >= TIE):
            beside = [c for c in export.free() if _beside_street(c, column)]
            whole = {*(c.name for c in beside), column.name}
            ordered = [c for c in export.columns if c.name in whole]
            found.fields.append(export.take("cross_street", *((best[0][0], c) for c in ordered)))


def _beside_street(column: Column, street: Column) -> bool:
    """Is this the direction or the suffix that goes with a second street?"""
    here, there = set(words(column.name)), set(words(street.name))
    return bool(here & {"direction", "suffix"}) and here - {"direction", "suffix"} == there - {"street", "text"}


def _by_values(export: Export, found: FoundPlaces) -> None:
    """Columns with names that say nothing: coordinates and addresses are plain to see."""
    unnamed = [
        c for c in export.free() if c.profile and c.profile.cells and all(x.score < 0.6 for x in c.claims.values())
    ]
    if not found.has("lon", "x", "point"):
        decimal = [c for c in unnamed if c.profile and c.profile.numeric > 0.95 and c.profile.decimals > 0.8]
        lats = [c for c in decimal if 15 <= _middle(c) <= 72]
        lons = [c for c in decimal if -180 <= _middle(c) <= -50]
        if len(lats) == 1 and len(lons) == 1:
            why = "by the values alone"
            found.fields += [export.take("lon", (0.7, lons[0]), why=why), export.take("lat", (0.7, lats[0]), why=why)]
    if not found.has("address", "address_parts"):
        streets = [c for c in unnamed if c.profile and c.profile.addresses > 0.7 and c.profile.filled > 0.6]
        if len(streets) == 1 and not found.questions:
            found.fields.append(export.take("address", (0.65, streets[0]), why="by the values alone"))


def find_places(export: Export) -> FoundPlaces:
    """Find the fields of place, taking their columns from the export.

    An address or coordinates are needed: when neither is sure enough, a question names the candidates.
    """
    found = FoundPlaces()
    _degrees(export, found)
    _address(export, found)
    if not found.has("lon"):
        best = export.pick("point")
        if best is not None and not best[1].empty:
            order = "lon lat" if best[1].profile is not None and lon_first(best[1].profile) else "lat lon"
            found.fields.append(export.take("point", best, format_name=order))
    if not found.has("point"):
        _plane(export, found)
    _crossings(export, found)
    city = export.pick("city")
    if city is not None:
        found.fields.append(export.take("city", city))
    if export.has_values:
        _by_values(export, found)
        _suggest(export, found)
    if not found.has("address", "address_parts", "lon", "x", "point") and not found.questions:
        roles = ("address", "point", "lat", "lon", "plane x", "plane y", "cross_street", "street")
        maybe = [c for c in export.free() if any(c.claim(role).score > 0.3 for role in roles)]
        shown = "; candidates are " + ", ".join(c.shown() for c in maybe) if maybe else "; none looks like one"
        text = f"Which column says where the call was, as an address or as coordinates{shown}?"
        found.questions.append(Question(text, ("address",), tuple(c.name for c in maybe)))
    if not found.has("address", "address_parts") and not found.questions:
        # Coordinates alone would do, but an address must not be lost without a word.
        likely = [c for c in export.free() if c.claim("address").score >= MAP_AT and c.profile and _houses(c.profile)]
        if likely:
            text = f"Which column holds the address: {' or '.join(column.shown() for column in likely)}?"
            found.questions.append(Question(text, ("address",), tuple(column.name for column in likely)))
    return found


def _houses(profile: Profile) -> bool:
    return max(profile.written_out, min(profile.houses, profile.addresses)) >= 0.5


def lon_first(profile: Profile) -> bool:
    """Does a bare pair put the longitude first? Where both could be either, latitude first is the custom."""
    first: list[float] = []
    for cell in profile.few[:200]:
        pair = _PAIR.search(cell)
        if pair is not None:
            first.append(float(pair.group(1)))
    return bool(first) and abs(median(first)) > 72


def _suggest(export: Export, found: FoundPlaces) -> None:
    by_name = {column.name: column for column in export.columns}
    middle = {f.name: _middle(by_name[f.columns[0]]) for f in found.fields if f.name in ("lon", "lat")}
    scale = 1e6 if any(f.format == "millionths" for f in found.fields) else 1.0
    if len(middle) == 2:
        found.suggested_zone = suggest_zone(middle["lon"] / scale, middle["lat"] / scale)
