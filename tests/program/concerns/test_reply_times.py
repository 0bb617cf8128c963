"""Reply times equal those counted by hand, with those who still wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.program.concerns.models import Concern
from commonbeat.program.concerns.queries import concern_for, open_concerns, queue, reply_times
from commonbeat.program.concerns.raising import Raised
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_days_to_the_first_answer_are_those_counted_by_hand(cast: Cast, said: Callable[..., Raised]) -> None:
    for answered, done, state in ((1, 3, "done"), (2, 9, "done"), (5, None, "open"), (None, None, "queued")):
        concern = said().concern
        Concern.objects.filter(pk=concern.pk).update(
            arrived_at=NOON,
            state=state,
            first_answer_at=NOON + answered * DAY if answered else None,
            done_at=NOON + done * DAY if done else None,
        )
    aside = said().concern
    Concern.objects.filter(pk=aside.pk).update(arrived_at=NOON, state="set aside")
    told = reply_times(cast.oak_creek, NOON - DAY, NOON + 20 * DAY)
    assert (told.answered.raised, told.answered.answered, told.answered.median) == (4, 3, 2.0)
    assert (told.settled.median, told.settled.longest_open) == (9.0, 20.0)
    assert reply_times(cast.mill_street, NOON - DAY, NOON + 20 * DAY).answered.raised == 0


def test_an_answer_that_came_later_does_not_count_before_it_came(cast: Cast, said: Callable[..., Raised]) -> None:
    concern = said().concern
    Concern.objects.filter(pk=concern.pk).update(arrived_at=NOON, first_answer_at=NOON + 5 * DAY, state="open")
    told = reply_times(cast.oak_creek, NOON - DAY, NOON + 3 * DAY)
    assert (told.answered.answered, told.answered.longest_open) == (0, 3.0)


def test_officers_see_what_was_let_through_and_sergeants_the_queue(cast: Cast, said: Callable[..., Raised]) -> None:
    waiting, passed = said().concern, said().concern
    Concern.objects.filter(pk=passed.pk).update(state="open")
    assert list(queue(cast.okafor)) == [waiting]
    assert list(queue(cast.rivera)) == []
    assert list(open_concerns(cast.rivera, cast.oak_creek)) == [passed]
    assert concern_for(cast.rivera, waiting.code) is None
    assert concern_for(cast.okafor, waiting.code) == waiting
    assert concern_for(cast.harbor_sergeant, passed.code) is None
