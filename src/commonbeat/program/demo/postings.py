"""Areas approved and officers posted in the demo, by its sergeant, as if on the days they happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.postings.actions import end_posting, make_handover, post_officer, receive_handover
from commonbeat.program.postings.handover import make_pack
from commonbeat.program.postings.models import Handover, Posting
from commonbeat.synthetic.program import MadePosting

#: An area is approved some days before the first officer stands there.
_BEFORE = timedelta(days=6)


def post_everyone(
    by: Member, members: Mapping[str, Member], areas: Sequence[Area], made: Sequence[MadePosting]
) -> dict[MadePosting, Posting]:
    """Post the officers; those whose posting has ended are still posted and are handed over by `hand_over`."""
    rows: dict[MadePosting, Posting] = {}
    for one in made:
        posting = post_officer(
            by,
            area=areas[one.area],
            officer=members[one.officer],
            backup=members[one.backup],
            starts_on=one.starts_on,
            promised_hours=Decimal(str(one.promised_hours)),
            tenure_months=one.tenure_months,
            why=one.why,
        )
        Posting.objects.filter(pk=posting.pk).update(approved_at=_noon(by, one.starts_on - _BEFORE / 2))
        rows[one] = posting
    for number, area in enumerate(areas):
        begins = min((one.starts_on for one in made if one.area == number), default=None)
        if begins is not None:
            Area.objects.filter(pk=area.pk).update(approved_at=_noon(by, begins - _BEFORE))
    return rows


def hand_over(by: Member, one: MadePosting, posting: Posting, next_officer: Member) -> None:
    """End the posting by a handover that the next officer has read."""
    if one.ends_on is None:
        raise ValueError("the posting goes on")
    handover = make_handover(by, posting, to_officer=next_officer, overlap_until=one.ends_on)
    receive_handover(next_officer, handover)
    end_posting(by, posting, ends_on=one.ends_on)
    day = one.ends_on - timedelta(days=12)
    told: dict[str, Any] = {
        "made_at": _noon(by, day),
        "received_at": _noon(by, day + timedelta(days=1)),
        "pack": make_pack(posting, day),
    }
    Handover.objects.filter(pk=handover.pk).update(**told)


def _noon(by: Member, day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(by.agency.zone)).astimezone(UTC)
