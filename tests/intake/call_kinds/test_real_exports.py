"""Every call type of the real exports is read; `other` is rare and never a word that a person would understand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

from commonbeat.intake.call_kinds import CallKind, categorize, read_code_table


def kinds_by_calls(types: Counter[str], code_table: Path | None = None) -> tuple[dict[str, CallKind], dict[str, float]]:
    """Kind of each call type, and the share of calls of each category."""
    table = read_code_table(code_table) if code_table else None
    kinds = dict(zip(types, categorize(list(types), code_table=table), strict=True))
    shares: Counter[str] = Counter()
    for call_type, calls in types.items():
        shares[kinds[call_type].category] += calls
    return kinds, {category: calls / types.total() for category, calls in shares.items()}


def column(path: Path, name: str) -> Counter[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Counter(row[name] for row in csv.DictReader(file))


def test_natures_of_a_city(shared_data: Path) -> None:
    types = column(shared_data / "calls" / "milwaukee-2018-05.csv", "nature")
    kinds, shares = kinds_by_calls(types)
    assert shares["other"] < 0.001
    assert kinds["ENTRY"].kind == "burglary"
    assert {kinds[name].origin for name in ("TRAFFIC STOP", "BUSINESS CHECK", "PATROL", "PARK AND WALK")} == {"officer"}
    assert {kinds[name].origin for name in ("RETURN STATION", "COURT DUTY", "VEHICLE MAINT")} == {"administrative"}


def test_codes_with_the_citys_own_code_table(shared_data: Path) -> None:
    calls = shared_data / "calls"
    types = column(calls / "san-diego-2023-01.csv", "call_type")
    kinds, shares = kinds_by_calls(types, calls / "san-diego-call-types.csv")
    assert shares["other"] < 0.05  # 911 hang-ups, nearly all
    assert sum(n for name, n in types.items() if kinds[name].source == "unknown") / types.total() < 0.001
    assert (kinds["FD"].origin, kinds["T"].kind, kinds["459A"].origin) == ("officer", "traffic stop", "alarm")


def test_codes_without_a_table_are_mostly_read_as_standard_codes(shared_data: Path) -> None:
    types = column(shared_data / "calls" / "san-diego-2023-01.csv", "call_type")
    kinds, _ = kinds_by_calls(types)
    assert sum(n for name, n in types.items() if kinds[name].source == "unknown") / types.total() < 0.10


def test_an_ambulance_and_fire_export_is_medical_fire_and_traffic(shared_data: Path) -> None:
    packed = shared_data / "calls" / "montgomery-pa-2015-16.zip"
    with zipfile.ZipFile(packed) as archive, archive.open("911.csv") as raw:
        types = Counter(row["title"] for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")))
    _, shares = kinds_by_calls(types)
    assert shares["medical"] + shares["fire"] + shares["traffic"] > 0.99
    assert "other" not in shares
