"""The finder on header sets of real agencies and dispatch systems: right or unsure, never wrong.

The sets marked "develop" were used to write the rules. Those marked "held out" and then "fresh" were new when first
mapped (docs/mapping.md has the figures); their mistakes have been mended since, so all of them guard against relapse.
The sets of unseen_header_sets.json came later, one batch after another: "unseen 1" was gathered before its author had
read the rules, "unseen 2" and "unseen 3" each after the batch before had been mended. The third had no mistake.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from commonbeat.intake.mapping import Mapping, map_columns

SETS: dict[str, dict[str, Any]] = {}
for _name in ("header_sets.json", "unseen_header_sets.json"):
    SETS |= json.loads((Path(__file__).parent / _name).read_text(encoding="utf-8"))
KNOWN_FILES = {
    "milwaukee": "milwaukee-2018-05.csv",
    "san_diego": "san-diego-2023-01.csv",
    "montgomery_pa": "montgomery-pa-2015-16.zip",
    "stockton_public_2019_2024": "stockton/stockton_cfs_sample_from_notebook.csv",
}


def wrong(mapping: Mapping, truth: dict[str, Any], *, strict: bool = True) -> list[str]:
    """Fields mapped to a column that is not the right one ("A OR B" in the truth: either will do)."""
    bad = []
    for found in mapping.fields:
        right = truth.get(found.name)
        if right is None:
            if strict:
                bad.append(f"{found.name} = {found.columns}, which no column should be")
            continue
        allowed = [tuple(right)] if isinstance(right, list) else [(one,) for one in right.split(" OR ")]
        if found.columns not in allowed:
            bad.append(f"{found.name} = {found.columns}, not {right}")
    return bad


@pytest.mark.parametrize("name", SETS)
def test_no_column_of_a_real_export_is_mapped_wrong(name: str) -> None:
    entry = SETS[name]
    assert wrong(map_columns(entry["headers"]), entry["fields"]) == []


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("respell", [str.upper, str.lower, lambda header: header.replace(" ", "_")])
def test_spelling_of_the_headers_does_not_make_it_wrong(name: str, respell: Any) -> None:
    entry = SETS[name]
    headers = [respell(header) for header in entry["headers"]]
    if len(set(headers)) < len(headers):
        pytest.skip("two headers differ by spelling only")
    truth = {
        field: [respell(column) for column in right]
        if isinstance(right, list)
        else " OR ".join(respell(column) for column in right.split(" OR "))
        for field, right in entry["fields"].items()
    }
    assert wrong(map_columns(headers), truth) == []


@pytest.mark.parametrize("use", ["develop", "held out", "fresh"])
def test_most_fields_are_found_from_the_names_alone(use: str) -> None:
    fields = right = 0
    for entry in SETS.values():
        if entry["use"] == use:
            mapping = map_columns(entry["headers"])
            fields += len(entry["fields"])
            right += sum(mapping.get(name) is not None for name in entry["fields"])
    assert right >= 0.65 * fields, f"{right} of {fields} fields found"


@pytest.mark.parametrize(("use", "share"), [("unseen 1", 0.65), ("unseen 2", 0.5), ("unseen 3", 0.7)])
def test_the_needed_fields_of_unseen_sets_are_mostly_found(use: str, share: float) -> None:
    needed = {"received", "call_type", "address", "lon", "lat"}
    fields = right = 0
    for entry in SETS.values():
        if entry["use"] == use:
            mapping = map_columns(entry["headers"])
            found = {field.name for field in mapping.fields}
            found |= {"received"} if "received_date" in found else {"address"} if "address_parts" in found else set()
            wanted = needed & set(entry["fields"])
            fields += len(wanted)
            right += len(wanted & found)
    assert right >= share * fields, f"{right} of {fields} needed fields found"


def test_each_needed_field_is_found_or_asked_for() -> None:
    for name, entry in SETS.items():
        mapping = map_columns(entry["headers"])
        found = {field.name for field in mapping.fields}
        asked = {about for question in mapping.questions for about in getattr(question, "about", ())}
        assert found & {"received", "received_date"} or "received" in asked, name
        assert found & {"call_type", "call_type_desc"} or "call_type" in asked, name
        assert found & {"address", "address_parts", "lon", "point", "x"} or asked & {"address", "lon", "x"}, name


def test_the_known_header_sets_map_with_no_wrong_field(shared_data: Path) -> None:
    known = json.loads((shared_data / "calls" / "known-headers.json").read_text(encoding="utf-8"))
    for name, entry in known.items():
        assert wrong(map_columns(entry["headers"]), entry["fields"], strict=False) == [], name


@pytest.mark.parametrize("name", KNOWN_FILES)
def test_every_field_of_the_known_files_is_found_with_their_values(shared_data: Path, name: str) -> None:
    known = json.loads((shared_data / "calls" / "known-headers.json").read_text(encoding="utf-8"))
    mapping = map_columns(*_sampled(shared_data / "calls" / KNOWN_FILES[name]))
    truth = known[name]["fields"]
    assert wrong(mapping, truth, strict=False) == []
    assert [field for field in truth if mapping.get(field) is None] == []
    assert mapping.questions == ()


def _sampled(path: Path) -> tuple[list[str], dict[str, list[str | None]]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            text = archive.read(archive.namelist()[0]).decode("utf-8")
    else:
        text = path.read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    rows = rows[:: max(1, len(rows) // 5000)]
    return header, {column: [row[index] or None for row in rows] for index, column in enumerate(header)}
