"""Properties with a partner: Oak Creek Apartments with its manager, and others like it to compare it with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import hypot, inf
from typing import Final
from zoneinfo import ZoneInfo

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.partners.actions import accept_agreement, invite_partner, move_fix, open_estate, propose_fix
from commonbeat.program.partners.agreement import write_agreement
from commonbeat.program.partners.models import Agreement, Estate, Fix, Partnership
from commonbeat.program.places.models import Place, PlaceKind
from commonbeat.program.writer import writer

#: How many properties there are; a comparison needs five others.
ESTATES: Final = 7
_AGREEMENT: Final = (
    "We look after this place together.\n\n"
    "The department names an officer who comes back, answers within two working days, and says so when something "
    "cannot be done.\n\n"
    "The property keeps lights, doors, gates and parking in order, and says by when.\n\n"
    "Calls are looked at as totals of the place. Nobody asks who called. Nobody loses a home, is refused one, or is "
    "charged for having called or talked with the police."
)
#: What, whether the police or the city do it, due so many days ago, where it stands, done so many days ago.
_FIXES: Final = (
    ("Repair the two lamps over the rear lot", True, 120, Fix.State.CHECKED, 126),
    ("New closer for the gate on the east side", False, 95, Fix.State.CHECKED, 90),
    ("Mark the fire lane in red and number the parking spaces", False, 30, Fix.State.DONE, 12),
    ("Second dumpster pickup on Sunday evenings", True, 20, Fix.State.DONE, 22),
    ("Cut the hedge along the playground so that one sees through", False, -10, Fix.State.AGREED, None),
    ("Paint the crosswalk to the bus stop", True, -25, Fix.State.AGREED, None),
    ("Light for the stairs behind the laundry room", False, -40, Fix.State.PROPOSED, None),
    ("Cameras in the hallways", False, 60, Fix.State.DROPPED, None),
)
_DROPPED: Final = "Residents asked at the tenant meeting to try better light first."


def make_estates(
    sergeant: Member, areas: Sequence[Area], home: Place, as_of: date, zone: ZoneInfo
) -> tuple[Estate, Member]:
    """Seven complexes; the first is the partner's, who accepted the agreement some days after the invitation.

    Returns:
        The partner's property, and the partner.
    """
    return writer.run(lambda: _made(sergeant, areas, home, as_of, zone))


def make_fixes(officer: Member, partner: Member, estate: Estate, as_of: date, zone: ZoneInfo) -> dict[str, Fix]:
    """The fix list of both sides."""
    return writer.run(lambda: {fix.what: fix for fix in _fixes(officer, partner, estate, as_of, zone)})


def _made(sergeant: Member, areas: Sequence[Area], home: Place, as_of: date, zone: ZoneInfo) -> tuple[Estate, Member]:
    begun = datetime.combine(as_of - timedelta(days=320), time(10), zone)
    others = Place.objects.filter(agency=sergeant.agency, kind=PlaceKind.COMPLEX).exclude(pk=home.pk)
    chosen = [home, *others.order_by("-calls_last_year", "key")[: ESTATES - 1]]
    agreement = write_agreement(sergeant, _AGREEMENT)
    Agreement.objects.filter(pk=agreement.pk).update(written_at=begun - timedelta(days=3))
    estates = [
        open_estate(
            sergeant,
            place,
            areas[0] if place == home else _nearest(areas, place),
            title=place.label,
            kind=Estate.Kind.APARTMENTS,
            units=96 + 8 * (number * 5 % 7),
        )
        for number, place in enumerate(chosen)
    ]
    for number, estate in enumerate(estates):
        Estate.objects.filter(pk=estate.pk).update(opened_at=begun + timedelta(days=17 * number))
    invited = invite_partner(
        sergeant,
        estates[0],
        email="dana.whitfield@oak-creek.example",
        name="Dana Whitfield",
        title="property manager",
    )
    accepted = accept_agreement(invited.partner, invited, agreement.text, agreement.version)
    Partnership.objects.filter(pk=accepted.pk).update(
        invited_at=begun + timedelta(days=1), agreed_at=begun + timedelta(days=4)
    )
    if len(estates) > 1:
        waits = invite_partner(
            sergeant,
            estates[1],
            email="manager@second-partner.example",
            name="Teo Marsh",
            title="property manager",
        )
        Partnership.objects.filter(pk=waits.pk).update(
            invited_at=datetime.combine(as_of - timedelta(days=4), time(15), zone)
        )
    return estates[0], Member.objects.select_related("agency").get(pk=invited.partner_id)


def _fixes(officer: Member, partner: Member, estate: Estate, as_of: date, zone: ZoneInfo) -> list[Fix]:
    made = []
    for what, ours, due, state, done in _FIXES:
        doer, other = (officer, partner) if ours else (partner, officer)
        fix = propose_fix(
            other if state == Fix.State.PROPOSED else doer, estate, what, ours=ours, due_on=_day(as_of, due)
        )
        if state in (Fix.State.DONE, Fix.State.CHECKED):
            move_fix(doer, fix, Fix.State.DONE)
        if state == Fix.State.CHECKED:
            move_fix(other, fix, Fix.State.CHECKED)
        if state == Fix.State.DROPPED:
            move_fix(officer, fix, Fix.State.DROPPED, why=_DROPPED)
        noon = time(12)
        Fix.objects.filter(pk=fix.pk).update(
            made_at=datetime.combine(_day(as_of, max(due, 0) + 21), noon, zone),
            done_at=datetime.combine(_day(as_of, done), noon, zone) if done is not None else None,
        )
        made.append(fix)
    return made


def _day(as_of: date, ago: int) -> date:
    return as_of - timedelta(days=ago)


def _nearest(areas: Sequence[Area], place: Place) -> Area:
    def apart(area: Area) -> float:
        ends = (area.lon, area.lat, place.lon, place.lat)
        if any(one is None for one in ends):
            return inf
        east, north, to_east, to_north = (float(one or 0) for one in ends)
        return hypot(east - to_east, north - to_north)

    return min(areas, key=apart)
