"""What a release says: everything on the page, frozen as JSON, already withheld; and how each number was made.

Nothing is counted when the page is read. Names are those of officers who agreed; words about concerns, work and
meetings are those that a person of the agency wrote for the page. Of residents there is no number under ten.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.analysis.reply_times import WaitingTime
from commonbeat.analysis.suppression import LEAST
from commonbeat.intake.lake import Lake
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.queries import kept_at
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.queries import reply_times
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.postings.models import Posting
from commonbeat.program.postings.queries import on
from commonbeat.program.publishing.calls import Year, count_calls, places_of, said_before, told, years_of
from commonbeat.program.publishing.models import OfficerCard, PublicLine, PublicSite, Release
from commonbeat.program.visits.models import Visit

#: Version of the JSON below.
FORMAT: Final = 1
#: Days that reply times and commitments look back on.
SPAN: Final = timedelta(days=365)
_ANSWERED: Final = frozenset({Concern.State.DONE, Concern.State.NOT_DONE})


@dataclass(frozen=True, slots=True)
class Counted:
    """What was read from the lake for a release of an area.

    Attributes:
        kinds: exact counts; they do not leave the program.
        imports: SHA-256 of the files behind them, oldest import first.
    """

    kinds: CallKinds
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A release that could be published now.

    Attributes:
        content: what the page shows.
        recipe: how its numbers were made: `{"code_version", "imports", "numbers": {name: {"source", "from", "to"}}}`;
            the words of each rule are the page's own, by name.
        years: the exact counts behind it.
        seen: SHA-256 of content and recipe: what a person previewed is what is published.
    """

    content: dict[str, Any]
    recipe: dict[str, Any]
    years: tuple[Year, ...]
    seen: str


def read_lake(area: Area, lake: Lake | None) -> Counted:
    """The slow part, outside of any action. Without a lake, or calls of the agency in it, there is nothing to count."""
    name = lake_name(area.agency)
    if lake is None or name not in lake.agencies():
        return Counted(CallKinds(()), ())
    live = [one for one in lake.imports() if one.state == "live" and one.agency == name]
    return Counted(count_calls(area, lake), tuple(each for one in live for each in one.sha256))


def compose(area: Area, lake: Lake | None, now: datetime) -> Composed:
    """What a release of the area would say now."""
    return composed(area, read_lake(area, lake), now)


def composed(area: Area, counted: Counted, now: datetime) -> Composed:
    """The same, from calls that were counted before; reads the program's own rows alone.

    Args:
        now: the page speaks of the days before today, on the agency's calendar, so that it is the same all day.
    """
    zone = ZoneInfo(area.agency.zone)
    today = now.astimezone(zone).date()
    until = datetime.combine(today, time(), zone)
    said, earlier = said_before(area)
    years = years_of(counted.kinds, places_of(area), said, earlier)
    content = {
        "format": FORMAT,
        "area": {"title": area.name, "slug": slug_of(area), "languages": area.languages},
        "as_of": (today - timedelta(days=1)).isoformat(),
        "officers": _officers(area, today),
        "heard": _heard(area, zone),
        "did": _lines(area, PublicLine.Section.DID),
        "not_yet": _lines(area, PublicLine.Section.NOT_YET),
        "meetings": [one for one in _lines(area, PublicLine.Section.MEETING) if one["on"] >= today.isoformat()],
        "reply": _reply(area, until),
        "commitments": _commitments(area, today),
        "calls": told(years),
        "hours": _hours(area, years, zone, until),
        "kinds": _kinds(area),
    }
    recipe = _recipe(area, counted, today, years)
    return Composed(content, recipe, tuple(years), fingerprint(content, recipe))


