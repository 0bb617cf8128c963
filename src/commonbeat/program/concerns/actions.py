"""What staff do with a concern: look at it, answer, say that it is done or will not be, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.models import Concern, ConcernStep
from commonbeat.program.concerns.raising import reopen, step
from commonbeat.program.concerns.reply_address import put_off
from commonbeat.program.guard import check_text
from commonbeat.program.partners.wording import against_a_person

_OPEN: Final = (Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)
_SETTLED: Final = (Concern.State.DONE, Concern.State.NOT_DONE)


@action
def let_concern_through(by: Member, concern: Concern, *, area: Area | None = None) -> Concern:
    """Someone has looked at it: it leaves the queue for the officers of its area. What was set aside by mistake too.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it was let through before, or nobody said in which area it lies.
    """
    present = _held(by, concern, "concerns.let_through")
    if present.state not in (Concern.State.QUEUED, Concern.State.SET_ASIDE):
        raise ValidationError(_("Somebody has looked at this before."))
    present.area = area or present.area
    if present.area is None:
        raise ValidationError({"area": _("Choose the area it lies in.")})
    present.state = Concern.State.OPEN
    present.save(update_fields=["area", "state"])
    step(present, ConcernStep.Kind.LET_THROUGH, at=datetime.now(UTC), by=by)
    record("concern.let_through", actor=by, about=present, details={"area": present.area_id})
    return present


@action
def set_concern_aside(by: Member, concern: Concern, why: str) -> Concern:
    """It is abuse or advertising: it counts nowhere, and is kept with the reason.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no reason, or it left the queue before.
    """
    present = _held(by, concern, "concerns.let_through")
    if present.state != Concern.State.QUEUED:
        raise ValidationError(_("Somebody has looked at this before."))
    reason = _said(why)
    present.state = Concern.State.SET_ASIDE
    present.save(update_fields=["state"])
    now = datetime.now(UTC)
    step(present, ConcernStep.Kind.SET_ASIDE, at=now, by=by, words=reason, inner=True)
    put_off(present, now)
    record("concern.set_aside", actor=by, about=present)
    return present


@action
def answer_concern(by: Member, concern: Concern, words: str, *, started: bool = False) -> Concern:
    """Answer: the follower reads the words. The first answer ends the time to answer.

    Args:
        words: what the follower reads; never a name.
        started: the work has begun.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no words, words that point to a person, or it is settled.
    """
    present, said, now = _held(by, concern, "concerns.answer"), _said(words, concern), datetime.now(UTC)
    _must_be_open(present)
    _first_answer(present, now)
    if started and present.state == Concern.State.OPEN:
        present.state = Concern.State.UNDER_WAY
    present.save(update_fields=["state", "first_answer_at"])
    step(present, ConcernStep.Kind.STARTED if started else ConcernStep.Kind.ANSWERED, at=now, by=by, words=said)
    record("concern.answer", actor=by, about=present, details={"state": present.state})
    return present


@action
def settle_concern(by: Member, concern: Concern, words: str, *, done: bool) -> Concern:
    """It is done, or it will not be and why; the follower reads the words either way, and may open it again.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no words, words that point to a person, or it is settled.
    """
    present, said, now = _held(by, concern, "concerns.answer"), _said(words, concern), datetime.now(UTC)
    _must_be_open(present)
    settle(present, words=said, done=done, by=by, at=now)
    record("concern.settle", actor=by, about=present, details={"state": present.state})
    return present


@action
def reopen_concern(by: Member, concern: Concern, words: str) -> Concern:
    """An officer saw that it was not fixed, or was told so.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no words, words that point to a person, or it is open.
    """
    present, said = _held(by, concern, "concerns.answer"), _said(words, concern)
    if present.state not in _SETTLED:
        raise ValidationError(_("This concern is open."))
    reopen(present, by=by, at=datetime.now(UTC), words=said)
    record("concern.reopen", actor=by, about=present)
    return present


@action
def word_for_public(by: Member, concern: Concern, words: str) -> Concern:
    """What the public page says of it, written by a person of the agency; empty words take it off.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: words that point to a person.
    """
    present = _held(by, concern, "concerns.publish")
    present.public_words = _said(words) if words.strip() else ""
    present.full_clean()
    present.save(update_fields=["public_words"])
    record("concern.public_words", actor=by, about=present, details={"shown": bool(present.public_words)})
    return present


def settle(concern: Concern, *, words: str, done: bool, by: Member | None, at: datetime) -> None:
    """Settle an open concern inside an action; settling without an earlier answer is the first answer."""
    _first_answer(concern, at)
    concern.state = Concern.State.DONE if done else Concern.State.NOT_DONE
    concern.done_at = at
    concern.save(update_fields=["state", "first_answer_at", "done_at"])
    step(concern, ConcernStep.Kind.DONE if done else ConcernStep.Kind.NOT_DONE, at=at, by=by, words=words)
    put_off(concern, at)


def _held(by: Member, concern: Concern, permission: str) -> Concern:
    if not by.has_perm(permission, concern):
        raise PermissionDenied
    return (
        Concern.objects.visible_to(by).select_for_update(of=("self",)).select_related("kind", "area").get(pk=concern.pk)
    )


def _must_be_open(concern: Concern) -> None:
    if concern.state not in _OPEN:
        raise ValidationError(_("This concern is settled. Open it again first."))


def _first_answer(concern: Concern, at: datetime) -> None:
    if concern.first_answer_at is None:
        concern.first_answer_at = at


def _said(words: str, to: Concern | None = None) -> str:
    """The words, once the guard has nothing against them; what a partner will read names no home either."""
    plain = words.strip()
    if to is not None and to.channel == Concern.Channel.PARTNER and (against := against_a_person(plain, translation)):
        raise ValidationError({"words": against})
    if not plain:
        raise ValidationError({"words": _("Write what whoever raised it will read.")})
    findings = check_text(plain, translation)
    if findings:
        raise ValidationError({"words": findings[0].why})
    return plain
