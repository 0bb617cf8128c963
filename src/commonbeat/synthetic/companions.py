"""The files a department has beside its export: officers, postings, streets, barriers, complexes, code table."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from commonbeat.analysis.geometry import to_degrees, to_meters
from commonbeat.synthetic.names import CITY, OFFICERS
from commonbeat.synthetic.plan import DISTRICTS, beat_name
from commonbeat.synthetic.sites import address_label
from commonbeat.synthetic.vocabulary import CALL_TYPES

if TYPE_CHECKING:
    from commonbeat.synthetic.city import City

_STREAM: Final = 60
#: Part of the residents who speak a language other than English, by district; beats differ a little, see `languages`.
LANGUAGES: Final = {
    "Northwest": {"spanish": 0.12, "hmong": 0.02},
    "Northeast": {"spanish": 0.31, "vietnamese": 0.05},
    "Southwest": {"hmong": 0.18, "spanish": 0.16},
    "Southeast": {"spanish": 0.42, "somali": 0.07},
}
#: Meters: officers are not posted nearer to their home than this (the default of a posting plan).
_NEAR_HOME: Final = 1_610.0
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write_companions(city: City, folder: Path) -> None:
    """Write officers.csv, postings.csv, languages.csv, call-types.csv, places.toml, four GeoJSON files and truth/."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    _table(folder / "officers.csv", _officers(city))
    _table(folder / "postings.csv", _postings(city))
    _table(
        folder / "languages.csv",
        [
            {"district": beat, "language": language, "share": share}
            for beat, spoken in languages(city).items()
            for language, share in spoken.items()
        ],
    )
    _table(folder / "call-types.csv", [{"Code": kind.code, "Description": kind.text} for kind in CALL_TYPES])
    _table(
        folder / "truth" / "call-types.csv",
        [{"code": k.code, "text": k.text, "category": k.category, "origin": k.origin} for k in CALL_TYPES],
    )
    (folder / "places.toml").write_text(_complexes(city), encoding="utf-8")
    plan = city.plan
    streets = [
        _feature("LineString", plan.degrees(s.points), name=f"{s.name} {s.suffix}", kind=s.kind) for s in plan.streets
    ]
    river = _feature("LineString", plan.degrees(plan.river_line), name="Alder River", kind="river")
    _geojson(folder / "city.geojson", [*streets, river])
    barriers = [_feature("LineString", plan.degrees(p), name="Alder River", kind="river") for p in plan.river]
    barriers += [
        _feature("LineString", plan.degrees(p), name="Plains & Western Railroad", kind="rail") for p in plan.rail
    ]
    _geojson(folder / "barriers.geojson", barriers)
    _geojson(folder / "districts.geojson", _zones(city, beats=False))
    _geojson(folder / "beats.geojson", _zones(city, beats=True))
    pq.write_table(city.places(), folder / "truth" / "places.parquet")


def languages(city: City) -> dict[str, dict[str, float]]:
    """Part of the residents of each beat who speak a language other than English."""
    rng = np.random.default_rng([city.seed, _STREAM + 1])
    return {
        beat_name(district, strip): {
            language: round(share * float(rng.uniform(0.6, 1.4)), 2) for language, share in LANGUAGES[name].items()
        }
        for district, name in enumerate(DISTRICTS)
        for strip in range(3)
    }


