"""How long people wait: to a first answer and until it is done, for all areas and for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from commonbeat.analysis.reply_times import WaitingTime
from commonbeat.program.agencies.roles import Role
from commonbeat.program.concerns.queries import ReplyTimes, reply_times_of
from commonbeat.web.access import allow
from commonbeat.web.office.concern_waits import in_words
from commonbeat.web.signed_in import member_of

#: Concerns that came so long ago, or later, are counted; as on the public page.
SPAN: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    """A waiting time as the page says it.

    Attributes:
        half: "2 days", within which half have it; empty when fewer than half have it so far.
        limits: the 95 % limits of that in words; empty without one.
        so_far: how many have it, of how many.
        longest: how long the one waits that waits longest; empty when all have it.
    """

    half: str
    limits: str
    so_far: str
    longest: str


@require_GET
@allow(Role.OFFICER, Role.SERGEANT, Role.COMMANDER, Role.ANALYST, Role.AUDITOR)
def reply_times(request: HttpRequest) -> HttpResponseBase:
    """The last year; concerns without an answer count as waiting, abuse does not count."""
    now = datetime.now(UTC)
    everywhere, by_area = reply_times_of(member_of(request), now - SPAN, now)
    told = {
        "all": _said_of(everywhere),
        "raised": everywhere.answered.raised,
        "rows": [(area, _said_of(times), times.reopened) for area, times in by_area],
        "reopened": everywhere.reopened,
    }
    return render(request, "office/concerns/reply_times.html", told)


def _said_of(times: ReplyTimes) -> tuple[Said, Said]:
    return _said(times.answered), _said(times.settled)


def _said(waiting: WaitingTime) -> Said:
    low, high = (_days(limit) for limit in (waiting.low, waiting.high))
    if not low and not high:
        limits = ""
    elif not high:
        limits = _("95 % sure: %(low)s or longer") % {"low": low}
    else:
        limits = _("95 % sure: %(low)s to %(high)s") % {"low": low or _days(0.0), "high": high}
    so_far = ngettext("%(n)s of %(all)s concern", "%(n)s of %(all)s concerns", waiting.raised)
    return Said(
        half=_days(waiting.median),
        limits=limits if waiting.median is not None else "",
        so_far=so_far % {"n": waiting.answered, "all": waiting.raised},
        longest=_days(waiting.longest_open),
    )


def _days(days: float | None) -> str:
    return "" if days is None else in_words(timedelta(days=days))
