"""The made program: the same for the same seed, alive today, true to what it says of itself, and fit for the guard."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from commonbeat.program.guard import check_text
from commonbeat.synthetic import program_words
from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import GroundArea, GroundPlace, MadeProgram, MadeVisit
from commonbeat.synthetic.program_story import make_program

TODAY = date(2026, 3, 11)


def ground(areas: int = 6) -> list[GroundArea]:
    kinds = ("complex", "address", "intersection")
    return [
        GroundArea(f"Area {n}", tuple(GroundPlace(f"{n}-{k}", f"{k} Elm St", k) for k in kinds), ("es",))
        for n in range(areas)
    ]


@pytest.fixture(scope="module")
def made() -> MadeProgram:
    return make_program(ground(), TODAY, seed=3)


def theirs(visits: list[MadeVisit]) -> float:
    talks = sum(visit.talks_they_started + visit.talks_i_started for visit in visits)
    return sum(visit.talks_they_started for visit in visits) / talks


def test_the_same_seed_and_day_make_the_same_program(made: MadeProgram) -> None:
    assert make_program(ground(), TODAY, seed=3) == made
    assert make_program(ground(), TODAY, seed=4).visits != made.visits


def test_everything_lies_within_18_months_up_to_yesterday_and_ids_are_used_once(made: MadeProgram) -> None:
    zone = ZoneInfo(ZONE)
    days = [visit.began_at.astimezone(zone).date() for visit in made.visits]
    days += [away.began_at.astimezone(zone).date() for away in made.pulled_away]
    assert TODAY - timedelta(days=560) < min(days)
    assert TODAY - timedelta(days=3) < max(days) < TODAY
    closed = [one.closed_at for one in made.commitments if one.closed_at is not None]
    assert max(closed).astimezone(zone).date() <= TODAY
    ids = [visit.entry for visit in made.visits] + [note.entry for note in made.notes]
    ids += [away.entry for away in made.pulled_away] + [entry for _, entry, _ in made.set_aside]
    ids += [one.entry for one in made.commitments] + [one.closing for one in made.commitments]
    assert len(set(ids)) == len(ids)


def test_residents_begin_hardly_any_talk_in_the_first_two_visits_and_most_after_a_year(made: MadeProgram) -> None:
    first: list[MadeVisit] = []
    late: list[MadeVisit] = []
    for key in {(visit.officer, visit.area) for visit in made.visits}:
        of_pair = [visit for visit in made.visits if (visit.officer, visit.area) == key]
        first += of_pair[:2]
        late += of_pair[200:]
    assert theirs(first) < 0.2
    assert theirs(late) > 0.5


def test_after_a_handover_people_have_to_get_to_know_the_next_officer(made: MadeProgram) -> None:
    before = [visit for visit in made.visits if visit.officer == "achterberg"]
    after = [visit for visit in made.visits if visit.officer == "nakagawa"]
    assert theirs(after[:15]) < theirs(before[-60:]) - 0.15
    assert theirs(after[-60:]) > theirs(after[:15]) + 0.1


def test_two_thirds_to_four_fifths_of_the_promised_hours_are_delivered(made: MadeProgram) -> None:
    shares = []
    for posting in made.postings:
        days = ((posting.ends_on or TODAY - timedelta(days=1)) - posting.starts_on).days + 1
        there = [v for v in made.visits if (v.officer, v.area) == (posting.officer, posting.area)]
        shares.append(sum(visit.minutes for visit in there) / 60 / (posting.promised_hours * days / 7))
    assert all(0.55 < share < 0.92 for share in shares)
    assert 0.65 < float(np.mean(shares)) < 0.85
    missing = sum(away.minutes for away in made.pulled_away) / 60
    assert missing > 500


def test_notes_are_of_every_kind_some_lapsed_one_doubted_one_sealed(made: MadeProgram) -> None:
    assert {note.kind for note in made.notes} == {
        "access", "hazard", "contact", "works", "failed", "language", "calendar", "services"
    }  # fmt: skip
    ages = [(TODAY - note.written_at.date()).days for note in made.notes if not note.confirmed_at]
    assert sum(age > 90 for age in ages) >= 1
    assert sum(76 <= age <= 90 for age in ages) >= 1
    assert sum(age < 60 for age in ages) > 10
    assert sum(bool(note.dispute) for note in made.notes) == 1
    assert sum(note.sealed for note in made.notes) == 1


def test_commitments_are_open_due_overdue_kept_late_and_broken_with_a_reason(made: MadeProgram) -> None:
    outcomes = Counter(one.outcome for one in made.commitments)
    assert outcomes["kept"] >= 15
    assert outcomes["not kept"] >= 2
    assert all(one.reason for one in made.commitments if one.outcome == "not kept")
    assert any(one.closed_at and one.closed_at.date() > one.due_on for one in made.commitments)
    due = [one.due_on for one in made.commitments if one.outcome == "open"]
    assert any(day < TODAY for day in due)
    assert any(TODAY <= day <= TODAY + timedelta(days=7) for day in due)


def test_everything_that_anyone_writes_passes_the_guard() -> None:
    words = program_words
    texts = [topic for topic, _ in words.RAISED] + [*words.RAISED_TEXTS, *words.RAISED_TEXTS_ES, *words.NOT_KEPT]
    texts += [text for row in words.AWAY for text in row[:2]] + [text for row in words.PROMISES for text in row[:2]]
    texts += [text for _, _, text in (*words.COMPLEX_NOTES, *words.PLACE_NOTES)] + [words.SEALED, words.DISPUTE]
    assert len(texts) > 90
    assert {text: [str(one.kind) for one in check_text(text)] for text in texts if check_text(text)} == {}


def test_fewer_areas_make_a_smaller_program() -> None:
    made = make_program(ground(1), TODAY)
    assert {visit.area for visit in made.visits} == {0}
    assert {posting.officer for posting in made.postings} == {"rivera"}
    with pytest.raises(ValueError, match="area"):
        make_program([], TODAY)
