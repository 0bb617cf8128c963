"""`commonbeat report`: one page out of a lake or files, with and without each of its parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.door import run

FEW = ("--top", 20, "--max-walk", 500)


def page(*words: object) -> str:
    done = run("report", *FEW, *words, "--out", "page.html")
    assert done.exit_code == 0, done.output
    assert "page.html" in done.stdout
    text = Path("page.html").read_text(encoding="utf-8")
    return re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.S)


def test_the_page_has_places_areas_postings_and_the_check_on_the_past(lake: Path, city: Path) -> None:
    seen = page(
        "--lake",
        lake,
        "--officers",
        city / "officers.csv",
        "--current",
        city / "postings.csv",
        "--streets",
        city / "city.geojson",
        "--languages",
        city / "languages.csv",
    )
    for words in ("Oak Creek Apartments", "Rivera", "Had we chosen earlier", "Expected next", 'id="map"'):
        assert words in seen
    assert sorted(path.name for path in Path().iterdir()) == ["page.html"]


def test_without_officers_there_is_no_posting_plan(lake: Path) -> None:
    seen = page("--lake", lake)
    assert "Rivera" not in seen
    assert "Oak Creek Apartments" in seen


def test_officers_who_cannot_be_posted_leave_the_page_and_the_reason(lake: Path) -> None:
    names = "\n".join(f"Officer {number}" for number in range(200))
    Path("officers.csv").write_text(f"officer\n{names}\n")
    seen = page("--lake", lake, "--officers", "officers.csv")
    assert "Oak Creek Apartments" in seen
    assert "No posting plan keeps all stated wishes" in seen


@pytest.mark.parametrize("by_settings", [False, True])
def test_with_forecasts_off_no_expectation_is_anywhere(lake: Path, city: Path, by_settings: bool) -> None:
    if by_settings:
        Path("commonbeat.toml").write_text("forecasts = false\n")
    words = () if by_settings else ("--no-forecasts",)
    seen = page("--lake", lake, "--officers", city / "officers.csv", *words)
    assert "Rivera" in seen
    assert "Forecasts are off" in seen
    assert not re.findall(r".{60}(?:[Ee]xpect|[Pp]redict|[Ff]orecast(?!s are off|s: off)).{20}", seen)


def test_an_export_without_coordinates_gives_a_page_without_a_map() -> None:
    lines = ["incident_number,call_received,call_type,address"]
    kinds = ("NOISE COMPLAINT", "FIGHT IN PROGRESS", "BURGLARY", "SUSPICIOUS PERSON", "WELFARE CHECK")
    for number in range(400):
        month, day = number % 12 + 1, number % 28 + 1
        lines.append(f"I{number},2024-{month:02d}-{day:02d} 10:15:00,{kinds[number % 5]},{100 + number % 25} N OAK ST")
    Path("calls.csv").write_text("\n".join(lines) + "\n")
    seen = page("calls.csv", "--agency", "Alder Falls")
    assert "100 N Oak St" in seen
    assert 'id="map"' not in seen
    assert '<p class="who">Alder Falls</p>' in seen
    nameless = page("calls.csv")
    assert "<title>Where the same calls keep coming from</title>" in nameless
    assert 'class="who"' not in nameless


def test_mistakes_are_explained_and_leave_no_page(lake: Path, city: Path) -> None:
    for words, code in (
        (("--lake", "nowhere"), 3),
        (("--lake", lake, "--officers", "nobody.csv"), 3),
        (("--lake", lake, "--streets", "nothing.geojson"), 3),
        (("--lake", lake, "--current", city / "postings.csv"), 2),
        (("--lake", lake, "--language", "tlh"), 2),
        (("--lake", lake, "--out", "missing/page.html"), 7),
        (("--lake", lake, "--top", "0"), 2),
        (("--lake", lake, "--as-of", "someday"), 2),
    ):
        done = run("report", *FEW, *words)
        assert done.exit_code == code, (words, done.output)
        assert done.stdout == ""
    assert list(Path().iterdir()) == []
