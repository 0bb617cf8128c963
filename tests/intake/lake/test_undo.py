from __future__ import annotations

from pathlib import Path

import pytest

from commonbeat.errors import UsageError
from commonbeat.intake.lake import open_lake
from commonbeat.intake.undo import approve, log, undo
from tests.intake.lake.exports import adds_up, brought, live, row, write


def test_undo_leaves_what_the_other_imports_alone_would_have_made(tmp_path: Path) -> None:
    first = write(tmp_path / "1.csv", [row(n) for n in range(30)])
    second = write(tmp_path / "2.csv", [row(n, disposition="ARREST" if n == 22 else "REPORT") for n in range(20, 40)])
    third = write(tmp_path / "3.csv", [row(n, disposition="UNFOUNDED") for n in (5, 22, 50)])
    files = {"one": first, "two": second, "three": third}
    for name, path in files.items():
        brought(tmp_path / "lake", path, name=name)
    for number, gone in enumerate(files):
        for name, path in files.items():
            brought(tmp_path / f"all{number}", path, name=name)
            if name != gone:
                brought(tmp_path / f"rest{number}", path, name=name)
        undo(gone, lake=tmp_path / f"all{number}")
        assert live(tmp_path / f"all{number}") == live(tmp_path / f"rest{number}")
        places = [
            open_lake(tmp_path / f"{kind}{number}").places().execute().set_index("place_id").sort_index()
            for kind in ("all", "rest")
        ]
        assert places[0].calls.to_dict() == places[1].calls.to_dict()
        assert places[0].label.to_dict() == places[1].label.to_dict()


def test_undoing_the_version_brings_the_earlier_back(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(10)]))
    before = live(lake)
    brought(lake, write(tmp_path / "2.csv", [row(3, address="9 OAK AVE"), row(77)]), name="wrong")
    assert live(lake) != before
    record = undo("wrong", lake=lake)
    assert record.state == "undone"
    assert live(lake) == before
    assert open_lake(lake).superseded().count().execute() == 0
    with pytest.raises(UsageError, match="is undone"):
        undo("wrong", lake=lake)


def test_an_export_that_was_undone_can_be_loaded_again(tmp_path: Path) -> None:
    lake, path = tmp_path / "lake", write(tmp_path / "1.csv", [row(n) for n in range(10)])
    brought(lake, path, name="one")
    undo("one", lake=lake)
    assert brought(lake, path, name="two").record.calls_added == 10


def test_an_unknown_import_is_named_with_those_there_are(tmp_path: Path) -> None:
    brought(tmp_path / "lake", write(tmp_path / "1.csv", [row(1)]), name="one")
    with pytest.raises(UsageError, match="There are: one"):
        undo("two", lake=tmp_path / "lake")


def test_an_import_that_changes_the_history_of_a_place_waits_for_a_second_person(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(24 * 30)]))
    before = live(lake)
    # Six calls more at a house with about a hundred, on days that the lake covers already.
    forged = [row(7 * n, incident_id=f"X{n}", call_type="BATTERY") for n in range(10, 17)]
    held = brought(lake, write(tmp_path / "2.csv", forged), name="forged", by="Sergeant Okafor")
    assert held.record.state == "held"
    assert held.as_json()["held"] is True
    assert "100 N ELM ST" in held.record.held_because[0]
    assert adds_up(held)
    assert live(lake) == before
    with pytest.raises(UsageError, match="cannot approve"):
        approve("forged", by="sergeant okafor", lake=lake)
    record = approve("forged", by="officer Lindqvist", lake=lake)
    assert (record.state, record.calls_added, record.approved_by) == ("live", 7, "officer Lindqvist")
    assert len(live(lake)) == len(before) + 7
    undo("forged", lake=lake)
    assert live(lake) == before


def test_changed_categories_of_old_calls_are_history_too(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(24 * 30)]))
    moved = [row(n, address="170 N ELM ST") for n in range(0, 70, 7)]
    assert brought(lake, write(tmp_path / "2.csv", moved)).record.state == "held"


def test_new_days_and_new_dispositions_are_no_change_of_history(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(24 * 30)]))
    more = [row(n, disposition="CLOSED") for n in range(24 * 20, 24 * 60)]
    result = brought(lake, write(tmp_path / "2.csv", more))
    assert result.record.state == "live"
    assert (result.record.calls_added, result.record.calls_replaced) == (24 * 30, 24 * 10)


def test_a_held_import_can_be_undone(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(24 * 30)]))
    before = live(lake)
    brought(lake, write(tmp_path / "2.csv", [row(7 * n, incident_id=f"X{n}") for n in range(10, 30)]), name="forged")
    undo("forged", lake=lake)
    assert live(lake) == before
    assert [record.state for record in log(lake)] == ["live", "undone"]
    assert not any("held" in path for path in open_lake(lake).files("held"))
