"""The ground: grid, diagonal, river with two bridges, railroad, cul-de-sacs, districts."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from commonbeat.synthetic import City
from commonbeat.synthetic.plan import DISTRICTS


@pytest.mark.parametrize("places", [300, 1_000, 8_000])
def test_two_bridges_and_no_more_cross_the_river(places: int) -> None:
    plan = City.make(4, places=places, months=1).plan
    river = LineString(plan.river_line)
    crossing = [street for street in plan.streets if LineString(street.points).crosses(river)]
    assert len(crossing) == 2
    assert {street.kind for street in crossing} <= {"avenue", "bridge"}


def test_streets_cross_the_barriers_only_in_their_gaps(small: City) -> None:
    walls = [LineString(part) for part in (*small.plan.river, *small.plan.rail)]
    for street in small.plan.streets:
        line = LineString(street.points)
        assert not any(line.crosses(wall) for wall in walls), street.name


def test_every_kind_of_street_is_there(small: City) -> None:
    assert {street.kind for street in small.plan.streets} == {"street", "avenue", "bridge", "diagonal", "cul-de-sac"}


def test_no_two_lots_share_an_address(small: City) -> None:
    lots = small.plan.lots
    written = set(zip(lots.number.tolist(), lots.direction.tolist(), lots.street.tolist(), strict=True))
    assert len(written) == len(lots.number)


def test_even_and_odd_numbers_face_each_other(small: City) -> None:
    lots = small.plan.lots
    assert np.array_equal(lots.number % 2, lots.side) or np.mean(lots.number % 2 == lots.side) > 0.9


def test_a_complex_stands_in_one_block(small: City) -> None:
    sites = small.sites
    for place in sites.of_kind("complex"):
        own = sites.address_lot[sites.first_address[place] : sites.first_address[place + 1]]
        assert 3 <= len(own) <= 6
        assert len(set(small.plan.lots.block[own].tolist())) == 1


def test_districts_and_beats_are_where_their_polygons_are(small: City) -> None:
    plan, sites = small.plan, small.sites
    rings = {
        (d, b): Polygon(
            plan.zone_ring(
                d,
                (-plan.half[0] if d % 2 == 0 else 0.0) + b * plan.half[0] / 3,
                (-plan.half[0] if d % 2 == 0 else 0.0) + (b + 1) * plan.half[0] / 3,
            )
        )
        for d in range(len(DISTRICTS))
        for b in range(3)
    }
    assert all(ring.is_valid and ring.area > 0 for ring in rings.values())
    inside = [
        rings[int(d), int(b)].buffer(0.01).contains(Point(*xy))
        for xy, d, b in zip(sites.xy, sites.district, sites.beat, strict=True)
    ]
    assert np.mean(inside) > 0.999


def test_the_city_stands_in_open_country_of_nebraska(small: City) -> None:
    lon, lat = small.sites.lonlat.T
    assert np.abs(lon + 99.55).max() < 0.1
    assert np.abs(lat - 41.98).max() < 0.1
