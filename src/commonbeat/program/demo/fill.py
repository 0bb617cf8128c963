"""The door: an empty program becomes the demo's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from commonbeat.intake.lake import Lake, open_lake
from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.areas.actions import approve_area
from commonbeat.program.areas.models import Area, SelectionRun
from commonbeat.program.audit.origin import origin
from commonbeat.program.audit.record import record
from commonbeat.program.demo.concerns import Concerns
from commonbeat.program.demo.ground import chosen_areas, ground_area, spoken_in
from commonbeat.program.demo.harbor import make_harbor_city
from commonbeat.program.demo.partners import make_estates, make_fixes
from commonbeat.program.demo.people import AGENCY, make_people
from commonbeat.program.demo.phones import Phones, received_then
from commonbeat.program.demo.postings import hand_over, post_everyone
from commonbeat.program.demo.problems import Problems
from commonbeat.program.demo.promises import tell_reasons
from commonbeat.program.demo.public import make_public
from commonbeat.program.demo.services import make_services, refer_all
from commonbeat.program.jobs.heavy import run_selection
from commonbeat.program.jobs.tasks import LABEL
from commonbeat.program.jobs.work import Work
from commonbeat.program.notes.actions import dispute_note, write_note
from commonbeat.program.notes.models import Note
from commonbeat.program.places.actions import import_places
from commonbeat.program.places.models import Place
from commonbeat.progress import Progress, silent
from commonbeat.synthetic.program import MadeProgram
from commonbeat.synthetic.program_concerns import PARTNER, make_concerns
from commonbeat.synthetic.program_people import MEMBERS
from commonbeat.synthetic.program_problems import PROBLEMS
from commonbeat.synthetic.program_story import make_program
from commonbeat.synthetic.services import make_referrals

_WHY: Final = (
    "Residents ask for the same officer every time. The manager opens a room for us.",
    "The same calls for two years, and nobody has talked to everyone here yet.",
    "Three landlords, one parking lot, no one in charge. Worth a year of patience.",
    "Families with children on every floor and nothing for them to do after school.",
    "The corner that every shift knows. Time to know it by day, too.",
    "It came up from place twelve in one year. Better early than late.",
)

#: A promise that was not kept longer ago than this was explained to whoever it was made to.
_TOLD_BY_NOW: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Filled:
    """How much there is now."""

    areas: int
    visits: int
    notes: int
    commitments: int


def fill(lake: Path, export: Path, as_of: date, *, seed: int = 1, progress: Progress = silent) -> Filled:
    """Fill the empty program database from the made city's lake. Same seed, city and day, same content.

    Args:
        lake: with the calls of `people.AGENCY`.
        export: folder of what the department has beside its calls.
        as_of: today.
        seed: of the made program.
        progress: told how far it is.

    Raises:
        ValueError: the selection found no area, or a made word or time was refused.
    """
    with origin("demo"):
        members = make_people(MEMBERS)
        sergeant = members["okafor"]
        with agency_scope(sergeant.agency_id):
            import_places(members["adeyemi"], sergeant.agency, open_lake(lake), progress=progress)
            areas, made = _approved(members, lake, spoken_in(export / "languages.csv"), as_of, seed, progress)
            postings = post_everyone(sergeant, members, areas, made.postings)
            phones = Phones(members, areas, {row.key: row for row in Place.objects.filter(areas__in=areas)})
            entries = phones.entries(made)
            handovers = sorted((one for one in made.postings if one.to_officer), key=lambda one: one.ends_on or as_of)
            for one in handovers:
                ended = _midnight(one.ends_on or as_of, sergeant)
                phones.send([told for told in entries if told.at < ended], progress)
                entries = [told for told in entries if told.at >= ended]
                hand_over(sergeant, one, postings[one], members[one.to_officer])
            phones.send(entries, progress, lost=made.lost)
            for told in entries:
                if told.id in made.twice:
                    phones.send_again(told, minutes=made.twice[told.id])
            phones.confirm_notes(made)
            _note_matters(members, phones.places, made)
            received_then(sergeant.agency)
            _solve(members, areas, made, phones.places, open_lake(lake), as_of, seed, progress)
        make_harbor_city(as_of)
    return Filled(len(areas), len(made.visits), len(made.notes), len(made.commitments))


def _solve(
    members: dict[str, Member],
    areas: list[Area],
    made: MadeProgram,
    places: Mapping[str, Place],
    lake: Lake,
    as_of: date,
    seed: int,
    progress: Progress,
) -> None:
    """What residents and partners said and what became of it, up to the pages that were published of it."""
    sergeant = members["okafor"]
    zone = ZoneInfo(sergeant.agency.zone)
    tell_reasons(sergeant, as_of - _TOLD_BY_NOW, zone)
    services = make_services(sergeant)
    estate, partner = make_estates(sergeant, areas, places[made.ground[0].places[0].key], as_of, zone)
    everybody = {**members, PARTNER: partner}
    concerns = make_concerns(made.ground, made.postings, as_of, seed=seed)
    Concerns(sergeant.agency, everybody, areas, places, estate).fill(concerns, progress)
    make_fixes(members[made.postings[0].officer], partner, estate, as_of, zone)
    referrals = make_referrals(made.ground, made.postings, as_of, seed=seed)
    refer_all(members, areas, places, services, referrals)
    progress("Working on problems", 0, None)
    Problems(members, areas, made.postings, services, estate, lake, as_of, zone).fill(PROBLEMS)
    make_public(sergeant, members, areas, lake, as_of, progress)


def _approved(
    members: dict[str, Member],
    lake: Path,
    spoken: dict[str, tuple[str, ...]],
    as_of: date,
    seed: int,
    progress: Progress,
) -> tuple[list[Area], MadeProgram]:
    """The selection of the analyst, the areas that the sergeant approved out of it, and what happened there."""
    run = _selected(members["adeyemi"], lake, progress)
    chosen = chosen_areas(run.result)
    areas = [
        approve_area(
            members["okafor"],
            run,
            area["area_id"],
            name=area["name"],
            why=_WHY[number],
            promised_hours=Decimal(20),
            languages=spoken.get(area["district"], ()),
        )
        for number, area in enumerate(chosen)
    ]
    ground = [ground_area(area, found["place_ids"]) for area, found in zip(areas, chosen, strict=True)]
    return areas, make_program(ground, as_of, seed=seed)


def _selected(by: Member, lake: Path, progress: Progress) -> SelectionRun:
    asked: dict[str, Any] = {
        "top": 60,
        "months": 12,
        "as_of": None,
        "exploration": False,
        "forecasts": True,
        "max_walk_feet": 1_300,
        "max_places": 12,
        "seed": 0,
        "language": "en",
    }
    found = run_selection({"lake": str(lake), "agency": AGENCY, **asked}, progress)
    return _keep_run(by, asked, found)


@action
def _keep_run(by: Member, asked: dict[str, Any], found: dict[str, Any]) -> SelectionRun:
    run = SelectionRun.objects.create(
        agency=by.agency,
        started_by=by,
        settings=asked,
        state=Work.State.DONE,
        share_done=1.0,
        finished_at=datetime.now(UTC),
        result=found["result"],
        data=found["data"],
        map=found["map"],
        code_version=found["code_version"],
    )
    record("selection.begin", actor=by, about=run, details=asked)
    record("selection.run", actor=None, agency=by.agency, about=run, label=LABEL)
    return run


def _note_matters(members: dict[str, Member], places: Mapping[str, Place], made: MadeProgram) -> None:
    """The sealed note, and the doubt about one."""
    for note in made.notes:
        place = places[note.place]
        if note.sealed:
            kept = write_note(
                members[note.author], place, kind=note.kind, text=note.text, source=note.source, sealed=True
            )
            Note.objects.filter(pk=kept.pk).update(written_at=note.written_at)
        elif note.dispute:
            row = Note.objects.get(place=place, text=note.text, sealed=False)
            dispute_note(members[note.disputed_by], row, note.dispute)


def _midnight(day: date, member: Member) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(member.agency.zone))
