"""`commonbeat demo`: a small city from nothing to a program that is served."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from commonbeat.commands.demo import Wish, earlier_demo, listen
from commonbeat.commands.demo_program import demo_environment
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


def rows(made: Path, question: str) -> list[Any]:
    """What the program's database holds."""
    with closing(sqlite3.connect(made / "data" / "commonbeat.sqlite3")) as database:
        return database.execute(question).fetchall()


def count(made: Path, what: str) -> int:
    """Number of rows: a table, with a condition if any."""
    (found,) = rows(made, f"SELECT count(*) FROM {what}")
    return int(found[0])


def test_it_leaves_everything_it_names_and_nothing_else(made: Path) -> None:
    left = ["data", "demo.json", "export", "lake", "selection.json", "site"]
    assert sorted(path.name for path in made.iterdir()) == left
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    selection = json.loads((made / "selection.json").read_text(encoding="utf-8"))
    assert {place["label"] for place in selection["places"]} >= {"Oak Creek Apartments"}
    page = (made / "site" / "index.html").read_text(encoding="utf-8")
    for words in ("Alder Falls", "Oak Creek Apartments", "Rivera"):
        assert words in page


def test_the_program_is_full_and_every_row_has_its_audit_event(made: Path) -> None:
    assert count(made, "agencies_agency") == 2
    areas = count(made, "areas_area WHERE agency_id = 1 AND state = 'approved'")
    assert 1 <= areas <= 6
    assert count(made, "visits_visit WHERE agency_id = 1") > 500 * areas
    assert count(made, "commitments_commitment WHERE state = 'open'") >= 2
    assert count(made, "notes_note WHERE sealed") == 1
    assert count(made, "notes_notedispute WHERE settled_at IS NULL") == 1
    assert count(made, "notes_note WHERE confirmed_at IS NOT NULL") == 1
    assert count(made, "visits_syncconflict WHERE settled_at IS NULL") == 1
    assert count(made, "postings_pulledaway") > 50
    for table, action in (
        ("visits_visit", "visit.create"),
        ("commitments_commitment", "commitment.create"),
        ("areas_area", "area.approve"),
        ("postings_posting", "posting.create"),
        ("agencies_member WHERE roles NOT LIKE '%partner%'", "member.create"),
        ("partners_partnership", "partner.invite"),
        ("problems_problem", "problem.open"),
        ("referrals_referral", "referral.make"),
        ("publishing_release", "release.publish"),
    ):
        assert count(made, table) == count(made, f"audit_auditevent WHERE action = '{action}'"), table


def test_one_stands_at_oak_creek_and_the_calls_go_on_until_yesterday(made: Path) -> None:
    posted = rows(
        made,
        "SELECT m.name, a.name FROM postings_posting p JOIN agencies_member m ON m.id = p.officer_id "
        "JOIN areas_area a ON a.id = p.area_id WHERE p.ends_on IS NULL AND p.agency_id = 1 ORDER BY p.id",
    )
    assert posted[0][0] == "Sol Rivera"
    recent = [json.loads(text) for (text,) in rows(made, "SELECT recent_calls FROM places_place")]
    newest = max(date.fromisoformat(call["at"][:10]) for calls in recent for call in calls)
    assert timedelta(0) <= datetime.now(UTC).date() - newest <= timedelta(days=4)


def test_it_shows_the_work_on_problems_in_every_stage(made: Path) -> None:
    stages = dict(rows(made, "SELECT stage, count(*) FROM problems_problem GROUP BY stage"))
    assert set(stages) == {"scanning", "analysis", "response", "assessment", "closed"}
    assert count(made, "problems_problem WHERE stage = 'closed' AND lesson != ''") == 1
    assert count(made, "problems_problem WHERE stage = 'closed' AND not_assessed_why != ''") == 1
    assert count(made, "problems_review WHERE outcome = 'asked'") == 1
    assert count(made, "problems_review WHERE outcome = 'sent back'") == 1
    by = rows(
        made,
        "SELECT m.name FROM problems_review r JOIN agencies_member m ON m.id = r.by_id "
        "JOIN problems_problem p ON p.id = r.problem_id WHERE p.large",
    )
    assert set(by) == {("Ana Reyes",)}
    assert count(made, "problems_assessment") == 2
    doers = rows(made, "SELECT count(owner_id), count(service_id), count(estate_id) FROM problems_action")[0]
    assert all(doers)


def test_it_shows_concerns_by_every_way_and_in_every_state(made: Path) -> None:
    ways = {way for (way,) in rows(made, "SELECT DISTINCT channel FROM concerns_concern")}
    assert ways == {"page", "poster", "card", "officer", "paper", "partner", "open311"}
    states = {state for (state,) in rows(made, "SELECT DISTINCT state FROM concerns_concern")}
    assert states >= {"queued", "passed on", "under way", "done", "not done", "set aside"}
    assert 120 <= count(made, "concerns_concern") * 6 / count(made, "areas_area WHERE agency_id = 1") <= 400
    assert count(made, "concerns_concern WHERE language = 'es'") >= 5
    assert count(made, "concerns_concern WHERE state = 'queued' AND language = 'es'") >= 1
    assert count(made, "concerns_concern WHERE reopened > 0") >= 1
    said, recorded = "concerns_concern", "audit_auditevent WHERE action IN ('concern.raise', 'concern.enter')"
    assert count(made, said) == count(made, recorded)
    early = "concerns_concernstep s JOIN concerns_concern c ON c.id = s.concern_id WHERE s.at < c.arrived_at"
    assert count(made, early) == 0


