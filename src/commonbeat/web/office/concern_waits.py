"""How long whoever raised a concern waits, in words that do not make it shorter than it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.program.concerns.models import Concern
from commonbeat.program.concerns.queries import answer_due

_SETTLED = (Concern.State.DONE, Concern.State.NOT_DONE)


@dataclass(frozen=True, slots=True)
class Wait:
    """The number that matters of a concern.

    Attributes:
        long: "3 days".
        meaning: what was, or is, waited for so long.
        late: the first answer was promised earlier.
    """

    long: str
    meaning: str
    late: bool = False


def wait_of(concern: Concern, now: datetime) -> Wait:
    """What is waited for now, and how long already. Reads `estate`."""
    if concern.state == Concern.State.SET_ASIDE:
        return Wait(in_words(now - concern.arrived_at), _("since it came; set aside"))
    if concern.state in _SETTLED and concern.done_at is not None:
        words = _("until it was done") if concern.state == Concern.State.DONE else _("until we said why not")
        return Wait(in_words(concern.done_at - concern.arrived_at), words)
    waits = in_words(now - concern.arrived_at)
    if concern.first_answer_at is None:
        return Wait(waits, _("waits for a first answer"), late=answer_due(concern) < now)
    if concern.reopened:
        return Wait(waits, _("since it came; it was not fixed the first time"))
    return Wait(waits, _("since it came; answered, not done yet"))


def in_words(span: timedelta) -> str:
    """A length of time in one unit: hours under two days, then days. Never rounded up."""
    hours = max(0, int(span.total_seconds() // 3600))
    if hours < 1:
        minutes = max(1, int(span.total_seconds() // 60))
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
