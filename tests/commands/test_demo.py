"""`commonbeat demo`: a small city from nothing to a page, and the page served."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.commands.demo import listen, serve
from commonbeat.errors import UsageError
from tests.commands.door import answer, run, start

SMALL = ("--places", 300, "--months", 6)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demos") / "demo"
    done = run("demo", folder, *SMALL, "--no-serve")
    assert done.exit_code == 0, done.output
    assert "site/index.html" in done.stdout
    return folder


def test_it_leaves_everything_it_names_and_nothing_else(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == ["demo.json", "export", "lake", "selection.json", "site"]
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    selection = json.loads((made / "selection.json").read_text(encoding="utf-8"))
    assert {place["label"] for place in selection["places"]} >= {"Oak Creek Apartments"}
    page = (made / "site" / "index.html").read_text(encoding="utf-8")
    for words in ("Alder Falls", "Oak Creek Apartments", "Rivera"):
        assert words in page


def test_it_is_made_again_where_it_was_and_nowhere_over_other_files(made: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.txt").write_text("years of work")
    for taken in (own, own / "thesis.txt"):
        done = run("demo", taken, *SMALL, "--no-serve")
        assert done.exit_code == 2
        assert "no demo made it" in " ".join(done.stderr.split())
    assert (own / "thesis.txt").read_text() == "years of work"
    before = json.loads((made / "selection.json").read_text())["places"]
    again = answer("demo", made, *SMALL, "--no-serve")
    assert set(again) == {"export", "lake", "selection", "page"}
    assert all(Path(path).exists() for path in again.values())
    assert json.loads((made / "selection.json").read_text())["places"] == before


@pytest.fixture
def served(made: Path, tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    code = "from pathlib import Path; from commonbeat.commands.demo import listen, serve; "
    code += f"serve(Path({str(made / 'site')!r}), listen({port}))"
    process = start(folder=tmp_path, code=code)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
    yield port, process
    process.kill()
    process.communicate()


def test_the_page_is_served_with_strict_headers_until_ctrl_c(served: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answered:
        assert answered.status == 200
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
        assert answered.headers["X-Frame-Options"] == "DENY"
        assert answered.headers["Referrer-Policy"] == "no-referrer"
        assert answered.headers["Cache-Control"] == "no-store"
        page = answered.read().decode("utf-8")
    assert "Oak Creek Apartments" in page
    assert "Content-Security-Policy" in page
    with pytest.raises(urllib.error.HTTPError, match="404") as nothing:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/../export/officers.csv", timeout=10)
    assert nothing.value.headers["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(urllib.error.HTTPError, match="421"):
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "elsewhere.example"})
        urllib.request.urlopen(asked, timeout=10)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in out
    assert "Stopped." in err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_said_before_the_city_is_made(tmp_path: Path) -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="--port"):
            listen(port)
        done = run("demo", tmp_path / "demo", *SMALL, "--port", port)
        assert done.exit_code == 2
        assert f"port {port}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_listing_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "site" / "inner").mkdir(parents=True)
    port = free_port()
    thread = threading.Thread(target=serve, args=(tmp_path / "site", listen(port)), daemon=True)
    thread.start()
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        except urllib.error.HTTPError as error:
            assert error.code == 404
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("a folder was listed, or nothing was served")