def fingerprint(content: dict[str, Any], recipe: dict[str, Any]) -> str:
    """SHA-256, hex, of a release."""
    text = json.dumps([content, recipe], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def slug_of(area: Area) -> str:
    """The area's part of the public address: the one it has, else one made of its name that no other area has."""
    mine = Release.objects.filter(agency_id=area.agency_id, area=area).order_by("-number").first()
    if mine is not None:
        return mine.slug
    plain = slugify(area.name)[:70] or f"area-{area.pk}"
    taken = Release.objects.filter(agency_id=area.agency_id, slug=plain).exclude(area=area).exists()
    return f"{plain}-{area.pk}" if taken else plain


def site_of(area: Area) -> PublicSite | None:
    """The agency's public site, once it is set up."""
    return PublicSite.objects.filter(agency_id=area.agency_id).first()


def _officers(area: Area, today: date) -> list[dict[str, Any]]:
    """Those posted here today, and their backups, who agreed to be shown; in the order of their postings."""
    postings = Posting.objects.filter(on(today), agency_id=area.agency_id, area=area)
    here = list(postings.select_related("officer", "backup").order_by("starts_on", "pk"))
    shown = [(posting.officer, posting.starts_on, False) for posting in here]
    shown += [(posting.backup, posting.starts_on, True) for posting in here if posting.backup is not None]
    cards = {
        card.officer_id: card
        for card in OfficerCard.objects.filter(
            agency_id=area.agency_id, officer__in=[one.pk for one, _, _ in shown], agreed_at__isnull=False
        )
    }
    answer: dict[int, dict[str, Any]] = {}
    for officer, since, is_backup in shown:
        card = cards.get(officer.pk)
        if card is not None and officer.is_active and officer.pk not in answer:
            answer[officer.pk] = {
                "name": officer.name,
                "words": card.words,
                "picture": card.picture,
                "phone": officer.work_phone if card.phone_shown else "",
                "languages": officer.languages,
                "since": since.strftime("%Y-%m"),
                "backup": is_backup,
            }
    return list(answer.values())


def _heard(area: Area, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Concerns for which somebody wrote words for the public; the newest first, by month."""
    found = Concern.objects.filter(agency_id=area.agency_id, area=area).exclude(public_words="")
    found = found.exclude(state__in=[Concern.State.SET_ASIDE, Concern.State.QUEUED]).select_related("kind")
    return [
        {
            "kind": one.kind.titles,
            "words": one.public_words,
            "month": one.arrived_at.astimezone(zone).strftime("%Y-%m"),
            "state": str(one.state) if one.state in _ANSWERED else "open",
        }
        for one in found.order_by("-arrived_at", "-pk")
    ]


def _lines(area: Area, section: str) -> list[dict[str, Any]]:
    found = PublicLine.objects.filter(agency_id=area.agency_id, area=area, section=section, taken_off_at=None)
    order = ("on", "pk") if section == PublicLine.Section.MEETING else ("-on", "-pk")
    return [
        {"words": one.words, "why": one.why, "on": one.on.isoformat() if one.on else "", "at": one.at}
        for one in found.order_by(*order)
    ]


def _reply(area: Area, until: datetime) -> dict[str, Any]:
    """Half of the concerns have an answer within so many days, those still waiting counted in; under ten: nothing."""
    times = reply_times(area, until - SPAN, until)
    return {"answered": _median(times.answered), "done": _median(times.settled)}


def _median(waiting: WaitingTime) -> dict[str, Any]:
    """`enough`: at least ten concerns; `days`: None when fewer than half have got so far."""
    enough = waiting.raised >= LEAST
    return {"enough": enough, "days": round(waiting.median, 1) if enough and waiting.median is not None else None}


def _commitments(area: Area, today: date) -> dict[str, Any]:
    """Promises that were due in the last year, before today: what became of each, and the share kept."""
    became = kept_at(area.agency_id, area.pk, today)
    return {**asdict(became), "percent": became.percent}


def _hours(area: Area, years: list[Year], zone: ZoneInfo, until: datetime) -> list[dict[str, Any]]:
    """Hours that officers were there, in each quarter whose calls the page shows; to the nearest hour."""
    minutes: dict[tuple[int, int], int] = {}
    for began, length in (
        Visit.objects.counted()
        .filter(agency_id=area.agency_id, area=area, began_at__lt=until)
        .values_list("began_at", "minutes")
    ):
        local = began.astimezone(zone)
        quarter = (local.year, (local.month - 1) // 3 + 1)
        minutes[quarter] = minutes.get(quarter, 0) + length
    return [
        {"year": year.year, "quarter": f"Q{n}", "hours": round(minutes.get((year.year, n), 0) / 60)}
        for year in years
        for n in range(1, len(year.quarters) + 1)
    ]


def _kinds(area: Area) -> list[dict[str, Any]]:
    """What a concern may be about, for the form of the page."""
    kinds = ConcernKind.objects.filter(agency_id=area.agency_id, closed_at=None).order_by("order", "code")
    return [{"code": kind.code, "titles": kind.titles} for kind in kinds]


def _recipe(area: Area, counted: Counted, today: date, years: list[Year]) -> dict[str, Any]:
    """Source and span of each number by its name on the page; days are on the agency's calendar, the last included."""
    yesterday, back = (today - timedelta(days=1)).isoformat(), (today - SPAN).isoformat()
    first = f"{years[0].year}-01-01" if years else ""
    last = _last_day(years)
    return {
        "zone": area.agency.zone,
        "code_version": version("commonbeat"),
        "imports": list(counted.imports),
        "least": LEAST,
        "numbers": {
            "answered": {"source": "concerns", "from": back, "to": yesterday},
            "done": {"source": "concerns", "from": back, "to": yesterday},
            "commitments": {"source": "commitments", "from": back, "to": yesterday},
            "calls": {"source": "calls", "from": first, "to": last},
            "kinds": {"source": "calls", "from": first, "to": last},
            "officer": {"source": "calls", "from": first, "to": last},
            "hours": {"source": "visits", "from": first, "to": last},
        },
    }


def _last_day(years: list[Year]) -> str:
    ended = [(year.year, len(year.quarters)) for year in years if year.quarters]
    if not ended:
        return ""
    year, quarters = ended[-1]
    after = date(year + quarters // 4, 3 * (quarters % 4) + 1, 1)
    return (after - timedelta(days=1)).isoformat()
