"""The pages and the program say the same: commands, options, JSON keys, exit codes, links, settings."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from commonbeat import errors
from commonbeat.cli import COMMANDS, app
from commonbeat.settings import Settings
from commonbeat.synthetic import City
from tests.commands.door import answer, run

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the terminal with its path."""
    context = group.context_class(group, info_name="commonbeat")
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        found = found.real() if hasattr(found, "real") else found
        if hasattr(found, "list_commands"):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name), found


ALL = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_and_every_option_is_in_the_page_on_commands(path: tuple[str, ...], command: Any) -> None:
    page = text_of("docs/commands.md")
    assert " ".join(path) in page
    for option in command.params:
        long = next((word for word in option.opts if word.startswith("--")), None)
        if long not in (None, "--help"):
            assert re.search(rf"{long}(?![\w-])", page), f"{long} of {path} is not in docs/commands.md"


def test_the_list_of_commands_gives_each_its_own_first_line() -> None:
    for path, command in ALL:
        if len(path) == 1:
            assert (command.help or "").split("\n")[0] == COMMANDS[path[0]]
    assert run("--help").exit_code == 0


def test_every_setting_is_in_the_page_on_commands() -> None:
    for name in Settings.model_fields:
        assert f"`{name}`" in text_of("docs/commands.md")


def test_every_variable_of_the_environment_that_the_code_reads_is_in_a_page() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r'"(COMMONBEAT_[A-Z_]*[A-Z])"', text)}
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {"COMMONBEAT_MEMORY", "COMMONBEAT_PASSWORD", "COMMONBEAT_PROGRESS"} <= named
    assert not {
        name
        for name in named
        if name not in pages and name.removeprefix("COMMONBEAT_").lower() not in Settings.model_fields
    }


def test_every_exit_code_and_its_class_are_in_the_page_on_exit_codes() -> None:
    page = text_of("docs/exit-codes.md")
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]
    for kind in kinds:
        if kind is not errors.CommonbeatError:
            assert re.search(rf"^\| {kind.exit_code} \| `{kind.__name__}` \|", page, flags=re.M), kind
    for code in (0, 1, 130):
        assert re.search(rf"^\| {code} \|", page, flags=re.M)


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{target} of {page.relative_to(ROOT)}"


KNOWN = {
    path: {word for option in command.params for word in (*option.opts, *option.secondary_opts)}
    for path, command in ALL
}
#: Names of keys that begin with ours (docs/sync.md).
NO_COMMANDS = {"content key"}
#: Folders of the repository.
FOLDERS = "benchmarks|deploy|docs|frontend|requirements|src|tests"


def shown(page: Path) -> list[str]:
    """Every command of ours that a page shows: at the beginning of a line or heading, between backticks, by path."""
    text = page.read_text(encoding="utf-8")
    before = r"(?:^|`|&& |# |/bin/|exec commonbeat |--rm commonbeat )"
    found = re.findall(rf"{before}commonbeat (?!commonbeat)([a-z][^`#\n&;]*)", text, flags=re.M)
    return [line for line in found if line not in NO_COMMANDS]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_command_and_option_shown_exists(page: Path) -> None:
    groups = {path[:1] for path in KNOWN if len(path) > 1}
    for line in shown(page):
        words = line.split()
        path = next((path for path in KNOWN if tuple(words[: len(path)]) == path), None)
        assert path is not None or tuple(words) in groups, f"commonbeat {line}"
        for word in words:
            if word.startswith("--"):
                assert word.split("=")[0] in KNOWN.get(path or (), set()) | {"--help"}, f"commonbeat {line}"


def test_the_commands_shown_are_found() -> None:
    assert len(shown(ROOT / "README.md")) >= 9
    assert len(shown(ROOT / "docs" / "commands.md")) >= 15
    assert len(shown(ROOT / "docs" / "deploy.md")) >= 4


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_file_of_the_repository_and_every_goal_of_make_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(rf"(?:^|[\s`(])((?:{FOLDERS})/[\w./-]*\w)", text, flags=re.M):
        assert (ROOT / name).exists(), f"{name} of {page.relative_to(ROOT)}"
    for goal in re.findall(r"`make (\w+)`", text):
        assert f"\n{goal}:" in text_of("Makefile")


#: What the first version promised to machines.
CONTRACT = {
    "check": "fields rows duplicates rejected outside flags questions",
    "load": "rows_read calls_added calls_replaced duplicates rejected quarantine",
    "select": "places areas",
    "places": "place_id label lon lat calls share running_share rank rank_low rank_high expected expected_low "
    "expected_high months_active categories harm flags why",
    "backtest": "pai pei rri expected_total observed_total naive_total coverage",
    "station": "postings objective gap expansion",
    "postings": "officer area hours why",
    "conflict": "rules relaxation",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the commands answer on a small made city."""
    folder = tmp_path_factory.mktemp("docs")
    city = folder / "city"
    City.make(5, places=300, months=8).write_export(city)
    calls, lake = city / "calls.csv", ("--lake", folder / "lake")
    read = ("--mapping", city / "mapping.toml", "--places", city / "places.toml")
    found: dict[str, Any] = {
        "check": answer("intake", "check", calls, *read),
        "load": answer("intake", "load", calls, *read, *lake, "--agency", "Alder Falls", "--name", "first"),
        "log": answer("intake", "log", *lake),
        "select": answer("select", *lake, "--top", 20, "--max-walk", 400),
        "backtest": answer("backtest", *lake, "--top", 20),
    }
    (folder / "areas.json").write_text(json.dumps(found["select"]))
    areas = ("--areas", folder / "areas.json")
    found["station"] = answer("station", "--officers", city / "officers.csv", *areas)
    (folder / "nobody.csv").write_text(
        "officer,vetoes\nRivera,{}\n".format("; ".join(area["area_id"] for area in found["select"]["areas"]))
    )
    refused = run("station", "--officers", folder / "nobody.csv", *areas, "--json")
    assert refused.exit_code == 5
    found["refused"] = json.loads(refused.stdout)
    page = ("--out", folder / "page.html")
    found["report"] = answer("report", *lake, "--top", 20, "--max-walk", 400, *page)
    found["undo"] = answer("intake", "undo", "first", *lake)
    return found


def test_the_commands_answer_with_every_key_of_the_contract(answers: dict[str, Any]) -> None:
    given = answers | {
        "places": answers["select"]["places"][0],
        "postings": answers["station"]["postings"][0],
        "conflict": answers["refused"]["conflict"],
    }
    for name, keys in CONTRACT.items():
        assert set(keys.split()) <= set(given[name]), name
    assert set(answers["check"]["fields"][0]) >= {"name", "columns", "confidence"}


def keys_of(value: Any) -> set[str]:
    """Keys of an answer and of the objects in its lists; not those of tables with names or reasons for keys."""
    free = {"meanings", "rejected_reasons", "languages", "settings", "min_hours", "required_languages"}
    if isinstance(value, list):
        return set().union(*(keys_of(item) for item in value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(keys_of(item) for key, item in value.items() if key not in free))


def test_every_key_of_every_answer_is_in_the_page_on_json(answers: dict[str, Any]) -> None:
    page = text_of("docs/json.md")
    for name, value in answers.items():
        for key in keys_of(value):
            assert f"`{key}`" in page or f'"{key}"' in page, f"{key} of {name} is not in docs/json.md"
