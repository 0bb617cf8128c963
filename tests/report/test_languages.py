"""The report speaks one language at a time: every word of it comes out of the reader's catalog."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from commonbeat.analysis.calls import CATEGORIES, PLACE_FLAGS
from commonbeat.analysis.sentences import category_name, english, flag_name, joined, language_name
from commonbeat.analysis.stationing import NoPlanError, Officer, station
from commonbeat.commands.area_choice import Asked
from commonbeat.commands.chosen_lake import ChosenCalls, Source, chosen_calls
from commonbeat.commands.report import PageFiles, report_page
from commonbeat.errors import UsageError
from commonbeat.progress import silent
from commonbeat.report import words
from commonbeat.report.words import LOCALES, day_in_words, translations
from commonbeat.settings import Settings
from tests.analysis.stationing.cast import area

SPANISH = LOCALES / "es" / "LC_MESSAGES" / "commonbeat.po"
FIELDS = re.compile(r"%\([a-z_]+\)s|\{[a-z_]*\}")
OPEN, SHUT = "⟦", "⟧"
#: Attributes that a reader sees or hears.
HEARD = {"aria-label", "data-label", "title", "alt"}
AGENCY = "Alder Falls Police Department"
#: Measures that have no other name, and what stands before a file's digest.
NO_WORDS = {"PAI", "PEI", "RRI", "SHA-256"}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def compile_catalog(path: Path) -> None:
    """As the build does it; whole or not at all, since other tests read it too."""
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        write_mo(file, read(path))
    part.replace(path.with_suffix(".mo"))


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    built = SPANISH.with_suffix(".mo")
    if not built.exists() or built.stat().st_mtime < SPANISH.stat().st_mtime:
        compile_catalog(SPANISH)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every string of the code and the template, as the translator's tool finds them."""
    found = tmp_path_factory.mktemp("messages") / "commonbeat.pot"
    mapping, code = str(LOCALES / "babel.cfg"), str(LOCALES.parent)
    CommandLineInterface().run(["pybabel", "extract", "-F", mapping, "-o", str(found), code])
    return read(found)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ChosenCalls, PageFiles]]:
    """A year and a half of calls: a dense corner, places apart, a bad month, unknown kinds of calls, three officers."""
    folder = tmp_path_factory.mktemp("city")
    draw = np.random.default_rng(4)
    lines = ["incident_number,call_received,call_type,address,latitude,longitude,beat"]
    kinds = ("NOISE COMPLAINT", "FIGHT IN PROGRESS", "BURGLARY", "SHOTS FIRED", "WELFARE CHECK", "TRAFFIC COLLISION")
    for place in range(40):
        north = 37.9 + (place / 1100 if place < 16 else 0.03 + place / 150)
        address = f"{100 + 10 * place} N OAK ST" if place % 3 else f"{100 + 10 * place} PIER AVE"
        for _ in range(12 + 400 // (place + 1)):
            month = 6 if place == 3 else int(draw.integers(0, 18))
            when = (
                f"{2023 + month // 12}-{month % 12 + 1:02d}-{draw.integers(1, 29):02d} {draw.integers(0, 24):02d}:15:00"
            )
            kind = "NOISE COMPLAINT" if place == 5 else kinds[int(draw.integers(len(kinds)))]
            lines.append(f"I{len(lines):06d},{when},{kind},{address},{north:.5f},-121.30000,B{place % 4}")
    lines += [f"N{k:06d},2024-05-03 10:15:00,BURGLARY,,,,B1" for k in range(40)]
    lines += [f"U{k:06d},2024-05-03 11:15:00,XQZ,900 MILL RD,37.95,-121.31,B1" for k in range(300)]
    (folder / "calls.csv").write_text("\n".join(lines) + "\n")
    (folder / "officers.csv").write_text(
        "name,languages,district,posted,wishes\nRivera,spanish,B1,A1,\nIglesias,hmong,B2,gone,A2\nOkafor,,B1,A3,\n"
    )
    source = Source([str(folder / "calls.csv")], agency=AGENCY, zone="America/Los_Angeles")
    with chosen_calls(source, Settings(), silent) as chosen:
        yield chosen, PageFiles(folder / "officers.csv")


def page_of(city: tuple[ChosenCalls, PageFiles], language: str) -> str:
    chosen, files = city
    asked = Asked(top=30, exploration=True, max_places=6)
    return report_page(chosen, asked, PageFiles(files.officers, language=language), silent)


class Visible(HTMLParser):
    """What a reader sees or hears of a page, in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.language = ""
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in {"script", "style"}
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""
        self.pieces += [
            value for name, value in attrs if name in {"aria-label", "data-label", "title", "alt"} and value
        ]

    def handle_endtag(self, _tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.pieces.append(" ".join(data.split()))


def visible(page: str) -> Visible:
    seen = Visible()
    seen.feed(page)
    return seen


def forms(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, list | tuple) else (str(message),)


def test_every_string_is_translated_into_spanish_with_the_same_fields(messages: Catalog) -> None:
    spanish, wrong = read(SPANISH), []
    for message in messages:
        if not message.id:
            continue
        said = spanish.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        if said is None or said.fuzzy or not all(forms(said.string)):
            wrong.append(f"not translated: {message.id}")
        elif [set(FIELDS.findall(form)) for form in forms(said.string)] != [
            set(FIELDS.findall(form)) for form in forms(message.id)
        ]:
            wrong.append(f"other fields: {message.id}")
    assert wrong == []


def test_the_spanish_catalog_holds_nothing_that_the_code_no_longer_says(messages: Catalog) -> None:
    known = {(message.context, forms(message.id)[0]) for message in messages}
    assert [said.id for said in read(SPANISH) if said.id and (said.context, forms(said.id)[0]) not in known] == []


def test_no_english_sentence_is_left_on_the_spanish_page(city: tuple[ChosenCalls, PageFiles]) -> None:
    seen = visible(page_of(city, "es"))
    assert seen.language == "es"
    assert "Zonas problemáticas" in seen.pieces
    whole, pieces = "\n".join(seen.pieces), set(seen.pieces)
    left = []
    for said in read(SPANISH):
        for original, spanish in zip(forms(said.id), forms(said.string), strict=True) if said.id else ():
            parts = [part.strip(" .,;:()") for part in FIELDS.split(original)]
            told = " ".join(FIELDS.split(spanish))
            left += [part for part in parts if len(part.split()) > 1 and part not in told and part in whole]
            left += [original] if original != spanish and original in pieces else []
    assert left == []


def test_every_word_of_the_page_went_through_the_catalog(
    city: tuple[ChosenCalls, PageFiles], messages: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language that only puts brackets around each message: what stands outside of them was never translated."""
    brackets = Catalog(locale="en")
    for message in messages:
        if message.id:
            marked = tuple(f"{OPEN}{form}{SHUT}" for form in forms(message.id))
            brackets.add(message.id, marked if len(marked) > 1 else marked[0], context=message.context)
    path = tmp_path / "brackets" / "LC_MESSAGES" / "commonbeat.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, brackets)
    compile_catalog(path)
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    page = page_of(city, "brackets")
    chosen, _ = city
    labels = chosen.places.label.to_pyarrow().to_pylist()
    data = {AGENCY, "Rivera", "Iglesias", "Okafor", "calls.csv", *NO_WORDS}
    data |= {word for label in labels for word in label.split()}
    data |= {record.name for record in chosen.imports} | {d[:12] for r in chosen.imports for d in r.sha256}
    (drawn,) = re.findall(r'id="mapdata">(.*?)</script>', page, flags=re.S)
    live = json.loads(drawn)
    told = [*live["words"].values(), *(layer["title"] for layer in live["layers"])]
    told += [place["properties"]["why"] for place in live["layers"][-1]["geojson"]["features"]]
    assert [text for text in told if not text.startswith(OPEN)] == []
    outside = [bare(piece, data) for piece in visible(page).pieces]
    assert [text for text in outside if re.search(r"[A-Za-z]{2}", text)] == []


def bare(text: str, data: set[str]) -> str:
    """What is left of a text without its messages and the agency's own data."""
    depth, kept = 0, []
    for letter in text:
        depth += (letter == OPEN) - (letter == SHUT)
        if depth == 0 and letter != SHUT:
            kept.append(letter)
    left = "".join(kept)
    for known in sorted(data, key=len, reverse=True):
        left = left.replace(known, "")
    return re.sub(r"\d+(\.\d+)+", "", left)


def test_every_category_flag_and_language_of_the_demo_has_a_name_in_spanish() -> None:
    spanish = translations("es")
    for category in CATEGORIES:
        assert category_name(category, english) == category
        assert category_name(category, spanish) != category
    for flag in (*PLACE_FLAGS, "one bad month", "single call type", "exploration"):
        assert flag_name(flag, english) == flag
        assert flag_name(flag, spanish) != flag
    assert language_name("spanish", spanish) == "español"
    assert language_name("q'eqchi'", spanish) == "Q'Eqchi'"


def test_a_clash_of_wishes_is_told_in_spanish() -> None:
    officers = [Officer("Rivera", vetoes=("Oak Creek",))]
    with pytest.raises(NoPlanError) as clash:
        station([area("A1", 100, name="Oak Creek")], officers, translate=translations("es"))
    assert "Rivera no se asigna a Oak Creek" in str(clash.value)
    assert "Ningún plan de asignación cumple todos los pedidos" in str(clash.value)


def test_a_list_reads_as_people_say_it() -> None:
    spanish = translations("es")
    assert joined(["Rivera"]) == "Rivera"
    assert joined(["Rivera", "Okafor", "Lindqvist"]) == "Rivera, Okafor and Lindqvist"
    assert joined(["Rivera", "Okafor"], spanish) == "Rivera y Okafor"
    assert joined(["Rivera", "Iglesias"], spanish) == "Rivera e Iglesias"
    assert joined(["agua", "hielo"], spanish) == "agua y hielo"


def test_a_day_is_written_in_the_order_of_the_language() -> None:
    assert day_in_words(date(2025, 2, 3), english) == "Feb 3, 2025"
    assert day_in_words(date(2025, 2, 3), translations("es")) == "3 de febrero de 2025"


def test_a_catalog_that_was_never_built_says_how_to_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "es" / "LC_MESSAGES" / "commonbeat.po"
    path.parent.mkdir(parents=True)
    shutil.copyfile(SPANISH, path)
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    with pytest.raises(UsageError, match="pip install -e"):
        translations("es")
    with pytest.raises(UsageError, match="Languages: en, es"):
        translations("../es")