def test_it_shows_services_partners_and_a_page_for_each_area(made: Path) -> None:
    assert count(made, "services_service") == 8
    assert {state for (state,) in rows(made, "SELECT DISTINCT state FROM referrals_referral")} >= {"made", "reached"}
    assert rows(made, "SELECT title FROM partners_estate ORDER BY id")[0] == ("Oak Creek Apartments",)
    assert count(made, "partners_partnership WHERE agreed_at IS NOT NULL") == 1
    assert count(made, "partners_fix WHERE ours") >= 2
    assert count(made, "partners_fix WHERE NOT ours") >= 2
    areas = count(made, "areas_area WHERE agency_id = 1 AND state = 'approved'")
    assert count(made, "publishing_release WHERE state = 'live'") == areas
    assert count(made, "publishing_officercard WHERE picture != ''") == 0


def test_its_audit_chain_holds(made: Path, tmp_path: Path) -> None:
    verified = start("audit", "verify", folder=tmp_path, **demo_environment(made.resolve()))
    out, err = verified.communicate(timeout=120)
    assert verified.returncode == 0, out + err


def test_it_is_used_again(made: Path) -> None:
    before = (made / "demo.json").stat().st_ino
    done = run("demo", made, *SMALL, "--no-serve")
    assert done.exit_code == 0, done.output
    assert "--again makes it anew" in " ".join(done.stdout.split())
    assert (made / "demo.json").stat().st_ino == before


@pytest.mark.prove  # a second whole demo
def test_it_is_made_anew_when_asked(made: Path) -> None:
    before = (made / "demo.json").stat().st_ino
    places = json.loads((made / "selection.json").read_text())["places"]
    again = answer("demo", made, *SMALL, "--no-serve", "--again")
    assert set(again) == {"export", "lake", "selection", "page", "data"}
    assert all(Path(path).exists() for path in again.values())
    assert (made / "demo.json").stat().st_ino != before
    assert json.loads((made / "selection.json").read_text())["places"] == places


def test_another_wish_is_no_earlier_demo(tmp_path: Path) -> None:
    day = date(2026, 3, 11)
    wish = Wish(seed=1, places=300, months=6, language="en", as_of=day)
    for name in ("export", "lake", "data", "site"):
        (tmp_path / name).mkdir()
    for name in ("selection.json", "site/index.html"):
        (tmp_path / name).touch()
    assert earlier_demo(tmp_path, wish, exact=False) is None
    kept = {"seed": 1, "places": 300, "months": 6, "language": "en", "as_of": "2026-03-01"}
    (tmp_path / "demo.json").write_text(json.dumps({**kept, "version": version("commonbeat")}))
    assert earlier_demo(tmp_path, wish, exact=False) == date(2026, 3, 1)
    assert earlier_demo(tmp_path, wish, exact=True) is None
    assert earlier_demo(tmp_path, replace(wish, seed=2), exact=False) is None
    (tmp_path / "demo.json").write_text(json.dumps({**kept, "version": "0"}))
    assert earlier_demo(tmp_path, wish, exact=False) is None
    (tmp_path / "demo.json").write_text("{")
    assert earlier_demo(tmp_path, wish, exact=False) is None


def test_it_writes_over_no_other_files(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.txt").write_text("years of work")
    for taken in (own, own / "thesis.txt"):
        done = run("demo", taken, *SMALL, "--no-serve")
        assert done.exit_code == 2
        assert "no demo made it" in " ".join(done.stderr.split())
    assert (own / "thesis.txt").read_text() == "years of work"


@pytest.fixture
def served(made: Path, tmp_path: Path) -> Iterator[tuple[int, int, subprocess.Popen[str]]]:
    """The demo served, started by someone whose settings name another database and no demo."""
    (tmp_path / "commonbeat.toml").write_text('database = "postgresql://nobody@127.0.0.1:1/theirs"\n')
    port, public = free_port(), free_port()
    others = {"COMMONBEAT_DATA": str(tmp_path / "theirs"), "COMMONBEAT_DEMO": "false"}
    process = start("demo", made, *SMALL, "--port", port, "--public-port", public, folder=tmp_path, **others)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
    yield port, public, process
    process.kill()
    process.communicate()


def test_it_is_served_with_strict_headers_until_ctrl_c(
    served: tuple[int, int, subprocess.Popen[str]], tmp_path: Path
) -> None:
    port, public, process = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=120) as answered:
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
        assert answered.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answered.headers["Content-Security-Policy"]
        page = answered.read().decode("utf-8")
    assert "Alder Falls is a made city" in page
    for eyes in ("Officer Rivera (posted at", "Commander Reyes", "Dana Whitfield, property manager (Oak Creek"):
        assert eyes in page
    residents = f"http://localhost:{public}/alder-falls/"
    assert f'href="{residents}"' in page
    with urllib.request.urlopen(residents, timeout=60) as answered:
        assert answered.headers["Set-Cookie"] is None
        assert "oak-creek-apartments" in answered.read().decode("utf-8")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/report", timeout=60) as answered:
        assert answered.headers["Cache-Control"] == "no-store"
        report = answered.read().decode("utf-8")
    assert "Oak Creek Apartments" in report
    assert "Content-Security-Policy" in report
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/../export/officers.csv", timeout=60)
    with pytest.raises(urllib.error.HTTPError, match="400"):
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "elsewhere.example"})
        urllib.request.urlopen(asked, timeout=60)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"http://localhost:{port}" in out
    assert residents in out
    assert "Traceback" not in err
    assert not (tmp_path / "theirs").exists()


def test_a_port_that_is_taken_is_said_before_the_city_is_made(tmp_path: Path) -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="--port"):
            listen(port)
        done = run("demo", tmp_path / "demo", *SMALL, "--port", port)
        assert done.exit_code == 2
        assert f"port {port}" in done.stderr
    assert list(tmp_path.iterdir()) == []
