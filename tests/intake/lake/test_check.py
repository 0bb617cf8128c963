from __future__ import annotations

from pathlib import Path

from commonbeat.intake.check import check
from commonbeat.intake.mapping import Mapping
from tests.intake.lake.exports import COLUMNS, MAPPING, row, write


def _check(path: Path, mapping: Mapping = MAPPING) -> dict[str, object]:
    return check([path], mapping=mapping).as_json()


def test_a_check_says_everything_and_writes_nothing(tmp_path: Path) -> None:
    rows = [row(n) for n in range(60)] + [row(3), row(61, received="1900-01-01"), row(62, call_type="QZX")]
    report = _check(write(tmp_path / "a.csv", rows))
    assert {"fields", "rows", "duplicates", "rejected", "outside", "flags", "questions"} <= set(report)
    assert (report["rows"], report["calls"], report["duplicates"], report["rejected"]) == (63, 61, 1, 1)
    assert report["fields"][0] == {  # type: ignore[index]
        "name": "incident_id",
        "columns": ["incident_id"],
        "confidence": 1.0,
        "format": None,
    }
    assert report["unknown_call_types"] == [{"call_type": "QZX", "rows": 1}]
    assert report["rejected_examples"][0]["line"] == 63  # type: ignore[index]
    assert {"duplicates", "rejected", "unknown_call_types"} <= set(report["meanings"])  # type: ignore[arg-type, call-overload]
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_questions_are_shown_with_what_can_be_said_without_answers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(n) for n in range(30)])
    fields = tuple(field for field in MAPPING.fields if field.name != "received")
    report = _check(path, Mapping(fields, questions=("Which column says when the call came in?",)))
    assert report["questions"] == ["Which column says when the call came in?"]
    assert (report["rows"], report["calls"]) == (30, None)


def test_coordinates_outside_the_city_and_at_zero_are_counted(tmp_path: Path) -> None:
    rows = [row(n) for n in range(200)]
    rows += [row(300, latitude="12.98", longitude="77.59"), row(301, latitude="54.3"), row(302, latitude="43.9")]
    rows += [row(310 + n, latitude="0", longitude="0.0") for n in range(4)]
    report = _check(write(tmp_path / "a.csv", rows))
    assert report["outside"] == 7
    assert {"flag": "coordinates 0/0", "calls": 4}.items() <= report["flags"][0].items()  # type: ignore[index]


def test_a_district_that_nothing_comes_near_is_a_default_location(tmp_path: Path) -> None:
    # The proportions of Stockton's reporting districts: 174,315 in district 109, 45,597 in the next.
    districts = ["109"] * 1743 + [
        d for d, n in zip("ABCDEFG", (456, 440, 410, 390, 370, 200, 150), strict=True) for _ in range(n)
    ]
    rows = [row(n, REP_DIST=district) for n, district in enumerate(districts)]
    report = _check(write(tmp_path / "a.csv", rows, (*COLUMNS, "REP_DIST")))
    found = [flag for flag in report["flags"] if flag["flag"] == "default location"]  # type: ignore[attr-defined]
    assert [(flag["where"], flag["calls"]) for flag in found] == [("REP_DIST 109", 1743)]
    assert "456" in found[0]["means"]


def test_a_spot_where_calls_without_a_place_are_booked_is_a_default_location(tmp_path: Path) -> None:
    rows = [row(n, address=f"{100 + 2 * (n % 150)} N ELM ST") for n in range(1500)]
    rows += [row(n, address="1 CITY HALL PLZ") for n in range(1500, 1700)]
    report = _check(write(tmp_path / "a.csv", rows))
    found = [flag["where"] for flag in report["flags"] if flag["flag"] == "default location"]  # type: ignore[attr-defined]
    assert len(found) == 1
    assert "City Hall" in found[0]


def test_a_busy_store_is_no_default_location(tmp_path: Path) -> None:
    rows = [row(n, address=f"{100 + 2 * (n % 150)} N ELM ST") for n in range(1500)]
    rows += [row(n, address="900 S MAIN ST", call_type="SHOPLIFTING") for n in range(1500, 1700)]
    report = _check(write(tmp_path / "a.csv", rows))
    assert not [flag for flag in report["flags"] if flag["flag"] == "default location"]  # type: ignore[attr-defined]


def test_police_premises_are_known_by_what_officers_do_there(tmp_path: Path) -> None:
    rows = [row(n, address=f"{100 + 2 * (n % 50)} N ELM ST") for n in range(600)]
    rows += [
        row(n, address="749 W STATE ST", call_type="RETURN STATION" if n % 2 else "THEFT") for n in range(600, 660)
    ]
    report = _check(write(tmp_path / "a.csv", rows))
    assert [flag["where"] for flag in report["flags"] if flag["flag"] == "police premises"] == ["749 W State St"]  # type: ignore[attr-defined]


def test_an_export_of_corners_only_says_so(tmp_path: Path) -> None:
    rows = [row(n, address=f"{n % 40 + 1}TH ST & ELM AVE") for n in range(400)]
    report = _check(write(tmp_path / "a.csv", rows))
    assert "corners only" in [flag["flag"] for flag in report["flags"]]  # type: ignore[attr-defined]
