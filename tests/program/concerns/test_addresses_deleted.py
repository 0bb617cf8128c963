"""When where to answer is deleted: 30 days after the matter is settled, at most a year after it came, by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.actions import let_concern_through, reopen_concern, set_concern_aside, settle_concern
from commonbeat.program.concerns.models import Concern, ConcernKind, ReplyAddress
from commonbeat.program.concerns.raising import Raised, Saying, raise_concern
from commonbeat.program.concerns.reply_address import KEPT_DAYS, LONGEST_DAYS, delete_due, delete_due_of_all
from commonbeat.program.jobs import worker
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Said = Callable[..., Raised]
GIVEN = "resident@mail.example"


def today() -> date:
    return datetime.now(UTC).date()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def test_an_open_matter_keeps_where_to_answer_but_not_longer_than_a_year(cast: Cast, said: Said) -> None:
    let_concern_through(cast.okafor, said(reply_to=GIVEN).concern)
    assert delete_due(cast.agency.pk, in_days(KEPT_DAYS + 1)) == 0
    assert delete_due(cast.agency.pk, in_days(LONGEST_DAYS)) == 0
    assert delete_due(cast.agency.pk, in_days(LONGEST_DAYS + 1)) == 1


def test_the_days_are_counted_from_when_it_was_settled_and_anew_when_it_was_not_fixed(cast: Cast, said: Said) -> None:
    concern = let_concern_through(cast.okafor, said(reply_to=GIVEN).concern)
    ReplyAddress.objects.update(delete_on=in_days(-40))
    settle_concern(cast.rivera, concern, "The lamp is in.", done=True)
    assert delete_due(cast.agency.pk, in_days(KEPT_DAYS - 1)) == 0
    reopen_concern(cast.rivera, concern, "Still dark.")
    assert delete_due(cast.agency.pk, in_days(KEPT_DAYS)) == 0
    settle_concern(cast.rivera, concern, "It has to wait for the owner.", done=False)
    assert delete_due(cast.agency.pk, in_days(KEPT_DAYS)) == 1


def test_what_was_set_aside_loses_it_too(cast: Cast, said: Said) -> None:
    set_concern_aside(cast.okafor, said(reply_to=GIVEN).concern, "Advertising")
    assert delete_due(cast.agency.pk, in_days(KEPT_DAYS)) == 1


def test_the_worker_deletes_for_every_agency_once_a_day_and_records_each(
    cast: Cast, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ConcernKind.objects.create(agency=cast.harbor_city, code="pier", titles={"en": "The pier"})
    saying = Saying(kind=theirs, words="Dark", area=cast.harbor_area, reply_to=GIVEN)
    others = raise_concern(cast.harbor_city, saying, channel=Concern.Channel.PAGE).concern
    settle_concern(cast.rivera, let_concern_through(cast.okafor, said(reply_to=GIVEN).concern), "In.", done=True)
    set_concern_aside(cast.harbor_sergeant, others, "Advertising")
    kept = said(reply_to=GIVEN).concern
    ReplyAddress.objects.update(delete_on=today())
    clock = [1000.0]
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    running = worker.Worker()
    running._tidy()
    assert list(ReplyAddress.objects.values_list("concern", flat=True)) == [kept.pk]
    events = AuditEvent.objects.filter(action="concern.reply_address.delete")
    assert sorted(events.values_list("agency_id", flat=True)) == sorted([cast.agency.pk, cast.harbor_city.pk])
    set_concern_aside(cast.okafor, kept, "Advertising")
    ReplyAddress.objects.update(delete_on=today())
    clock[0] += 23 * 3600
    running._tidy()
    assert ReplyAddress.objects.exists(), "not before the next day"
    clock[0] += 3600
    running._tidy()
    assert not ReplyAddress.objects.exists()


def test_a_fault_in_deleting_does_not_end_the_worker_and_is_tried_again_within_the_hour(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, tries = [1000.0], []

    def fails() -> int:
        tries.append(clock[0])
        raise RuntimeError("a fault")

    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(worker, "delete_due_of_all", fails)
    running = worker.Worker()
    running._tidy()
    clock[0] += 3600
    running._tidy()
    assert len(tries) == 2
    monkeypatch.undo()
    assert delete_due_of_all(today()) == 0
