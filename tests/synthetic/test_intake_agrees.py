"""Intake reads the made export and finds exactly what the truth file says: the two were built apart."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from commonbeat.intake.call_kinds import read_code_table
from commonbeat.intake.check import CheckReport, check
from commonbeat.intake.load import load
from commonbeat.intake.places import Complexes
from commonbeat.intake.prepare import Tables
from commonbeat.synthetic import City, ExportTruth


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> ExportTruth:
    return City.make(3, places=1_500, months=4).write_export(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module")
def tables(export: ExportTruth) -> Tables:
    return Tables(
        code_table=read_code_table(export.folder / "call-types.csv"),
        complexes=Complexes.read(export.folder / "places.toml"),
    )


@pytest.fixture(scope="module")
def report(export: ExportTruth, tables: Tables) -> CheckReport:
    return check([export.path], zone=export.zone, tables=tables)


def test_check_counts_what_is_there(export: ExportTruth, report: CheckReport) -> None:
    truth = export.export
    assert (report.rows, report.calls) == (truth.rows, truth.calls)
    assert report.duplicates == truth.extra_unit_rows + truth.repeated_rows
    assert report.rejected.rows == truth.rejected_rows
    assert report.without_place == truth.nowhere_rows
    assert str(report.first) == truth.first
    assert str(report.last) == truth.last
    assert export.default_location in {flag.where for flag in report.flags if flag.flag == "default location"}


def test_the_finder_maps_no_column_wrongly(export: ExportTruth, report: CheckReport) -> None:
    found = {field.name: list(field.columns) for field in report.fields}
    assert {name: columns for name, columns in found.items() if export.fields.get(name) != columns} == {}
    assert len(found) >= 12


def test_loading_adds_what_is_new_and_resolves_places(export: ExportTruth, tables: Tables, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    told = {"agency": "Alder Falls", "lake": lake, "zone": export.zone, "tables": tables}
    mapping = export.folder / "mapping.toml"
    first = load([export.path], mapping=mapping, **told)  # type: ignore[arg-type]
    assert first.record.calls_added == export.export.added
    pairs = duckdb.sql(
        f"SELECT t.place, c.place_id, count(*) AS calls FROM read_parquet('{lake}/calls/**/*.parquet') c "
        f"JOIN '{export.calls_path}' t ON t.incident = c.call_id AND t.delivery = 1 "
        "WHERE t.place IS NOT NULL AND c.place_id IS NOT NULL GROUP BY ALL"
    ).fetchall()
    largest: dict[object, int] = {}
    held: dict[object, set[object]] = {}
    for place, key, count in pairs:
        largest[place] = max(largest.get(place, 0), count)
        held.setdefault(key, set()).add(place)
    assert sum(largest.values()) / sum(count for *_, count in pairs) > 0.99  # nearly all calls of a place have one id
    assert all(len(places) == 1 for places in held.values())  # and no id holds two places

    assert export.update is not None
    assert export.update_path is not None
    second = load([export.update_path], mapping=mapping, hold=False, **told)  # type: ignore[arg-type]
    assert (second.record.calls_added, second.record.calls_replaced) == (export.update.added, export.update.replaced)
