"""The page holds everything a reader needs, and nothing that calls out or runs foreign script."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re

import numpy as np
import pytest

from commonbeat.errors import InputError, UsageError
from commonbeat.report.ground import ground, read_streets
from commonbeat.report.page import render
from tests.report.city import content, ranked


@pytest.fixture(scope="module")
def page() -> str:
    return render(content())


def without_scripts(page: str) -> str:
    return re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.S)


def test_the_tables_are_there_without_javascript(page):
    seen = without_scripts(page)
    for words in (
        "Oak Creek Apartments",
        "Rivera",
        "Stays at Oak Creek Apartments",
        "1 Station Plaza",
        "one bad month",
    ):
        assert words in seen
    assert seen.count("<svg") == 4  # the map and three charts


def test_the_policy_allows_the_pages_own_parts_and_nothing_else(page):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    policy = policy.replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for kind in ("script", "style"):
        parts = re.findall(rf"<{kind}>(.*?)</{kind}>", page, flags=re.S)
        assert parts
        for part in parts:
            digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_no_attribute_of_the_page_holds_style_or_code(page):
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", without_scripts(page))


def test_the_page_asks_no_other_host_for_anything(page):
    assert not re.search(r'(?:src|href)="(?!#|data:)', without_scripts(page))


def test_a_hostile_label_stays_text():
    evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    places = (ranked(1, evil, 100, -98.0, 40.0),)
    hostile = render(content(places=places, areas=(), plan=None, agency=evil))
    assert "<script>alert" not in hostile
    assert "<img" not in hostile
    (data,) = re.findall(r'id="mapdata">(.*?)</script>', hostile, flags=re.S)
    assert evil in json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"')


def test_with_forecasts_off_no_expectation_is_on_the_page():
    place = dataclasses.replace(
        ranked(1, "77 Elm St", 100, -98.0, 40.0), expected=None, expected_low=None, expected_high=None
    )
    areas = tuple(
        dataclasses.replace(area, expected=None, expected_low=None, expected_high=None) for area in content().areas
    )
    seen = without_scripts(
        render(content(places=(place,), areas=areas, plan=None, past=None, forecasts=False, method=""))
    )
    assert "xpected" not in seen
    assert "Forecasts are off" in seen


def test_an_export_without_coordinates_gives_a_page_without_a_map():
    nowhere = ground(np.array([np.nan]), np.array([np.nan]))
    seen = render(content(ground=nowhere, places=(ranked(1, "77 Elm St", 100, None, None),), areas=(), plan=None))
    assert 'id="map"' not in seen
    assert "maplibre" not in seen


def test_an_empty_list_still_reads():
    seen = render(content(places=(), left_out=(), areas=(), plan=None, past=None, lenses=(), quality=()))
    assert "community calls in this period" in seen


def test_an_unknown_language_is_said():
    with pytest.raises(UsageError, match="translation into 'tlh'"):
        render(content(), language="tlh")


def test_streets_are_drawn_from_geojson(tmp_path):
    line = {"type": "LineString", "coordinates": [[-98.0, 40.0], [-98.01, 40.01]]}
    far = {"type": "LineString", "coordinates": [[10.0, 40.0], [11.0, 40.0]]}
    path = tmp_path / "streets.geojson"
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in (line, far)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert read_streets(path, (-98.1, 39.9, -97.9, 40.1)) == (((-98.0, 40.0), (-98.01, 40.01)),)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": [3]}']
)
def test_broken_streets_are_refused(tmp_path, text):
    path = tmp_path / "streets.geojson"
    path.write_text(text)
    with pytest.raises(InputError):
        read_streets(path, (-98.1, 39.9, -97.9, 40.1))
