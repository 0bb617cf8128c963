"""`import commonbeat` is quick, typed and complete, and the page that shows it runs as it stands."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import commonbeat

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_on_the_library_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/library.md").read_text(encoding="utf-8"), flags=re.S)
    assert len(blocks) >= 4
    told: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"docs/library.md, block {number}", "exec"), told)
    said = capsys.readouterr().out
    plan, kinds = told["plan"], told["kinds"]
    assert isinstance(plan, commonbeat.PostingPlan)
    assert len(plan.postings) == 8
    assert isinstance(kinds, list)
    assert [kind.origin for kind in kinds] == ["community", "officer", "community"]
    assert "True" in said  # the two spellings are one place


def test_every_name_of_the_library_is_there() -> None:
    assert set(commonbeat.__all__) == set(dir(commonbeat))
    for name in commonbeat.__all__:
        assert getattr(commonbeat, name) is not None
    assert re.match(r"\d+\.\d+", commonbeat.__version__)
    with pytest.raises(AttributeError, match="no attribute 'arrest'"):
        commonbeat.arrest  # noqa: B018


def test_type_checkers_and_readers_see_the_same_names_as_python() -> None:
    tree = ast.parse(Path(commonbeat.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == commonbeat._HOME_OF
    assert set(typed) | {"__version__"} == set(commonbeat.__all__)


def test_the_import_brings_nothing_but_what_python_has_and_little_of_that() -> None:
    """Counted, not timed: a module more costs every caller, whatever the machine is doing."""
    listing = "import sys; before = set(sys.modules); import commonbeat; print(*set(sys.modules) - before)"
    seen = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(seen.stdout.split())
    assert "commonbeat" in loaded
    assert {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names} == {"commonbeat"}
    assert len(loaded) < 60
