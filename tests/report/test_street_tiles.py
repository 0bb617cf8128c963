"""Streets come out of a PMTiles archive where the archive put them."""

from __future__ import annotations

import gzip
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from commonbeat.errors import InputError
from commonbeat.report.ground import read_streets
from commonbeat.report.street_tiles import tile_of

BOUNDS = (-98.02, 39.99, -97.98, 40.01)
EXTENT = 4096


def archive(path: Path, layer: str, zoom: int = 12) -> Path:
    """One tile around (-98, 40) with a street across its middle."""
    x, y = tile_of(-98.0, 40.0, zoom)
    street = {"geometry": f"LINESTRING(0 {EXTENT // 2}, {EXTENT} {EXTENT // 2})", "properties": {"name": "Elm St"}}
    tile = gzip.compress(mapbox_vector_tile.encode([{"name": layer, "features": [street]}]))
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(zoom, x, y), tile)
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_zoom": zoom,
            "max_zoom": zoom,
            "min_lon_e7": int(BOUNDS[0] * 1e7),
            "min_lat_e7": int(BOUNDS[1] * 1e7),
            "max_lon_e7": int(BOUNDS[2] * 1e7),
            "max_lat_e7": int(BOUNDS[3] * 1e7),
            "center_zoom": zoom,
            "center_lon_e7": -980000000,
            "center_lat_e7": 400000000,
        }
        writer.finalize(header, {})
    return path


@pytest.mark.parametrize("layer", ["roads", "transportation"])
def test_a_street_lies_where_its_tile_lies(tmp_path, layer):
    (street,) = read_streets(archive(tmp_path / "city.pmtiles", layer), (-98.2, 39.8, -97.8, 40.2))
    lons, lats = zip(*street, strict=True)
    assert max(lons) - min(lons) == pytest.approx(360 / 2**12, rel=1e-6)
    assert min(lons) <= -98.0 <= max(lons)
    assert lats[0] == pytest.approx(lats[1])
    assert lats[0] == pytest.approx(40.0, abs=0.05)


def test_an_archive_without_roads_is_refused(tmp_path):
    with pytest.raises(InputError, match="no layer of roads"):
        read_streets(archive(tmp_path / "city.pmtiles", "water"), BOUNDS)


def test_junk_named_pmtiles_is_refused(tmp_path):
    path = tmp_path / "city.pmtiles"
    path.write_bytes(b"PK\x03\x04" + b"junk" * 100)
    with pytest.raises(InputError, match="cannot be read"):
        read_streets(path, BOUNDS)
