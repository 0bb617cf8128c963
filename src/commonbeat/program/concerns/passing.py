"""Passing a concern on to the service whose matter it is, in words that a member of staff confirmed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.actions import settle
from commonbeat.program.concerns.models import Concern, ConcernStep, Passing
from commonbeat.program.concerns.raising import step
from commonbeat.program.guard import check_text
from commonbeat.program.services.models import Service

_OPEN: Final = (Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)
#: Passings that still go on.
GOING_ON: Final = (Passing.State.WAITING, Passing.State.SENT, Passing.State.TAKEN)
_AT_HOME: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WORDS: Final = 2000


@action
def pass_on(by: Member, concern: Concern, words: str, *, service: Service | None = None) -> Passing:
    """Pass a concern on by Open311, by e-mail, or, when the service has neither, by telephone or in person.

    What is sent are these words, the kind, and the place; never where to reply, and never what a resident wrote unless
    the member wrote it again here. The worker sends it (`sending.send_due`).

    Args:
        by: who passes it on.
        concern: one that was let through and is not settled.
        words: what the service reads.
        service: to whom; by default the service of its kind.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no words, words that point to a person, no service, an address that is not safe, or it is
            settled or already with a service.
    """
    present, said = _held(by, concern), _checked(words)
    chosen = service or present.kind.service
    if chosen is None or chosen.agency_id != by.agency_id or chosen.closed_at is not None:
        raise ValidationError({"service": _("Choose the service whose matter it is.")})
    if present.state not in _OPEN:
        raise ValidationError(_("This concern is settled. Open it again first."))
    if Passing.objects.filter(concern=present, state__in=GOING_ON).exists():
        raise ValidationError(_("It is with a service already."))
    way, now = way_to(chosen), datetime.now(UTC)
    by_hand = way == Passing.Way.HAND
    passing = Passing(
        agency_id=by.agency_id,
        concern=present,
        service=chosen,
        way=way,
        state=Passing.State.SENT if by_hand else Passing.State.WAITING,
        passed_by=by,
        passed_at=now,
        words=said,
        try_at=None if by_hand else now,
    )
    passing.full_clean()
    passing.save()
    present.state = Concern.State.PASSED_ON
    present.save(update_fields=["state"])
    step(present, ConcernStep.Kind.PASSED_ON, at=now, by=by, words=chosen.title)
    record("concern.pass_on", actor=by, about=present, details={"service": chosen.pk, "way": way})
    return passing


@action
def report_back(by: Member, passing: Passing, words: str, *, fixed: bool) -> Passing:
    """The service told us by telephone or e-mail; the follower reads the words.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no words, words that point to a person, or it is over.
    """
    concern, said = _held(by, passing.concern), _checked(words, most=600)
    present = Passing.objects.select_for_update().get(pk=passing.pk, agency_id=by.agency_id)
    if present.state not in GOING_ON:
        raise ValidationError(_("The service has said before how it ended."))
    now = datetime.now(UTC)
    if present.way == Passing.Way.HAND or present.state != Passing.State.WAITING:
        present.state = Passing.State.TAKEN
    told(concern, said, at=now, by=by)
    if fixed:
        end(present, concern, words=said, by=by, at=now)
    present.save()
    record("concern.told_back", actor=by, about=concern, details={"service": present.service_id, "fixed": fixed})
    return present


@action
def try_again(by: Member, passing: Passing) -> Passing:
    """Send a passing that failed, or was refused, once more; its tries are counted from the beginning.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: nothing failed.
    """
    concern = _held(by, passing.concern)
    present = Passing.objects.select_for_update().get(pk=passing.pk, agency_id=by.agency_id)
    if not present.trouble or present.state not in (*GOING_ON, Passing.State.REFUSED):
        raise ValidationError(_("Nothing failed here."))
    if present.state == Passing.State.REFUSED:
        present.state, present.settled_at = Passing.State.WAITING, None
    present.tries, present.trouble, present.try_at = 0, "", datetime.now(UTC)
    present.save()
    record("concern.pass_on_again", actor=by, about=concern, details={"service": present.service_id})
    return present


def to_pass_on(member: Member) -> QuerySet[Concern]:
    """Concerns that are a service's matter and that nobody has passed on yet, oldest first."""
    found = Concern.objects.visible_to(member).filter(
        state__in=(Concern.State.OPEN, Concern.State.UNDER_WAY), kind__service__isnull=False
    )
    waiting = found.exclude(passings__state__in=GOING_ON)
    return waiting.select_related("kind__service", "area", "place").order_by("arrived_at", "pk")


def in_trouble(member: Member) -> QuerySet[Passing]:
    """Passings that fail or were refused, for the start page, oldest first."""
    found = Passing.objects.visible_to(member).filter(
        Q(state__in=GOING_ON) & ~Q(trouble="") | Q(state=Passing.State.REFUSED, concern__state=Concern.State.PASSED_ON)
    )
    return found.select_related("concern__kind", "concern__area", "service").order_by("passed_at", "pk")


def way_to(service: Service) -> str:
    """How a matter reaches the service: a value of `Passing.Way`.

    Raises:
        ValidationError: its Open311 address is neither https nor this machine's own.
    """
    if service.open311_url:
        parts = urlsplit(service.open311_url)
        if parts.username or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _AT_HOME)):
            raise ValidationError({"service": _("The Open311 address of the service must begin with https.")})
        return Passing.Way.OPEN311
    if service.inbox and not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return Passing.Way.MAIL
    return Passing.Way.HAND


def told(concern: Concern, words: str, *, at: datetime, by: Member | None = None) -> None:
    """The follower hears what the service said, inside an action."""
    step(concern, ConcernStep.Kind.TOLD_BACK, at=at, by=by, words=words)


def end(passing: Passing, concern: Concern, *, words: str, by: Member | None, at: datetime) -> None:
    """The service says that it is fixed, inside an action: the concern is done, and the follower may say it is not."""
    passing.state, passing.settled_at, passing.try_at = Passing.State.FIXED, at, None
    if concern.state in _OPEN:
        settle(concern, words=words, done=True, by=by, at=at)


def _held(by: Member, concern: Concern) -> Concern:
    if not by.has_perm("concerns.answer", concern):
        raise PermissionDenied
    rows = Concern.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("kind__service", "area", "place").get(pk=concern.pk)


def _checked(words: str, most: int = _WORDS) -> str:
    plain = words.strip()
    if not plain or len(plain) > most:
        raise ValidationError({"words": _("Write what is to be told, in a few sentences.")})
    findings = check_text(plain, translation)
    if findings:
        raise ValidationError({"words": findings[0].why})
    return plain
