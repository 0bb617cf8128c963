"""What every test may ask for: the shared real data, and whether a tool that a test drives is here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real dispatch exports and benchmarks; a user's clone does not have them."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the shared data at {SHARED_DATA}")
        pytest.skip("the shared real data is not beside this checkout")
    return SHARED_DATA


def tool(name: str) -> str:
    """Path of a program that a test drives; without it the test fails in CI and is skipped elsewhere."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {name}")
    pytest.skip(f"{name} is not installed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--proofs FILE` writes a table of the tests that ran and what they recorded; `--without-agency-filters` is T2."""
    parser.addoption("--proofs", type=Path, default=None, help="write a table of what was proven to this file")
    parser.addoption(
        "--without-agency-filters", action="store_true", help="on PostgreSQL: answer without Python's filters by agency"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Leave the line between agencies to PostgreSQL alone when that is asked (promise T2)."""
    if config.getoption("--without-agency-filters"):
        if "COMMONBEAT_TEST_SERVING_ROLE" not in os.environ:
            raise pytest.UsageError(
                "--without-agency-filters needs PostgreSQL: python tests/with_postgres.py pytest ..."
            )
        import tests.as_serving_role

        tests.as_serving_role.filters_are_out = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a long proof take its time; a short test that hangs fails and shows where (`timeout` in pyproject.toml)."""
    for item in items:
        if item.get_closest_marker("prove"):
            item.add_marker(pytest.mark.timeout(0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the table of proofs: the sentence, what was measured (`record_property`), how long it took."""
    path = config.getoption("--proofs")
    if path is None:
        return
    rows = []
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when == "call":
                name = report.nodeid.split("::")[-1].removeprefix("test_").replace("_", " ")
                measured = "; ".join(f"{key} {value}" for key, value in report.user_properties)
                rows.append((report.nodeid.split("::")[0], name, measured, outcome, report.duration))
    lines = [
        "# Proofs",
        "",
        "`make prove` writes this page. Each row is a test that takes too long for `make test`.",
        "",
        "| file | what is shown | measured | outcome | seconds |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {file} | {name} | {measured} | {outcome} | {took:.0f} |"
            for file, name, measured, outcome, took in sorted(rows)
        ),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def cast(db: None) -> Cast:
    """Rivera, Okafor, Lindqvist and the others (tests/cast.py)."""
    from tests.cast import make_cast

    return make_cast()
