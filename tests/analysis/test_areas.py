from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.area_names import is_named, name_area, name_areas, streets_of
from commonbeat.analysis.areas import problem_areas
from commonbeat.analysis.flags import EXPLORATION
from commonbeat.analysis.geometry import to_degrees
from commonbeat.analysis.places import RankedPlace
from commonbeat.analysis.walks import walking_distances
from commonbeat.errors import InputError

ORIGIN = (-87.95, 43.05)


def place(
    name: str,
    east: float | None,
    north: float | None = 0.0,
    calls: int = 10,
    *,
    flags: tuple[str, ...] = (),
    forecast: bool = True,
) -> RankedPlace:
    """A place some meters east and north of the middle of a made city; no coordinates when `east` is None."""
    lon, lat = (None, None) if east is None or north is None else to_degrees(np.array([[east, north]]), ORIGIN)[0]
    return RankedPlace(
        place_id=name,
        label=name,
        lon=lon,
        lat=lat,
        calls=calls,
        share=0.1,
        running_share=0.1,
        rank=1,
        rank_low=1,
        rank_high=1,
        top_probability=1.0,
        expected=calls if forecast else None,
        expected_low=calls - 3.0 if forecast else None,
        expected_high=calls + 4.0 if forecast else None,
        months_active=12,
        trend=None,
        categories=(),
        harm=2.0 * calls,
        officer_minutes=None,
        rank_all_calls=1,
        flags=flags,
    )


def members(areas: list) -> list[tuple[str, ...]]:
    return [area.place_ids for area in areas]


def test_places_within_a_walk_become_one_area_and_a_far_one_stands_alone() -> None:
    areas = problem_areas(
        [place("1 Elm St", 0, calls=30), place("9 Elm St", 100, calls=50), place("900 Elm St", 3000, calls=5)]
    )
    assert members(areas) == [("9 Elm St", "1 Elm St"), ("900 Elm St",)]
    first = areas[0]
    assert (first.area_id, first.calls, first.harm) == ("A1", 80, 160.0)
    assert first.walk_meters == pytest.approx(130, rel=0.01)
    assert "62% of them at 9 Elm St" in first.why


def test_the_expected_calls_add_and_their_half_widths_add_in_quadrature() -> None:
    (area,) = problem_areas([place("1 Elm St", 0, calls=30), place("9 Elm St", 100, calls=50)])
    assert area.expected == 80
    assert area.expected_low == pytest.approx(80 - 3 * np.sqrt(2))
    assert area.expected_high == pytest.approx(80 + 4 * np.sqrt(2))


def test_without_forecasts_an_area_promises_nothing() -> None:
    (area,) = problem_areas([place("1 Elm St", 0), place("9 Elm St", 100, forecast=False)])
    assert (area.expected, area.expected_low, area.expected_high) == (None, None, None)


def test_the_outline_holds_every_place_with_room_to_spare() -> None:
    given_places = [place("1 Elm St", 0), place("9 Elm St", 150), place("9 Oak St", 80, 120)]
    (area,) = problem_areas(given_places)
    ring = shapely.Polygon(area.polygon)
    assert area.polygon[0] == area.polygon[-1]
    assert all(ring.contains(shapely.Point(p.lon, p.lat)) for p in given_places)
    assert 20_000 < ring.area * 111_195**2 * np.cos(np.radians(43.05)) < 60_000


def test_a_river_keeps_places_apart_and_a_bridge_brings_them_together() -> None:
    two = [place("1 Elm St", -50), place("1 Oak St", 50)]

    def line(*points: tuple[float, float]) -> shapely.LineString:
        return shapely.LineString(to_degrees(np.array(points, dtype=float), ORIGIN))

    river = [line((0, -900), (0, 0)), line((0, 0), (0, 900))]  # a seam where the walk crosses
    assert len(problem_areas(two, barriers=river)) == 2
    bridge = [line((0, -900), (0, -30)), line((0, 30), (0, 900))]
    assert len(problem_areas(two, barriers=bridge)) == 1
    lake = [shapely.Polygon(to_degrees(np.array([[-10, -90], [10, -90], [10, 90], [-10, 90]], dtype=float), ORIGIN))]
    assert len(problem_areas(two, barriers=lake)) == 2
    assert len(problem_areas(two, barriers=[shapely.LineString()])) == 1


def test_a_place_without_coordinates_stands_alone_and_says_so() -> None:
    areas = problem_areas([place("1 Elm St", None), place("2 Elm St", None), place("3 Elm St", 0)])
    assert len(areas) == 3
    blind = next(area for area in areas if area.place_ids == ("1 Elm St",))
    assert blind.polygon == ()
    assert blind.lon is None
    assert "no coordinates" in blind.why


def test_nothing_gives_nothing_and_premises_of_the_police_never_make_an_area() -> None:
    assert problem_areas([]) == []
    assert problem_areas([place("749 W State St", 0, calls=793, flags=("police premises",))]) == []


def test_the_busiest_areas_are_kept_when_only_so_many_are_wanted() -> None:
    spread = [place(f"{i} Elm St", 2000.0 * i, calls=10 + i) for i in range(5)]
    assert members(problem_areas(spread, max_areas=2)) == [("4 Elm St",), ("3 Elm St",)]
    assert problem_areas(spread, max_areas=0) == []


