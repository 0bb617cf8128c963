"""A concern from the first word to "not fixed": who sees it when, what the follower reads, what the times say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.actions import (
    answer_concern,
    let_concern_through,
    reopen_concern,
    set_concern_aside,
    settle_concern,
    word_for_public,
)
from commonbeat.program.concerns.models import Concern, ConcernKind, ReplyAddress
from commonbeat.program.concerns.raising import Raised, Saying, enter_concern, raise_concern, reopen_by_word
from commonbeat.program.concerns.reply_address import KEPT_DAYS, delete_due, open_reply_address
from commonbeat.program.concerns.tracking import digest_of, new_word
from commonbeat.program.publishing.models import Answer
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Said = Callable[..., Raised]


def answer_for(cast: Cast, word: str) -> Answer:
    return Answer.objects.get(agency=cast.agency, word_digest=digest_of(cast.agency.pk, word))


def test_a_concern_waits_in_the_queue_until_a_sergeant_looked_at_it(cast: Cast, said: Said) -> None:
    concern = said().concern
    assert concern.state == Concern.State.QUEUED
    with pytest.raises(PermissionDenied):
        answer_concern(cast.rivera, concern, "We are on it.")
    with pytest.raises(PermissionDenied):
        let_concern_through(cast.rivera, concern)
    assert let_concern_through(cast.okafor, concern).state == Concern.State.OPEN
    assert answer_concern(cast.rivera, Concern.objects.get(), "The manager orders a lamp.").first_answer_at is not None


def test_a_second_look_changes_nothing_and_says_so(cast: Cast, said: Said) -> None:
    concern = said().concern
    let_concern_through(cast.okafor, concern)
    with pytest.raises(ValidationError, match="before"):
        set_concern_aside(cast.okafor, concern, "Advertising")


def test_the_follower_reads_each_step_by_the_word_alone(cast: Cast, said: Said) -> None:
    raised = said()
    assert [one["kind"] for one in answer_for(cast, raised.word).steps] == ["arrived"]
    let_concern_through(cast.okafor, raised.concern)
    answer_concern(cast.rivera, Concern.objects.get(), "The manager orders a lamp.", started=True)
    settle_concern(cast.rivera, Concern.objects.get(), "The lamp is in.", done=True)
    told = answer_for(cast, f"  {raised.word.upper().replace('-', ' ')} ")
    assert [one["kind"] for one in told.steps] == ["arrived", "let through", "started", "done"]
    assert told.steps[-1]["words"] == "The lamp is in."
    assert told.state == Concern.State.DONE
    assert cast.rivera.name not in str(told.steps)


def test_the_word_is_kept_nowhere_and_opens_nothing_elsewhere(cast: Cast, said: Said) -> None:
    raised = said()
    assert raised.word not in str(Concern.objects.values().get())
    assert digest_of(cast.harbor_city.pk, raised.word) != raised.concern.word_digest
    assert reopen_by_word(cast.harbor_city, raised.word) is None


def test_one_tap_opens_again_what_was_not_fixed_and_a_second_changes_nothing(cast: Cast, said: Said) -> None:
    raised = said()
    let_concern_through(cast.okafor, raised.concern)
    settle_concern(cast.rivera, Concern.objects.get(), "The lamp is in.", done=True)
    first_answer = Concern.objects.get().first_answer_at
    for _tap in range(2):
        reopen_by_word(cast.agency, raised.word)
    present = Concern.objects.get()
    assert (present.state, present.reopened, present.done_at) == (Concern.State.OPEN, 1, None)
    assert present.first_answer_at == first_answer


def test_an_officer_opens_it_again_with_words(cast: Cast, said: Said) -> None:
    raised = said()
    let_concern_through(cast.okafor, raised.concern)
    with pytest.raises(ValidationError, match="is open"):
        reopen_concern(cast.rivera, Concern.objects.get(), "Still dark.")
    settle_concern(cast.rivera, Concern.objects.get(), "The lamp is in.", done=True)
    assert reopen_concern(cast.rivera, Concern.objects.get(), "Still dark.").reopened == 1


def test_abuse_is_set_aside_with_a_reason_that_the_follower_does_not_read(cast: Cast, said: Said) -> None:
    raised = said(words="Buy watches")
    with pytest.raises(ValidationError, match="Write what"):
        set_concern_aside(cast.okafor, raised.concern, " ")
    set_concern_aside(cast.okafor, raised.concern, "Advertising")
    assert "Advertising" not in str(answer_for(cast, raised.word).steps)
    assert reopen_by_word(cast.agency, raised.word).state == Concern.State.SET_ASIDE  # type: ignore[union-attr]


def test_an_answer_names_nobody(cast: Cast, said: Said) -> None:
    raised = said()
    let_concern_through(cast.okafor, raised.concern)
    with pytest.raises(ValidationError):
        answer_concern(cast.rivera, Concern.objects.get(), "Call Dana Whitfield at (209) 555-0134.")
    assert Concern.objects.get().first_answer_at is None


def test_what_an_officer_was_told_needs_nobody_to_let_it_through(cast: Cast, lights: ConcernKind) -> None:
    saying = Saying(kind=lights, words="The gate does not close", area=cast.oak_creek)
    raised = enter_concern(cast.rivera, saying, channel=Concern.Channel.OFFICER, with_word=True)
    assert raised.concern.state == Concern.State.OPEN
    assert raised.concern.entered_by == cast.rivera
    assert answer_for(cast, raised.word).area_title == "Oak Creek"
    with pytest.raises(PermissionDenied):
        enter_concern(cast.tran, saying, channel=Concern.Channel.OFFICER)


def test_a_second_delivery_from_the_citys_system_changes_nothing(cast: Cast, lights: ConcernKind) -> None:
    saying = Saying(kind=lights, words="Light out", area=cast.oak_creek)
    first = raise_concern(cast.agency, saying, channel=Concern.Channel.OPEN311, outside_id="A-17")
    again = raise_concern(cast.agency, saying, channel=Concern.Channel.OPEN311, outside_id="A-17")
    assert (again.concern.pk, again.word) == (first.concern.pk, "")
    assert Concern.objects.count() == AuditEvent.objects.filter(action="concern.raise").count() == 1


def test_a_reply_address_rests_sealed_is_opened_to_answer_and_goes_on_its_day(cast: Cast, said: Said) -> None:
    concern = said(reply_to="resident@example.org").concern
    kept = ReplyAddress.objects.get()
    assert b"resident" not in bytes(kept.sealed)
    with pytest.raises(PermissionDenied):
        open_reply_address(cast.tran, concern)
    let_concern_through(cast.okafor, concern)
    concern.refresh_from_db()
    assert open_reply_address(cast.rivera, concern) == "resident@example.org"
    assert AuditEvent.objects.filter(action="concern.reply_address.open", actor=cast.rivera).count() == 1
    day = datetime.now(UTC).date()
    assert delete_due(cast.agency.pk, day + timedelta(days=KEPT_DAYS)) == 0, "an answer is owed"
    settle_concern(cast.rivera, concern, "The lamp is in.", done=True)
    assert delete_due(cast.agency.pk, day + timedelta(days=KEPT_DAYS - 1)) == 0
    assert delete_due(cast.harbor_city.pk, date(2099, 1, 1)) == 0
    assert delete_due(cast.agency.pk, day + timedelta(days=KEPT_DAYS)) == 1
    assert open_reply_address(cast.rivera, concern) is None


def test_nothing_that_a_resident_wrote_is_in_the_audit_log(cast: Cast, said: Said) -> None:
    said(words="zebra-canary at the stairs", reply_to="zebra-canary@example.org")
    assert "zebra-canary" not in str(list(AuditEvent.objects.values()))


def test_the_public_words_are_written_by_the_agency(cast: Cast, said: Said) -> None:
    raised = said()
    let_concern_through(cast.okafor, raised.concern)
    with pytest.raises(PermissionDenied):
        word_for_public(cast.rivera, Concern.objects.get(), "A light was out.")
    assert word_for_public(cast.okafor, Concern.objects.get(), "A light was out.").public_words == "A light was out."
    assert word_for_public(cast.okafor, Concern.objects.get(), "").public_words == ""


def test_harbor_city_sees_and_does_nothing_with_ours(cast: Cast, said: Said) -> None:
    concern = said().concern
    assert not Concern.objects.visible_to(cast.harbor_sergeant).exists()
    with pytest.raises(PermissionDenied):
        let_concern_through(cast.harbor_sergeant, concern)


def test_tracking_words_are_many_and_speakable() -> None:
    words = {new_word() for _ in range(2_000)}
    assert len(words) == 2_000
    assert all(len(word) == 19 and word.count("-") == 3 and word.isascii() for word in words)
