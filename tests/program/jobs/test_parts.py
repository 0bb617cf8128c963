"""A large export comes in parts: none is lost, none counts twice, and what does not fit is said before it is sent."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.jobs import parts
from commonbeat.program.jobs.actions import bring_parts
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.uploads import stored_file
from tests.cast import Cast, signed_in

WHOLE = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: SimpleNamespace) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path / "data" / "uploads"


def test_parts_make_the_file_whatever_came_twice_or_too_early(cast: Cast) -> None:
    ticket = parts.begin(cast.adeyemi, "calls.csv.gz", len(WHOLE))
    assert parts.add(cast.adeyemi, ticket, 4_000, [WHOLE[4_000:]]) == 0
    assert parts.add(cast.adeyemi, ticket, 0, [WHOLE[:1_000], WHOLE[1_000:4_000]]) == 4_000
    assert parts.add(cast.adeyemi, ticket, 0, [WHOLE[:4_000]]) == 4_000
    with pytest.raises(ValidationError, match="missing"):
        bring_parts(cast.adeyemi, ticket)
    assert parts.add(cast.adeyemi, ticket, 4_000, [WHOLE[4_000:]]) == len(WHOLE)
    bringing = bring_parts(cast.adeyemi, ticket)
    assert stored_file(bringing).read_bytes() == WHOLE
    assert (bringing.sha256, bringing.file_name) == (hashlib.sha256(WHOLE).hexdigest(), "calls.csv.gz")
    assert bringing.stored.endswith(".csv.gz")
    with pytest.raises(ValidationError, match="has ended"):
        bring_parts(cast.adeyemi, ticket)


def test_a_part_cut_short_leaves_no_bytes(cast: Cast) -> None:
    ticket = parts.begin(cast.adeyemi, "calls.csv", len(WHOLE))

    def cut() -> object:
        yield WHOLE[:500]
        raise OSError

    with pytest.raises(OSError):
        parts.add(cast.adeyemi, ticket, 0, cut())  # type: ignore[arg-type]
    assert parts.add(cast.adeyemi, ticket, 0, [WHOLE]) == len(WHOLE)


def test_a_ticket_is_good_for_its_member_alone(cast: Cast) -> None:
    ticket = parts.begin(cast.adeyemi, "calls.csv", 10)
    for member, shown in ((cast.okafor, ticket), (cast.harbor_sergeant, ticket), (cast.adeyemi, ticket + "x")):
        with pytest.raises(ValidationError, match="has ended"):
            parts.add(member, shown, 0, [b"x"])
    for member in (cast.rivera, cast.tran, cast.castellanos):
        with pytest.raises(PermissionDenied):
            parts.begin(member, "calls.csv", 10)


def test_what_does_not_fit_is_refused_before_and_while_it_comes(
    cast: Cast, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size, why in (("calls.csv", 3 * 1024**3, "2,048 MB"), ("a.exe", 9, "Choose"), ("a.csv", 0, "empty")):
        with pytest.raises(ValidationError, match=why):
            parts.begin(cast.adeyemi, name, size)
    ticket = parts.begin(cast.adeyemi, "calls.csv", 10)
    with pytest.raises(ValidationError, match="More came"):
        parts.add(cast.adeyemi, ticket, 0, [bytes(11)])
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=1_000))
    with pytest.raises(ValidationError, match="disk is nearly full"):
        parts.add(cast.adeyemi, ticket, 0, [bytes(5)])


def test_what_was_begun_and_never_finished_goes_with_the_next(cast: Cast, folders: Path) -> None:
    for _ in range(3):
        parts.begin(cast.adeyemi, "calls.csv", 10)
    assert len(list(folders.rglob("*.part"))) == 1


def test_the_pages_speak_of_tickets_and_sentences(cast: Cast) -> None:
    client = signed_in(cast.adeyemi)
    told = client.post("/office/selection/upload/begin", {"file": "calls.csv", "size": "5"}).json()
    answer = client.post(
        f"/office/selection/upload/part?ticket={told['ticket']}&at=0", b"a,b\n1", content_type="text/csv"
    )
    assert answer.json() == {"there": 5}
    page = client.post("/office/selection/upload/finish", {"ticket": told["ticket"]}).json()["page"]
    assert client.get(page).status_code == 200
    assert Import.objects.get().size == 5
    refused = client.post("/office/selection/upload/begin", {"file": "calls.csv", "size": str(9 * 1024**3)})
    assert (refused.status_code, "larger than" in refused.json()["error"]) == (422, True)
    assert client.post("/office/selection/upload/part?ticket=no&at=x", b"", content_type="text/csv").status_code == 422