def test_where_places_run_together_areas_keep_walk_and_band_and_print_the_gap() -> None:
    row = [place(f"{100 + i} Elm St", 100.0 * i, calls=20) for i in range(12)]
    areas = problem_areas(row, max_walk_meters=500, max_places=4)
    assert len(areas) == 3
    assert all(area.walk_meters <= 500 and area.calls == 80 for area in areas)
    assert all(
        "drawn out of 12 places" in area.why and "no drawing has shorter walks, gap 0%" in area.why for area in areas
    )


def test_one_very_busy_place_does_not_stop_the_drawing() -> None:
    row = [place(f"{100 + i} Elm St", 100.0 * i, calls=900 if i == 3 else 5) for i in range(9)]
    areas = problem_areas(row, max_walk_meters=400, max_places=4)
    assert sum(len(area.place_ids) for area in areas) == 9
    assert all(area.walk_meters <= 400 and len(area.place_ids) <= 4 for area in areas)


def test_many_places_at_one_spot_are_divided_by_number() -> None:
    heap = [place(f"{i} Elm St", 0.0) for i in range(9)]
    areas = problem_areas(heap, max_places=4)
    assert len(areas) == 3
    assert max(len(area.place_ids) for area in areas) <= 4


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 18), st.integers(1, 5))
def test_areas_always_keep_their_limits_hold_each_place_once_and_repeat(seed: int, n: int, most: int) -> None:
    random = np.random.default_rng(seed)
    places = [
        place(f"{i} Elm St", *random.uniform(0, 700, 2), calls=int(random.pareto(1.2) * 10), flags=()) for i in range(n)
    ]
    areas = problem_areas(places, max_places=most)
    assert sorted(p for area in areas for p in area.place_ids) == sorted(p.place_id for p in places)
    assert all(area.walk_meters <= 400 + 1e-6 and len(area.place_ids) <= most for area in areas)
    assert [area.calls for area in areas] == sorted((area.calls for area in areas), reverse=True)
    assert len({area.name for area in areas}) == len(areas)
    assert areas == problem_areas(places[::-1], max_places=most)


def test_an_area_is_of_the_exploration_slot_only_when_all_its_places_are() -> None:
    drawn = [place(name, east, calls=9, flags=(EXPLORATION,)) for name, east in (("1 Elm St", 0), ("9 Elm St", 100))]
    assert problem_areas(drawn)[0].exploration
    assert not problem_areas([*drawn, place("5 Elm St", 50, calls=9)])[0].exploration


def test_exploration_district_and_languages_come_from_the_places() -> None:
    (area,) = problem_areas(
        [place("1 Elm St", 0, calls=30), place("9 Elm St", 100, calls=10, flags=(EXPLORATION,))],
        districts={"1 Elm St": "3", "9 Elm St": "5"},
        languages={"1 Elm St": {"English": 0.6, "Spanish": 0.4}, "9 Elm St": {"English": 1.0}},
    )
    assert not area.exploration
    assert area.district == "3"
    assert area.languages == pytest.approx({"English": 0.7, "Spanish": 0.3})


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputError):
        problem_areas([place("1 Elm St", 0)], max_walk_meters=0)


def test_walks_are_longer_than_the_crow_flies_and_unknown_places_are_out_of_reach() -> None:
    lon, lat = to_degrees(np.array([[0.0, 0.0], [300.0, 400.0]]), ORIGIN).T
    walk = walking_distances([*lon, np.nan], [*lat, 43.0])
    assert walk[0, 1] == pytest.approx(650, rel=1e-3)
    assert np.isinf(walk[2, 0])
    assert walk[2, 2] == 0


@pytest.mark.parametrize(
    ("label", "streets"),
    [
        ("5237 N 35th St", ("35th St",)),
        ("1200 block of Elm St", ("Elm St",)),
        ("Airy St & W Swede St, Norristown", ("Airy St", "Swede St")),
        ("Georgia Ave NW", ("Georgia Ave NW",)),
        ("120-128 Fillmore St, Stockton", ("Fillmore St",)),
        ("Oak Creek Apartments", ()),
        ("43.0412, -87.9513", ()),
        ("", ()),
    ],
)
def test_streets_are_read_from_labels(label: str, streets: tuple[str, ...]) -> None:
    assert streets_of(label) == streets


def test_a_complex_names_its_area_when_the_calls_are_there() -> None:
    assert is_named("Oak Creek Apartments")
    assert name_area(["Oak Creek Apartments", "12 Elm St"], [50, 20]) == "Oak Creek Apartments"
    assert name_area(["12 Elm St", "Oak Creek Apartments"], [90, 10]) == "Elm St"


def test_a_second_street_joins_the_name_when_it_matters() -> None:
    assert name_area(["5237 N 35th St", "3500 W Villard Ave"], [60, 50]) == "35th St & Villard Ave"
    assert name_area(["10 Fillmore St", "20 Fillmore St", "9 Pine St"], [60, 50, 9]) == "Fillmore St"


def test_namesakes_are_told_apart() -> None:
    names = name_areas([(["10 Elm St"], [9]), (["900 Elm St", "9 Oak St"], [8, 1]), (["10 Elm St"], [3])])
    assert names == ["10 Elm St", "Elm St & Oak St", "10 Elm St (2)"]
