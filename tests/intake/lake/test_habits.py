"""How an agency writes its addresses is learned once and kept with the lake, so that place ids do not change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commonbeat.intake.kept_habits import SETTLED, KeptHabits
from commonbeat.intake.lake import open_lake
from commonbeat.intake.manifest import read_snapshot
from commonbeat.intake.places import Complexes, Habits
from commonbeat.intake.prepare import Tables
from commonbeat.intake.undo import approve, undo
from tests.intake.lake.exports import adds_up, brought, live, row, write


def street(number: int) -> str:
    """One of 676 streets, another one for each sixty calls."""
    return f"{chr(65 + number // 60 // 26 % 26)}{chr(97 + number // 60 % 26)}rbor Ave".upper()


# House numbers are hundreds throughout at an agency that writes blocks; ten addresses do not show it, a thousand do.
TINY = [row(n, address=f"{100 * (n % 5 + 1)} MAPLE ST") for n in range(20)]
BLOCKS = [row(n, address=f"{n % 60 + 1}00 {street(n)}") for n in range(1000, 1000 + 60 * 20)]


def houses(first: int, count: int = 60 * 20) -> list[dict[str, Any]]:
    """Calls at as many houses, none of them a hundred."""
    return [row(n, address=f"{n % 60 + 1}07 {street(n)}") for n in range(first, first + count)]


def places(lake: Path) -> dict[str, str]:
    """Call -> place id."""
    return {call: content[3] for call, content in live(lake).items()}


def labels(lake: Path) -> dict[str, str]:
    """Call -> label of its place."""
    opened = open_lake(lake)
    names = dict(opened.places().execute()[["place_id", "label"]].itertuples(index=False))
    return {call: names[place] for call, place in places(lake).items()}


def load_all(lake: Path, folder: Path, imports: dict[str, list[dict[str, Any]]], skip: Iterable[str] = ()) -> None:
    for name, rows in imports.items():
        if name not in skip:
            result = brought(lake, write(folder / f"{name}.csv", rows), name=name, hold=False)
            assert adds_up(result)


def test_a_later_small_import_is_read_by_the_habits_of_the_first_large_one(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {"large": BLOCKS})
    kept = read_snapshot(lake).habits["Harbor City"]
    assert (kept.settled, kept.addresses, kept.imports) == (True, 1200, ("large",))
    assert kept.habits.hundred_blocks
    load_all(lake, tmp_path, {"tiny": TINY})
    assert labels(lake)["A000003"] == "400 block of Maple St"
    assert read_snapshot(lake).habits["Harbor City"] == kept


def test_settled_habits_stay_whatever_comes_later(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {"large": BLOCKS})
    before = places(lake)
    load_all(lake, tmp_path, {"larger": houses(5000, 3000)})
    assert read_snapshot(lake).habits["Harbor City"].habits.hundred_blocks
    assert {call: place for call, place in places(lake).items() if call in before} == before
    assert read_snapshot(lake).imports[-1].rekeyed == 0


def test_the_calls_of_a_tiny_first_import_move_when_a_large_one_tells_more(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {"tiny": TINY})
    assert labels(lake)["A000003"] == "400 Maple St"
    again = [row(5000 + n, address=call["address"]) for n, call in enumerate(TINY)]
    result = brought(lake, write(tmp_path / "large.csv", BLOCKS + again))
    assert result.record.rekeyed == 20
    assert "20 earlier calls moved" in result.notes[-1]
    assert labels(lake)["A000003"] == "400 block of Maple St"
    # The same address is the same place, whichever import brought it.
    assert [places(lake)[f"A{n:06d}"] for n in range(20)] == [places(lake)[f"A{n:06d}"] for n in range(5000, 5020)]
    opened = open_lake(lake)
    assert not opened.places().execute().label.str.startswith("400 Maple").any()
    assert sum(file.rows for file in opened.snapshot.of("calls")) == 20 + 1200 + 20


def test_tiny_and_large_imports_in_either_order_give_the_same_places(tmp_path: Path) -> None:
    load_all(tmp_path / "one", tmp_path, {"tiny": TINY, "large": BLOCKS})
    load_all(tmp_path / "two", tmp_path, {"large": BLOCKS, "tiny": TINY})
    assert live(tmp_path / "one") == live(tmp_path / "two")


def test_many_tiny_imports_together_are_a_large_one(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {f"part{n}": BLOCKS[400 * n : 400 * (n + 1)] for n in range(3)})
    kept = read_snapshot(lake).habits["Harbor City"]
    assert (kept.addresses, kept.settled, kept.imports) == (1200, True, ("part0", "part1", "part2"))
    load_all(tmp_path / "whole", tmp_path, {"whole": BLOCKS})
    assert places(lake) == places(tmp_path / "whole")


def test_undoing_the_import_that_taught_the_habits_leaves_what_the_others_alone_would_have_made(tmp_path: Path) -> None:
    imports = {"tiny": TINY, "large": BLOCKS, "later": houses(5000), "last": TINY[:5]}
    for number, gone in enumerate(imports):
        load_all(tmp_path / f"all{number}", tmp_path, imports)
        load_all(tmp_path / f"rest{number}", tmp_path, imports, skip=[gone])
        record = undo(gone, lake=tmp_path / f"all{number}")
        assert live(tmp_path / f"all{number}") == live(tmp_path / f"rest{number}"), gone
        assert labels(tmp_path / f"all{number}") == labels(tmp_path / f"rest{number}"), gone
        kept = [read_snapshot(tmp_path / f"{kind}{number}").habits["Harbor City"].habits for kind in ("all", "rest")]
        assert kept[0].hundred_blocks == kept[1].hundred_blocks == (gone != "large")
        assert (record.rekeyed > 0) == (gone == "large")


def test_undoing_the_only_import_forgets_the_habits(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {"wrong": BLOCKS})
    undo("wrong", lake=lake)
    assert read_snapshot(lake).habits == {}
    load_all(lake, tmp_path, {"right": houses(1000)})
    assert labels(lake)["A001000"] == "4107 Aqrbor Ave"


def test_a_held_import_teaches_nothing_before_it_is_approved(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    first = [row(n, address="100 MAPLE ST" if n % 2 else "200 MAPLE ST") for n in range(24 * 30)]
    load_all(lake, tmp_path, {"first": first})
    before = labels(lake)
    forged = [row(n, incident_id=f"X{n}", address="100 MAPLE ST") for n in range(0, 400, 4)]
    held = brought(lake, write(tmp_path / "2.csv", BLOCKS + forged), name="held", by="officer Rivera")
    assert (held.record.state, held.record.rekeyed) == ("held", 0)
    assert labels(lake) == before
    assert not read_snapshot(lake).habits["Harbor City"].settled
    record = approve("held", by="Sergeant Okafor", lake=lake)
    assert (record.state, record.rekeyed) == ("live", 720)
    assert labels(lake)["A000000"] == "200 block of Maple St"
    assert labels(lake)["X4"] == labels(lake)["A000001"] == "100 block of Maple St"
    undo("held", lake=lake)
    assert labels(lake) == before


def test_earlier_versions_of_calls_move_too(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    changed = [{**call, "disposition": "CLOSED"} for call in TINY]
    load_all(lake, tmp_path, {"tiny": TINY, "changed": changed, "large": BLOCKS})
    opened = open_lake(lake)
    earlier = opened.superseded().execute().set_index("call_id").place_id.to_dict()
    assert len(earlier) == 20
    assert earlier == {call: place for call, place in places(lake).items() if call in earlier}


def test_a_place_that_the_agency_declared_stays_when_habits_change(tmp_path: Path) -> None:
    lake, file = tmp_path / "lake", tmp_path / "places.toml"
    file.write_text('[[place]]\nname = "Oak Creek Apartments"\naddresses = ["400 MAPLE ST"]\n')
    tables = Tables(complexes=Complexes.read(file))
    brought(lake, write(tmp_path / "1.csv", TINY), tables=tables)
    brought(lake, write(tmp_path / "2.csv", BLOCKS), tables=tables)
    assert labels(lake)["A000003"] == "Oak Creek Apartments"
    assert labels(lake)["A000002"] == "300 block of Maple St"


def test_one_agency_teaches_another_nothing(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    load_all(lake, tmp_path, {"large": BLOCKS})
    brought(lake, write(tmp_path / "other.csv", TINY), agency="Oak Creek", name="other")
    assert "400 Maple St" in set(open_lake(lake).places("Oak Creek").execute().label)


@given(
    st.builds(
        Habits,
        home=st.frozensets(st.text(max_size=5)),
        endings=st.lists(st.text(max_size=5), max_size=3).map(tuple),
        several_cities=st.booleans(),
        cities=st.frozensets(st.text(max_size=5)),
        hundred_blocks=st.booleans(),
        hyphenated=st.booleans(),
    ),
    st.integers(0, 2 * SETTLED),
)
def test_habits_come_back_from_the_manifest_as_they_were(habits: Habits, addresses: int) -> None:
    kept = KeptHabits(habits, addresses, ("one", "two"))
    assert KeptHabits.from_json(kept.as_json()) == kept
