"""The worker's part of passing on: sends what waits, asks how it stands, tries again later when a service is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.georeport import AwayError, Heard, RefusedError, ask, ask_token, report
from commonbeat.program.concerns.models import Concern, Passing
from commonbeat.program.concerns.passing import end, told
from commonbeat.program.guard import check_text

#: Minutes until the next try; doubled with each, up to a day.
_FIRST_WAIT: Final = timedelta(minutes=5)
_LONGEST_WAIT: Final = timedelta(days=1)
#: A matter is asked about hourly in its first week, then daily.
_WEEK: Final = timedelta(days=7)
#: Passings in one round, so that other work of the queue comes between.
_ROUND: Final = 20


def send_due_of_all(now: datetime | None = None) -> int:
    """One round for every agency; gives how many were tried. For the worker."""
    with sign_in_scope():
        agencies = list(Agency.objects.values_list("pk", flat=True))
    done = 0
    for agency_id in agencies:
        with agency_scope(agency_id):
            done += send_due(agency_id, now)
    return done


def send_due(agency_id: int, now: datetime | None = None) -> int:
    """Try what is due: send what waits, ask about what was sent. No transaction is open while a service is asked."""
    moment = now or datetime.now(UTC)
    due = Passing.objects.filter(agency_id=agency_id, try_at__lte=moment).exclude(way=Passing.Way.HAND)
    going = due.filter(Q(state=Passing.State.WAITING) | Q(way=Passing.Way.OPEN311, state__in=("sent", "taken")))
    rows = list(going.select_related("service", "concern__place", "agency").order_by("try_at", "pk")[:_ROUND])
    for passing in rows:
        try:
            heard = _try(passing)
        except AwayError as away:
            heard = Heard(trouble=str(away))
        except RefusedError as refused:
            heard = Heard(trouble=str(refused), refused=True)
        keep_heard(passing, heard, moment)
    return len(rows)


@action
def keep_heard(passing: Passing, heard: Heard, now: datetime) -> Passing:
    """Write down what came of a try; what the service says anew becomes a step that the follower hears."""
    present = (
        Passing.objects.select_for_update(of=("self",))
        .select_related("concern__kind", "concern__area", "agency")
        .get(pk=passing.pk)
    )
    if present.state != passing.state:  # staff were told meanwhile
        return present
    concern = present.concern
    present.trouble = heard.trouble
    if heard.refused:
        present.state, present.try_at = Passing.State.REFUSED, None
    elif heard.trouble:
        present.tries += 1
        present.try_at = now + min(_FIRST_WAIT * 2 ** min(present.tries - 1, 12), _LONGEST_WAIT)
    else:
        _moved(present, concern, heard, now)
    present.save()
    record(
        "concern.passing",
        actor=None,
        agency=present.agency_id,
        about=concern,
        label="worker",
        outcome="failed" if heard.trouble else "done",
        details={"state": present.state, "tries": present.tries},
    )
    return present


def _moved(present: Passing, concern: Concern, heard: Heard, now: datetime) -> None:
    present.tries = 0
    present.outside_id = heard.outside_id or present.outside_id
    present.receipt = heard.receipt or present.receipt
    present.state = Passing.State.TAKEN if present.outside_id else Passing.State.SENT
    soon = now - present.passed_at < _WEEK
    present.try_at = None if present.way == Passing.Way.MAIL else now + timedelta(hours=1 if soon else 24)
    stands = f"{heard.status}: {heard.notes}"[:80]
    with translation.override((present.agency.languages or ["en"])[0]):
        words = heard.notes[:600] if heard.notes and not check_text(heard.notes, translation) else ""
        if heard.status == "closed":
            end(present, concern, words=words or _("The service reports that it is done."), by=None, at=now)
        elif heard.status and stands != present.outside_state and (present.outside_state or words):
            told(concern, words or _("The service is on it."), at=now)
    if heard.status:
        present.outside_state = stands


def _try(passing: Passing) -> Heard:
    if passing.way == Passing.Way.MAIL:
        return _mail(passing)
    if passing.state == Passing.State.WAITING:
        return report(passing)
    return ask(passing) if passing.outside_id else ask_token(passing)


def _mail(passing: Passing) -> Heard:
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        raise AwayError("Mail is not set up.")
    where = passing.concern.place.label if passing.concern.place else ""
    message = EmailMessage(
        subject=f"{passing.agency.name}: {passing.service.title} ({passing.concern.code})",
        body="\n\n".join(part for part in (passing.words, where) if part),
        to=[passing.service.inbox],
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        raise AwayError(f"Mail: {type(error).__name__}.") from None
    return Heard()