def _officers(city: City) -> list[dict[str, Any]]:
    """Officers of the program: Rivera first, Lindqvist second; wishes and homes are invented."""
    rng = np.random.default_rng([city.seed, _STREAM])
    sites, rows = city.sites, []
    homes = np.flatnonzero(sites.district >= 0)
    complexes = [sites.label[int(place)] for place in sites.of_kind("complex")]
    for number in range(city.officers):
        name = OFFICERS[number % len(OFFICERS)]
        district = int(rng.integers(0, 4))
        spoken = [language for language in LANGUAGES[DISTRICTS[district]] if rng.random() < 0.45]
        first = int(rng.integers(0, 7))
        wish, veto = rng.permutation(len(complexes))[:2].tolist()
        home = _home(city, sites.lonlat[int(rng.choice(homes))] + rng.normal(0, 0.004, 2))
        rows.append(
            {
                "name": name if number < len(OFFICERS) else f"{name} {number // len(OFFICERS) + 1}",
                "hours_per_week": int(rng.choice([20, 30, 40, 40, 40])),
                "languages": ";".join(spoken),
                "district": beat_name(district, int(rng.integers(0, 3))) if rng.random() < 0.4 else "",
                "days_off": f"{_DAYS[first]};{_DAYS[(first + 1) % 7]}",
                "wishes": complexes[wish] if rng.random() < 0.25 else "",
                "vetoes": complexes[veto] if rng.random() < 0.15 else "",
                "home_lon": f"{home[0]:.5f}" if rng.random() < 0.3 else "",
                "home_lat": f"{home[1]:.5f}",
                "keep_with": "",
            }
        )
        if not rows[-1]["home_lon"]:
            rows[-1]["home_lat"] = ""
    rows[0] |= {"hours_per_week": 40, "languages": "spanish", "district": "", "wishes": complexes[0], "vetoes": ""}
    rows[0] |= {"home_lon": "", "home_lat": ""}
    if len(rows) > 3:
        rows[2]["keep_with"], rows[3]["keep_with"] = rows[3]["name"], rows[2]["name"]
    return rows


def _home(city: City, home: NDArray[np.float64]) -> NDArray[np.float64]:
    """The home itself; outside a town so small that from inside it most of the town would be near home."""
    lonlat = city.sites.lonlat
    middle = lonlat.mean(axis=0)
    meters = to_meters(lonlat[:, 0], lonlat[:, 1], origin=(float(home[0]), float(home[1])))
    if float((np.hypot(*meters.T) > _NEAR_HOME).mean()) > 0.5:
        return home
    reach = to_meters(lonlat[:, 0], lonlat[:, 1], origin=(float(middle[0]), float(middle[1])))
    away = to_meters(home[:1], home[1:], origin=(float(middle[0]), float(middle[1])))[0]
    out = away / max(float(np.hypot(*away)), 1.0) * (float(np.hypot(*reach.T).max()) + 2 * _NEAR_HOME)
    moved: NDArray[np.float64] = to_degrees(out[None, :], (float(middle[0]), float(middle[1])))[0]
    return moved


def _postings(city: City) -> list[dict[str, Any]]:
    """Who stands where now: officer Rivera at Oak Creek, half of the others at a chronic place."""
    names = [row["name"] for row in _officers(city)]
    chronic = [int(place) for place in city.truth.chronic(4 * len(names)) if place not in (0, city.sites.police)]
    areas = [city.sites.label[0], *[city.sites.label[place] for place in chronic]]
    posted = max(1, (len(names) + 1) // 2)
    since = city.start.replace(year=city.start.year + (city.months - 1) // 12)
    return [
        {"officer": name, "area": area, "since": since.isoformat(), "hours_per_week": 20}
        for name, area in zip(names[:posted], areas, strict=False)
    ]


def _complexes(city: City) -> str:
    """`places.toml`: every complex with its addresses, its manager in a comment."""
    lines = [f"# Complexes of {CITY} that are one place each."]
    sites = city.sites
    for place in sites.of_kind("complex"):
        owned = range(int(sites.first_address[place]), int(sites.first_address[place + 1]))
        addresses = [address_label(city.plan, int(sites.address_lot[a])) for a in owned]
        lines += [
            "",
            f"# manager: {sites.manager[place]}",
            "[[place]]",
            f"name = {json.dumps(sites.label[place])}",
            f"addresses = {json.dumps(addresses)}",
        ]
    return "\n".join(lines) + "\n"


def _zones(city: City, *, beats: bool) -> list[dict[str, Any]]:
    found = []
    for district, name in enumerate(DISTRICTS):
        low = -city.plan.half[0] if district % 2 == 0 else 0.0
        strips = 3 if beats else 1
        for strip in range(strips):
            width = city.plan.half[0] / strips
            ring = city.plan.zone_ring(district, low + strip * width, low + (strip + 1) * width)
            title = beat_name(district, strip) if beats else name
            found.append(_feature("Polygon", city.plan.degrees(ring), name=title, district=name))
    return found


def _feature(shape: str, points: NDArray[np.float64], **properties: Any) -> dict[str, Any]:
    line = [[round(float(lon), 6), round(float(lat), 6)] for lon, lat in points]
    coordinates: Any = [line] if shape == "Polygon" else line
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _geojson(path: Path, features: list[dict[str, Any]]) -> None:
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _table(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
