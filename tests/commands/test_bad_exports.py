"""Bad rows in real files, through the terminal: each is read right or set aside with its reason, and none is lost."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from commonbeat.intake.lake import open_lake
from commonbeat.intake.mapping import Field, Mapping, write_mapping
from tests.commands.door import answer, run, start

_TYPES = ("DISTURBANCE", "THEFT", "BATTERY", "NOISE COMPLAINT", "WELFARE CHECK")
_HEAD = ("incident_id", "received", "call_type", "address", "disposition")
#: Prints the most memory the process held, when it ends.
_MEASURED = (
    "import sys\nfrom commonbeat.cli import main\ntry:\n    main()\nfinally:\n"
    "    print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
)


def when(number: int) -> dt.datetime:
    """Call number `number`: 7 hours after the one before; no day before the 13th, so that no date is ambiguous."""
    year, month = 2021 + number // 480, 1 + number // 40 % 12
    return dt.datetime(year, month, 13 + number % 40 // 4, 7 * number % 24, 30)  # noqa: DTZ001


def call(number: int, received: str | None = None, **changes: str) -> dict[str, str]:
    made = {
        "incident_id": f"A{number:07d}",
        "received": when(number).isoformat(sep=" ") if received is None else received,
        "call_type": _TYPES[number % 5],
        "address": f"{100 + 10 * (number % 40)} N ELM ST",
        "disposition": "REPORT",
    }
    return {**made, **changes}


def written(path: Path, calls: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, _HEAD)
        writer.writeheader()
        writer.writerows(calls)
    return path


def loaded(folder: Path, export: Path, *options: object) -> dict[str, Any]:
    """Check, then load; both must tell the same rows, and every row read is a call, a repeat or set aside."""
    checked = answer("intake", "check", export, *options)
    told = answer("intake", "load", export, "--agency", "Harbor City", "--lake", folder / "lake", *options)
    assert (checked["rows"], checked["rejected"]) == (told["rows_read"], told["rejected"])
    assert checked["rejected_reasons"] == told["rejected_reasons"]
    assert told["rows_read"] == told["calls_added"] + told["calls_replaced"] + told["duplicates"] + told["rejected"]
    assert len(aside(told)) == told["rejected"] == sum(told["rejected_reasons"].values())
    return told


def aside(told: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the quarantine file."""
    if told["quarantine"] is None:
        return []
    with Path(told["quarantine"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def times(folder: Path) -> dict[str, dt.datetime]:
    found = open_lake(folder / "lake").calls().execute()
    return {name: moment.to_pydatetime() for name, moment in zip(found.call_id, found.received, strict=True)}


def test_three_date_formats_in_one_file_are_each_read_right(tmp_path: Path) -> None:
    forms = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%d-%b-%Y %H:%M:%S")
    calls = [call(n, when(n).strftime(forms[n % 3])) for n in range(240)]
    calls[30]["received"] = "02/30/2024 07:00"
    calls[31]["received"] = "the day before"
    calls += [calls[5], calls[7]]
    told = loaded(tmp_path, written(tmp_path / "calls.csv", calls))
    assert (told["rows_read"], told["calls_added"], told["duplicates"], told["rejected"]) == (242, 238, 2, 2)
    assert times(tmp_path) == {f"A{n:07d}": when(n) for n in range(240) if n not in (30, 31)}
    assert [(row["line"], row["reason"]) for row in aside(told)] == [
        ("32", "no time: the value cannot be read as one"),
        ("33", "no time: the value cannot be read as one"),
    ]


def test_dates_that_contradict_each_other_are_asked_about_and_nothing_is_loaded(tmp_path: Path) -> None:
    calls = [call(n, when(n).strftime(("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")[n % 2])) for n in range(240)]
    export = written(tmp_path / "calls.csv", calls)
    done = run("intake", "load", export, "--agency", "Harbor City", "--lake", tmp_path / "lake")
    assert done.exit_code == 4
    assert "Which column says when the call came in" in done.output
    # Told one of them, the rows that only fit the other are set aside.
    mapping = tmp_path / "mapping.toml"
    fields = [Field(name, (name,), 1.0) for name in ("incident_id", "call_type", "address")]
    write_mapping(Mapping((Field("received", ("received",), 1.0, "m/d/y"), *fields)), mapping)
    told = loaded(tmp_path, export, "--mapping", mapping)
    assert (told["calls_added"], told["rejected"]) == (120, 120)
    assert times(tmp_path) == {f"A{n:07d}": when(n) for n in range(0, 240, 2)}


def test_mixed_offsets_become_the_agencys_clock_and_wait_until_it_is_known(tmp_path: Path) -> None:
    offsets = ("", "Z", "-06:00", "+02:00", "-0500")
    calls = [call(n, when(n).isoformat() + offsets[n % 5]) for n in range(40)]  # January: no change of clocks
    export = written(tmp_path / "calls.csv", calls)
    assert any("--zone" in question for question in answer("intake", "check", export)["questions"])
    done = run("intake", "load", export, "--agency", "Harbor City", "--lake", tmp_path / "lake")
    assert done.exit_code == 4
    assert "Which time zone does the agency's clock show (--zone)?" in done.output
    assert loaded(tmp_path, export, "--zone", "America/Chicago")["calls_added"] == 40
    ahead = (0, -6, 0, -8, -1)  # of what the cell says
    assert times(tmp_path) == {f"A{n:07d}": when(n) + dt.timedelta(hours=ahead[n % 5]) for n in range(40)}


def test_a_mapping_without_a_zone_sets_offsets_aside_and_says_why(tmp_path: Path) -> None:
    calls = [call(n, when(n).isoformat() + ("", "-06:00")[n % 2]) for n in range(40)]
    mapping = tmp_path / "mapping.toml"
    fields = [Field(name, (name,), 1.0) for name in ("incident_id", "call_type", "address")]
    write_mapping(Mapping((Field("received", ("received",), 1.0, "iso"), *fields)), mapping)
    told = loaded(tmp_path, written(tmp_path / "calls.csv", calls), "--mapping", mapping)
    assert (told["calls_added"], told["rejected"]) == (20, 20)
    assert {row["reason"] for row in aside(told)} == {
        "no time: it carries an offset from UTC, and the time zone is not known (--zone)"
    }


def test_the_years_1900_and_2099_are_set_aside_and_told_as_impossible(tmp_path: Path) -> None:
    calls = [call(n) for n in range(240)]
    for n, moment in ((3, "1900-01-01 00:00:00"), (4, "2099-12-31 23:59:59"), (5, "1899-12-30 00:00:00")):
        calls[n]["received"] = moment
    told = loaded(tmp_path, written(tmp_path / "calls.csv", calls))
    assert (told["calls_added"], told["rejected"]) == (237, 3)
    assert told["rejected_reasons"] == {"impossible time: before 1970 or in the future": 3}
    assert [row["line"] for row in aside(told)] == ["5", "6", "7"]
    assert (told["first"][:4], told["last"][:4]) == ("2021", "2021")


def test_emoji_in_any_cell_load_and_come_out_as_they_were(tmp_path: Path) -> None:
    calls = [call(n) for n in range(240)]
    calls[9] |= {"call_type": "NOISE 🎉", "address": "140 N ELM ST 🚓", "disposition": "👮🏽‍♀️ done"}
    calls[10] |= {"incident_id": "🆔10", "address": "🏚️"}
    told = loaded(tmp_path, written(tmp_path / "calls.csv", calls))
    assert (told["calls_added"], told["rejected"]) == (240, 0)
    found = open_lake(tmp_path / "lake").calls().execute().set_index("call_id")
    assert list(found.loc["A0000009", ["call_type", "address", "disposition"]]) == [
        "NOISE 🎉",
        "140 N ELM ST 🚓",
        "👮🏽‍♀️ done",
    ]
    assert found.loc["🆔10", "address"] == "🏚️"


_FORMULAS = ('=HYPERLINK("http://x")', "+1 ELM ST", "-2+3 OAK AVE", "@SUM(A1) MAPLE ST", "=1+1 & ELM ST")


def test_formulas_in_address_and_call_type_run_in_no_csv_that_goes_out(tmp_path: Path) -> None:
    calls = [call(n) for n in range(1200)]
    for n in range(600):  # these places are the busiest of the list
        calls[n]["address"] = calls[n]["call_type"] = _FORMULAS[n % 5]
    calls[7]["received"], calls[7]["incident_id"] = "=NOW()", "=cmd|' /C calc'!A0"
    told = loaded(tmp_path, written(tmp_path / "calls.csv", calls))
    assert (told["calls_added"], told["rejected"]) == (1199, 1)
    # The lake keeps what the export says; what leaves it is text.
    assert set(_FORMULAS) <= set(open_lake(tmp_path / "lake").calls().execute().address)
    listed = tmp_path / "list.csv"
    assert run("select", "--lake", tmp_path / "lake", "--top", "200", "--csv", listed).exit_code == 0
    out = [listed, Path(told["quarantine"])]
    cells = [cell for file in out for row in csv.reader(file.open(encoding="utf-8", newline="")) for cell in row]
    dangerous = [cell for cell in cells if cell[:1] in tuple("=+@\t\r") or (cell[:1] == "-" and not _is_number(cell))]
    assert dangerous == []
    assert any(cell.startswith("'") for cell in cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _load_apart(folder: Path, export: Path, *options: object) -> tuple[int, str, float]:
    """Load in a process of its own: exit code, what it said, and the most memory it held, in MB."""
    words = ("intake", "load", export, "--agency", "Harbor City", "--lake", folder / "lake", *options)
    process = start(*words, folder=folder, code=_MEASURED)
    out, err = process.communicate(timeout=900)
    *said, kilobytes = err.strip().splitlines()
    assert "Traceback" not in err
    return process.returncode, out + "\n".join(said), int(kilobytes) / 1024


def check_long_line(folder: Path, megabytes: int) -> float:
    """A file that is one line, and a file with one such line among good ones; gives the most memory held, in MB."""
    export, piece = folder / "line.csv", "abc def " * 131_072
    with export.open("w", encoding="utf-8") as out:
        for _ in range(megabytes):
            out.write(piece)
    code, said, memory = _load_apart(folder, export)
    assert code == 3, said
    assert "no line end in the first 16 MB" in said
    assert memory < 400
    assert not (folder / "lake" / "snapshots").exists()

    calls = written(export, [call(n) for n in range(240)]).read_text(encoding="utf-8")
    with export.open("w", encoding="utf-8") as out:
        out.write(calls)
        out.write("B1,2024-01-13 01:00:00,THEFT,")
        for _ in range(megabytes):
            out.write(piece)
        out.write(",REPORT\n" + calls.partition("\n")[2].replace("A0000", "C0000"))
    code, said, memory = _load_apart(folder, export, "--json")
    assert code == 0, said
    assert memory < 500
    (record,) = answer("intake", "log", "--lake", folder / "lake")["imports"]
    assert (record["rows_read"], record["calls_added"], record["rejected"]) == (481, 480, 1)
    (row,) = aside({"quarantine": folder / "lake" / record["quarantine"]})
    assert row["line"] == "242"
    assert row["text"].startswith("B1,2024-01-13 01:00:00,THEFT,abc def")
    assert len(row["text"]) <= 2_000
    return memory


def test_a_line_of_40_megabytes_is_refused_or_set_aside_in_little_memory(tmp_path: Path) -> None:
    assert check_long_line(tmp_path, 40) > 0


@pytest.mark.prove
def test_a_line_of_a_gigabyte_is_refused_or_set_aside_in_little_memory(tmp_path: Path, record_property: Any) -> None:
    megabytes = check_long_line(tmp_path, 1024)
    assert 0 < megabytes < 500
    record_property("MB", round(megabytes))


def check_many_types(folder: Path, number: int, most_megabytes: float) -> float:
    """Every call has a type of its own, and all are loaded; gives the most memory held, in MB."""
    export = folder / "calls.csv"
    duckdb.execute(
        "COPY (SELECT printf('A%08d', i) AS incident_id, "
        "strftime(TIMESTAMP '2020-01-01' + INTERVAL (i) MINUTE, '%Y-%m-%d %H:%M:%S') AS received, "
        "printf('TYPE %d', i) AS call_type, printf('%d N ELM ST', 100 + 10 * (i % 400)) AS address, "
        f"'REPORT' AS disposition FROM range({number}) t(i)) TO '{export}' (HEADER)"
    )
    mapping = folder / "mapping.toml"
    fields = [Field(name, (name,), 1.0) for name in ("incident_id", "call_type", "address")]
    write_mapping(Mapping((Field("received", ("received",), 1.0, "iso"), *fields)), mapping)
    code, said, memory = _load_apart(folder, export, "--mapping", mapping)
    assert code == 0, said
    assert memory < most_megabytes
    found = open_lake(folder / "lake").calls()
    assert found.call_type.nunique().execute() == found.count().execute() == number
    (record,) = answer("intake", "log", "--lake", folder / "lake")["imports"]
    assert (record["rows_read"], record["calls_added"], record["rejected"]) == (number, number, 0)
    return memory


def test_20000_distinct_call_types_load_in_little_memory(tmp_path: Path) -> None:
    assert check_many_types(tmp_path, 20_000, 600) > 0


@pytest.mark.prove
def test_a_million_distinct_call_types_load_in_bounded_memory(tmp_path: Path, record_property: Any) -> None:
    megabytes = check_many_types(tmp_path, 1_000_000, 1_500)
    assert 0 < megabytes < 1_500
    record_property("MB", round(megabytes))


def test_an_export_with_a_million_types_in_its_type_column_is_asked_about(tmp_path: Path) -> None:
    export = written(tmp_path / "calls.csv", [call(n % 240, call_type=f"TYPE {n}") for n in range(2_000)])
    done = run("intake", "load", export, "--agency", "Harbor City", "--lake", tmp_path / "lake")
    assert done.exit_code == 4
    assert "what kind of call" in done.output
