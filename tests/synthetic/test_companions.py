"""The files beside the export, as a person or a command reads them."""

from __future__ import annotations

import csv
import json
import tomllib

import pyarrow.parquet as pq
from shapely.geometry import shape

from commonbeat.synthetic import City, ExportTruth


def _table(export: ExportTruth, name: str) -> list[dict[str, str]]:
    with (export.folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_officers_have_what_a_posting_plan_asks(export: ExportTruth) -> None:
    officers = _table(export, "officers.csv")
    assert [row["name"] for row in officers[:2]] == ["Rivera", "Lindqvist"]
    assert len(officers) == 8
    names = {row["name"] for row in officers}
    for row in officers:
        assert 0 < float(row["hours_per_week"]) <= 40
        assert len(row["days_off"].split(";")) == 2
        assert (row["home_lon"] == "") == (row["home_lat"] == "")
        assert row["keep_with"] in {"", *names}
        assert not row["wishes"] or row["wishes"] != row["vetoes"]


def test_rivera_is_posted_at_oak_creek(export: ExportTruth) -> None:
    postings = {row["officer"]: row["area"] for row in _table(export, "postings.csv")}
    assert postings["Rivera"] == "Oak Creek Apartments"
    assert set(postings) <= {row["name"] for row in _table(export, "officers.csv")}


def test_complexes_are_declared_with_all_their_addresses(small: City, export: ExportTruth) -> None:
    text = (export.folder / "places.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["place"]
    oak = declared[0]
    assert oak["name"] == "Oak Creek Apartments"
    assert "# manager: Dana Whitfield\n[[place]]" in text
    assert len(oak["addresses"]) == small.sites.first_address[1]
    assert len(declared) == len(small.sites.of_kind("complex"))


def test_maps_are_geojson_around_the_city(small: City, export: ExportTruth) -> None:
    low, high = small.sites.lonlat.min(axis=0) - 0.01, small.sites.lonlat.max(axis=0) + 0.01
    for name in ("city", "barriers", "districts", "beats"):
        features = json.loads((export.folder / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        assert features
        for feature in features:
            drawn = shape(feature["geometry"])
            assert drawn.is_valid
            assert low[0] < drawn.centroid.x < high[0]
            assert low[1] < drawn.centroid.y < high[1]
            assert feature["properties"]["name"]


def test_codes_languages_and_places_have_their_tables(small: City, export: ExportTruth) -> None:
    codes = {row["Code"]: row["Description"] for row in _table(export, "call-types.csv")}
    assert codes["RTS"] == "RETURN STATION"
    beats = {row["district"] for row in _table(export, "languages.csv")}
    assert len(beats) == 12
    assert set(small.table()["beat"].unique().to_pylist()) <= beats
    places = pq.read_table(export.folder / "truth" / "places.parquet")
    assert places.num_rows == 1_000
    assert abs(sum(places["calls_a_year"].to_pylist()) - small.truth.calls_a_year().sum()) < 1e-6
