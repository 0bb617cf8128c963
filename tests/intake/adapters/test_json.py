from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.errors import InputError
from commonbeat.intake.adapters.records import flat

from .limited import staged_apart
from .reading import staged_from, table_of


def feature(properties: dict[str, Any] | None, geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: list[Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, indent=1).encode()


POINT = {"type": "Point", "coordinates": [-121.289518, 37.951718]}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 4], [0, 4], [0, 0]]]}


def test_properties_become_columns_and_a_point_longitude_and_latitude(tmp_path: Path) -> None:
    features = [
        feature({"id": 1, "type": "415"}, POINT),
        feature({"id": 2, "beat": None}, None),
        feature({"id": 3}, SQUARE),
    ]
    staged = staged_from(tmp_path, collection(features, name="calls"), "calls.geojson")
    assert staged.columns == ("id", "type", "geometry_lon", "geometry_lat", "beat")
    assert table_of(staged) == (
        [1, 2, 3],
        [
            ("1", "415", "-121.289518", "37.951718", None),
            ("2", None, None, None, None),
            ("3", None, "1.0", "2.0", None),
        ],
    )
    assert any("middle" in note for note in staged.notes)


def test_members_after_the_features_and_an_esri_feature_set_are_read(tmp_path: Path) -> None:
    after = b'{"features": [{"type":"Feature","properties":{"id":1},"geometry":null}], "type":"FeatureCollection"}'
    assert staged_from(tmp_path, after, "after.geojson").rows == 1
    esri = {
        "fields": [{"name": "ID", "type": "esriFieldTypeOID"}],
        "features": [{"attributes": {"ID": 7}, "geometry": {"x": -121.5, "y": 37.5}}],
    }
    staged = staged_from(tmp_path, json.dumps(esri).encode(), "esri.json")
    assert table_of(staged)[1] == [("7", "-121.5", "37.5")]


def test_projected_coordinates_are_noted(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2227"}}
    staged = staged_from(tmp_path, collection([feature({"id": 1}, POINT)], crs=crs), "calls.geojson")
    assert any("EPSG::2227" in note for note in staged.notes)


def test_real_tracts_are_read(shared_data: Path, tmp_path: Path) -> None:
    from commonbeat.intake.adapters import stage

    staged = stage(shared_data / "calls/stockton/san_joaquin_tracts_2010.geojson", tmp_path)
    assert staged.rows == 139
    assert {"GEOID", "Population", "geometry_lon", "geometry_lat"} <= set(staged.columns)


def test_json_lines_keep_their_line_and_a_broken_line_is_set_aside(tmp_path: Path) -> None:
    content = b'{"id": 1, "a": {"b": 2, "c": [1, "x"]}}\n\n{"id": 2,\n[3]\n{"id": 1.50, "d": true}\n'
    staged = staged_from(tmp_path, content, "calls.jsonl")
    assert staged.columns == ("id", "a.b", "a.c", "d")
    assert table_of(staged) == ([1, 5], [("1", "2", '[1, "x"]', None), ("1.50", None, None, "true")])
    assert [(record.line, record.text) for record in staged.rejected] == [(3, '{"id": 2,'), (4, "[3]")]


@pytest.mark.parametrize(
    "content",
    [
        b'[{"id": 1, "a": "x"},\n {"id": 2, "a": "y"}]',
        b'{"meta": {"n": 2}, "data": [{"id": 1, "a": "x"}, {"id": 2, "a": "y"}]}',
        b'{"whatever": [{"id": 1, "a": "x"}, {"id": 2, "a": "y"}]}',
        b'[["id", "a"], [1, "x"], [2, "y"]]',
        '\ufeff[{"id": 1, "a": "x"}, {"id": 2, "a": "y"}]'.encode("utf-16-le"),
    ],
    ids=["list", "data", "only-list", "lists", "utf-16"],
)
def test_a_list_of_objects_is_read_however_it_is_wrapped(tmp_path: Path, content: bytes) -> None:
    staged = staged_from(tmp_path, content, "calls.json")
    assert staged.columns == ("id", "a")
    assert table_of(staged)[1] == [("1", "x"), ("2", "y")]


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b'[{"id": 1}, {"id": 2',
        b'[{"id": 1} nonsense',
        b"{}",
        b'{"a": 1}{',
        b'[{"a": ' + b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry"',
        b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000,
        b'[{"' + b'","'.join(b"k%d" % n for n in range(10)) + b'"}]',
        b"[" + b'{"a":1},' * 10 + b'{"a":' + b"9" * 17_000_000,
    ],
)
def test_broken_json_is_refused_or_set_aside_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    try:
        staged = staged_from(tmp_path, content, "calls.json")
    except InputError as error:
        assert error.where
    else:
        assert staged.rejected


def test_an_object_of_countless_names_is_refused(tmp_path: Path) -> None:
    content = json.dumps({f"k{number}": number for number in range(200_000)}).encode() + b"\n"
    (tmp_path / "calls.jsonl").write_bytes(content * 2)
    outcome = staged_apart(tmp_path / "calls.jsonl", tmp_path / "into")
    assert outcome.error == "InputError"


def test_json_lines_of_any_length_are_lines(tmp_path: Path) -> None:
    content = json.dumps({"id": 1, "text": "x" * 100_000}).encode() + b"\n"
    assert table_of(staged_from(tmp_path, content * 3, "calls.jsonl"))[0] == [1, 2, 3]


def test_a_large_document_is_streamed(tmp_path: Path) -> None:
    record = json.dumps(feature({"id": 1, "text": "x" * 400}, POINT))
    source = tmp_path / "calls.geojson"
    with source.open("w") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        file.write(",".join([record] * 100))
        for _ in range(700):
            file.write("," + ",".join([record] * 100))
        file.write("]}")
    outcome = staged_apart(source, tmp_path / "into")
    assert outcome.rows == 70_100
    assert outcome.megabytes < 300, outcome


plain = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)
values = st.none() | st.booleans() | st.integers() | plain


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.dictionaries(plain.filter(lambda key: "." not in key and key.strip()), values, min_size=1, max_size=4),
        min_size=1,
    )
)
def test_flat_keeps_every_value_as_text(records: list[dict[str, Any]]) -> None:
    for record in records:
        cells = flat(record)
        assert list(cells) == list(record)
        for key, value in record.items():
            assert cells[key] == (None if value is None else value if isinstance(value, str) else json.dumps(value))
