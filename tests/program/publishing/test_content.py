"""What a release says equals what is counted by hand in the raw rows, and holds nobody who did not agree."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from commonbeat.intake.lake import Lake
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.places.models import Place
from commonbeat.program.publishing.cards import agree_card, take_back_card
from commonbeat.program.publishing.content import compose
from commonbeat.program.visits.models import Visit
from tests.cast import Cast
from tests.program.publishing.conftest import NAME

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 15, 18, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
MIDNIGHT = datetime(2026, 10, 15, tzinfo=ZONE)

#: Concerns: days ago they came, days until the first answer, days until done; None where there is none.
CONCERNS: list[tuple[float, float | None, float | None]] = [
    (300, 1, 10), (250, 2, 20), (200, 0.5, 5), (180, 4, None), (150, 3, 30), (120, 6, 12), (90, 8, None),
    (60, 1.5, 40), (30, 2.5, 9), (20, None, None), (10, 0.25, None), (2, None, None), (400, 1, 1),
]  # fmt: skip


def concerns(cast: Cast, rows: list[tuple[float, float | None, float | None]], **more: object) -> None:
    kind = ConcernKind.objects.get_or_create(agency=cast.agency, code="lights", defaults={"titles": {"en": "Lights"}})
    for ago, answered, done in rows:
        came = MIDNIGHT - timedelta(days=ago)
        values: dict[str, object] = {"state": "done" if done is not None else "open", **more}
        Concern.objects.create(
            agency=cast.agency, area=cast.oak_creek, kind=kind[0], channel="page", arrived_at=came,
            first_answer_at=None if answered is None else came + timedelta(days=answered),
            done_at=None if done is None else came + timedelta(days=done), **values,
        )  # fmt: skip


def median_by_hand(rows: list[tuple[float, float | None]]) -> float | None:
    """The product-limit median: `rows` are days waited so far, and days to the end or None."""
    left, times = 1.0, sorted({end for _ago, end in rows if end is not None})
    for at in times:
        waiting = sum((end if end is not None else ago) >= at for ago, end in rows)
        left *= 1 - sum(end == at for _ago, end in rows) / waiting
        if left <= 0.5 + 1e-12:
            return at
    return None


def promise(cast: Cast, due: date, state: str) -> None:
    Commitment.objects.create(
        agency=cast.agency, entry=uuid4(), area=cast.oak_creek, made_by=cast.rivera, made_at=NOW,
        what="Mend the lamp.", to_role="property manager", due_on=due, state=state,
    )  # fmt: skip


def test_reply_times_are_those_counted_by_hand(cast: Cast) -> None:
    concerns(cast, CONCERNS)
    concerns(cast, [(5, 0.1, 0.2)], state="set aside")  # abuse counts nowhere
    told = compose(cast.oak_creek, None, NOW).content["reply"]
    recent = [row for row in CONCERNS if row[0] <= 365]
    answered = median_by_hand([(ago, answer) for ago, answer, _done in recent])
    done = median_by_hand([(ago, done) for ago, _answer, done in recent])
    assert answered == 2.5 and done == 30  # with those who wait left out it would be 2.25 and 12
    assert told == {"answered": {"enough": True, "days": answered}, "done": {"enough": True, "days": done}}


def test_under_ten_concerns_no_time_is_told(cast: Cast) -> None:
    concerns(cast, CONCERNS[:9])
    assert compose(cast.oak_creek, None, NOW).content["reply"]["answered"] == {"enough": False, "days": None}


def test_the_share_of_promises_kept_is_that_counted_by_hand(cast: Cast) -> None:
    for n, state in enumerate(["kept", "kept", "kept", "kept late", "not kept", "open"]):
        promise(cast, date(2026, 5, 1) + timedelta(days=n), state)
    promise(cast, date(2026, 10, 15), "open")  # due today: neither kept nor overdue
    promise(cast, date(2025, 10, 1), "not kept")  # more than a year ago
    told = compose(cast.oak_creek, None, NOW).content["commitments"]
    assert told == {"kept": 3, "kept_late": 1, "not_kept": 1, "overdue": 1, "percent": round(100 * 4 / 6)}


def test_calls_are_those_counted_by_hand_in_the_lake(cast: Cast, lake: Lake, busiest: list[Place]) -> None:
    told = compose(cast.oak_creek, lake, NOW).content["calls"]
    rows = lake.calls(NAME).to_pyarrow().to_pylist()
    keys = {place.key for place in busiest[:2]} | {cast.oak_creek_apartments.key}
    here = [row for row in rows if row["place_id"] in keys]
    checked = 0
    for year in told:
        for origin, name in (("community", "quarters"), ("officer", "officer")):
            for cell in year[name]:
                first = 12 * year["year"] + 3 * (int(cell["quarter"][1]) - 1)
                count = sum(row["origin"] == origin and first <= row["month"] <= first + 2 for row in here)
                if cell["calls"] is None:
                    assert count < 10
                else:
                    assert count >= 10 and abs(cell["calls"] - count) <= 2 and cell["calls"] % 5 == 0
                    checked += 1
        for cell in year["kinds"]:
            if cell["calls"] is not None and cell["kind"] != "other kinds":
                count = sum(
                    row["origin"] == "community" and row["category"] == cell["kind"]
                    and row["month"] // 12 == year["year"] for row in here
                )  # fmt: skip
                assert count >= 10 and abs(cell["calls"] - count) <= 2
                checked += 1
    assert checked > 10


def test_kinds_that_lead_back_to_somebody_are_never_named(cast: Cast, lake: Lake, busiest: list[Place]) -> None:
    told = json.dumps(compose(cast.oak_creek, lake, NOW).content["calls"])
    for kind in ("sexual", "domestic", "behavioral", "missing"):
        assert kind not in told


def test_hours_are_those_of_visits_that_stand(cast: Cast, lake: Lake, busiest: list[Place]) -> None:
    year = compose(cast.oak_creek, lake, NOW).content["calls"][-1]["year"]
    for month, minutes, withdrawn in ((1, 90, False), (3, 150, False), (4, 60, False), (2, 600, True)):
        Visit.objects.create(
            agency=cast.agency, area=cast.oak_creek, officer=cast.rivera, kind="walked", entry=uuid4(),
            began_at=datetime(year, month, 9, 12, tzinfo=ZONE), minutes=minutes, withdrawn=withdrawn,
        )  # fmt: skip
    hours = compose(cast.oak_creek, lake, NOW).content["hours"]
    assert [one["hours"] for one in hours if one["year"] == year and one["quarter"] == "Q1"] == [4]


def test_an_officer_is_named_from_consent_until_it_is_taken_back(cast: Cast) -> None:
    assert compose(cast.oak_creek, None, NOW).content["officers"] == []
    agree_card(cast.rivera, {"en": "I walk here."}, picture="", phone_shown=False)
    agree_card(cast.lindqvist, {"en": "I step in."}, picture="", phone_shown=True)
    told = compose(cast.oak_creek, None, NOW).content["officers"]
    assert [(one["name"], one["phone"], one["backup"]) for one in told] == [
        ("Sol Rivera", "", False),
        ("Maja Lindqvist", "555-0100", True),
    ]
    take_back_card(cast.rivera)
    assert [one["name"] for one in compose(cast.oak_creek, None, NOW).content["officers"]] == ["Maja Lindqvist"]


def test_what_residents_wrote_is_not_on_the_page(cast: Cast) -> None:
    concerns(cast, [(30, 1, 2)], words="My neighbor in 14 shouts", public_words="Shouting at night by the stairs")
    concerns(cast, [(31, 1, 2)], words="The man at 12 sells")
    told = compose(cast.oak_creek, None, NOW).content
    assert [one["words"] for one in told["heard"]] == ["Shouting at night by the stairs"]
    assert "neighbor" not in json.dumps(told) and "sells" not in json.dumps(told)


def test_a_release_is_the_same_all_day(cast: Cast) -> None:
    concerns(cast, CONCERNS)
    morning = compose(cast.oak_creek, None, datetime(2026, 10, 15, 14, tzinfo=UTC))
    evening = compose(cast.oak_creek, None, datetime(2026, 10, 16, 5, tzinfo=UTC))
    assert morning.seen == evening.seen


def test_each_number_says_how_it_was_made(cast: Cast, lake: Lake, busiest: list[Place]) -> None:
    made = compose(cast.oak_creek, lake, NOW)
    [live] = [one for one in lake.imports() if one.state == "live"]
    assert made.recipe["imports"] == list(live.sha256)
    assert made.recipe["code_version"]
    assert {"answered", "done", "commitments", "calls", "kinds", "officer", "hours"} == set(made.recipe["numbers"])
    assert all(one["from"] and one["to"] for one in made.recipe["numbers"].values())
