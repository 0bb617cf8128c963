"""The public site of the demo: officers who agreed to be shown, lines that a sergeant wrote, a release an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commonbeat.intake.lake import Lake
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.problems.models import Problem
from commonbeat.program.publishing.actions import publish, set_up_site, write_line
from commonbeat.program.publishing.cards import agree_card
from commonbeat.program.publishing.content import composed, read_lake
from commonbeat.program.publishing.models import OfficerCard, PublicLine, Release
from commonbeat.program.writer import writer
from commonbeat.progress import Progress, silent
from commonbeat.synthetic import public_words as say

#: As `commonbeat demo` prints it.
SLUG: Final = "alder-falls"
_TITLE: Final = "Alder Falls"


def make_public(
    sergeant: Member,
    members: Mapping[str, Member],
    areas: Sequence[Area],
    lake: Lake | None,
    as_of: date,
    progress: Progress = silent,
) -> list[Release]:
    """The site with a page for each area, as a sergeant previewed and published it."""
    zone = ZoneInfo(sergeant.agency.zone)
    writer.run(lambda: _written(sergeant, members, areas, as_of, zone))
    now = min(datetime.combine(as_of, time(9), zone).astimezone(UTC), datetime.now(UTC))
    made = []
    for number, area in enumerate(areas):
        counted = read_lake(area, lake)
        seen = composed(area, counted, now).seen
        made.append(publish(sergeant, area, counted, seen, now))
        progress("Publishing the pages for residents", number + 1, len(areas))
    return made


def _written(
    sergeant: Member, members: Mapping[str, Member], areas: Sequence[Area], as_of: date, zone: ZoneInfo
) -> None:
    for key, words in say.CARDS.items():
        card = agree_card(members[key], words, phone_shown=key not in say.PHONE_HIDDEN)
        OfficerCard.objects.filter(pk=card.pk).update(
            agreed_at=datetime.combine(as_of - timedelta(days=20), time(14), zone)
        )
    set_up_site(sergeant, title=_TITLE, slug=SLUG, languages=["en", "es", "ar"], words=say.SITE)
    for number, area in enumerate(areas):
        for turn in range(3):
            did, ago = say.DID[(number * 2 + turn * 3) % len(say.DID)]
            write_line(sergeant, area, PublicLine.Section.DID, did, on=as_of - timedelta(days=ago + number))
        waits, why = say.NOT_YET[number % len(say.NOT_YET)]
        write_line(sergeant, area, PublicLine.Section.NOT_YET, waits, why=why)
        invited, ahead, at = say.MEETINGS[number % len(say.MEETINGS)]
        write_line(sergeant, area, PublicLine.Section.MEETING, invited, on=as_of + timedelta(days=ahead), at=at)
    learned = Problem.objects.filter(area__in=areas, stage=Problem.Stage.CLOSED).exclude(lesson="")
    for problem in learned.order_by("pk"):
        on = problem.closed_at.astimezone(zone).date() if problem.closed_at else as_of
        about = {"problem": problem}
        write_line(sergeant, problem.area, PublicLine.Section.DID, problem.lesson, on=on, about=about)
