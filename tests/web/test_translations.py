"""The pages in Spanish: every string is there, with its fields, compiled, and none passes the catalog by."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from datetime import UTC, datetime
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils.translation import get_language_info, gettext, override

from commonbeat.program.agencies.models import Member
from commonbeat.program.commitments.actions import close_commitment
from commonbeat.program.commitments.models import Commitment
from tests.cast import Cast, signed_in
from tests.conftest import tool

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "src" / "commonbeat" / "locale"
SPANISH = Path("es") / "LC_MESSAGES"
FIELDS = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|%%")
OPEN, SHUT = "⟦", "⟧"
#: Attributes that a reader sees or hears.
HEARD = {"aria-label", "data-label", "title", "alt", "placeholder"}
#: What no catalog translates: the program's own name, each language in its own words.
NO_WORDS = {"Commonbeat", "English", "Español"}
#: A day as `SHORT_DATE_FORMAT` of Spanish writes it.
SHORT_DAY = re.compile(r"\b\d{1,2} (ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic) \d{4}\b")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def forms(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, list | tuple) else (str(message),)


@pytest.fixture
def collected(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """What `make messages` would leave in the catalog of the pages, made in a copy of the code."""
    tool("xgettext")
    tool("msgmerge")
    code = tmp_path / "src" / "commonbeat"
    for part in ("program", "web", "locale"):
        shutil.copytree(
            LOCALES.parent / part, code / part, ignore=shutil.ignore_patterns("assets", "static", "__pycache__")
        )
    settings.LOCALE_PATHS = [code / "locale"]
    monkeypatch.chdir(code.parent)
    call_command(
        "makemessages", locale=["es"], extensions=["html,txt,py"], no_location=True, no_obsolete=True, no_wrap=True,
        verbosity=0,
    )  # fmt: skip
    return read(code / "locale" / SPANISH / "django.po")


def test_every_string_of_the_pages_is_translated_into_spanish_with_the_same_fields(collected: Catalog) -> None:
    wrong, seen = [], 0
    for message in collected:
        if not message.id:
            continue
        seen += 1
        said = forms(message.string)
        if message.fuzzy or not all(said):
            wrong.append(f"not translated: {message.id}")
        elif [set(FIELDS.findall(form)) for form in said] != [set(FIELDS.findall(form)) for form in forms(message.id)]:
            wrong.append(f"other fields: {message.id}")
    assert wrong == []
    assert seen > 900


def test_the_build_compiles_each_catalog_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The build's own environment has hatchling; here only the hook's base class is missing.
    interface = ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    shutil.copytree(LOCALES, tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo"))
    build.compile_catalogs(tmp_path / "locale")
    sources = sorted((tmp_path / "locale" / SPANISH).glob("*.po"))
    assert [source.stem for source in sources] == ["commonbeat", "django", "djangojs"]
    for source in sources:
        with source.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        for message in read(source):
            if message.id and message.context is None and all(forms(message.string)) and not message.fuzzy:
                one, *more = forms(message.id)
                heard = [compiled.ngettext(one, more[0], n) for n in (1, 2)] if more else [compiled.gettext(one)]
                assert tuple(heard) == forms(message.string)


class Visible(HTMLParser):
    """What a reader sees or hears of a page, in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.language = ""
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in {"script", "style", "code"}
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""
        self.pieces += [value for name, value in attrs if name in HEARD and value]

    def handle_endtag(self, _tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.pieces.append(" ".join(data.split()))


@pytest.fixture
def bracketed(tmp_path: Path, settings: Settings) -> None:
    """A language that only puts brackets around each message: what stands outside of them was never translated."""
    brackets = Catalog(locale="es")
    for message in read(LOCALES / SPANISH / "django.po"):
        if message.id:
            said = tuple(f"{OPEN}{form}{SHUT}" for form in forms(message.id))
            brackets.add(message.id, said if len(said) > 1 else said[0], context=message.context)
    path = tmp_path / "brackets" / SPANISH / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, brackets)
    settings.LOCALE_PATHS = [tmp_path / "brackets"]


def left_in_english(answer: Any, known: set[str]) -> list[str]:
    """Pieces of the page with letters outside of the brackets that are no names or words of the data."""
    assert answer.status_code == 200
    page = Visible()
    page.feed(answer.content.decode())
    assert page.language == "es"
    assert any(OPEN in piece for piece in page.pieces)
    left = []
    for piece in page.pieces:
        rest = piece
        while (inner := re.sub(rf"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", "", rest)) != rest:
            rest = inner
        for word in sorted(known | NO_WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        rest = SHORT_DAY.sub("", rest)
        if re.search(r"[A-Za-z]{2}", rest):
            left.append(piece)
    return left


def language_names(code: str) -> tuple[str, str]:
    """A language's name in Spanish, as Django has it: within a sentence and alone."""
    with override("es"):
        name = gettext(get_language_info(code)["name"])
    return name.lower(), name.capitalize()


@pytest.mark.usefixtures("bracketed")
def test_every_word_of_the_pages_goes_through_the_catalog(cast: Cast) -> None:
    known = {cast.agency.name, cast.agency.stop_data_procedure, *cast.agency.raised_choices, *cast.agency.languages}
    known |= {cast.oak_creek.name, cast.oak_creek.why, cast.mill_street.name, cast.oak_creek_apartments.label}
    known |= {text for person in Member.objects.filter(agency=cast.agency) for text in (person.name, person.email)}
    known |= {name for code in ("en", "es") for name in language_names(code)}
    pages = {
        None: ["/sign-in/"],
        cast.okafor: [
            "", "areas/", f"areas/{cast.oak_creek.pk}", "selection/", "selection/upload", "postings/", "postings/new",
            f"postings/{cast.posting.pk}", f"postings/{cast.posting.pk}/hand-over", "conflicts/", "notes/",
            "familiarity/", "emergencies/",
        ],
        cast.tran: ["briefing/", "briefing/?q=oak"],
        cast.castellanos: ["people/", "people/add/", f"people/{cast.rivera.pk}/", "agency/", "keys/", "export/"],
        cast.rivera: ["/sign-in/me/", "/sign-in/out/"],
    }  # fmt: skip
    left = []
    for member, opened in pages.items():
        if member:
            member.interface_language = "es"
            member.save()
        client = signed_in(member) if member else Client(HTTP_ACCEPT_LANGUAGE="es")
        for page in opened:
            path = page if page.startswith("/") else f"/office/{page}"
            left += [(path, piece) for piece in left_in_english(client.get(path), known)]
    assert left == []


@pytest.mark.usefixtures("bracketed")
def test_a_refused_reason_is_explained_in_the_language_of_the_page(cast: Cast) -> None:
    now = datetime.now(UTC)
    commitment = Commitment.objects.create(
        agency=cast.agency, entry=uuid4(), area=cast.oak_creek, what="Ask about the lamp", to_role="property manager",
        due_on=now.date(), made_by=cast.lindqvist, made_at=now,
    )  # fmt: skip
    with override("es"), pytest.raises(ValidationError) as refused:
        close_commitment(cast.okafor, commitment, kept=False, reason="Call back at 555-234-0188")
    assert [message[0] + message[-1] for message in refused.value.messages] == [OPEN + SHUT]
