"""Publishing: only what was seen, only by who may, said once and for all; and the rows behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.intake.lake import Lake
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.places.models import Place
from commonbeat.program.publishing.actions import publish, set_up_site, take_off_line, withdraw, write_line
from commonbeat.program.publishing.cards import agree_card, shown_without_consent, take_back_card
from commonbeat.program.publishing.content import Counted, composed, read_lake
from commonbeat.program.publishing.models import PublicLine, PublicSite, PublishedCell, Release
from commonbeat.program.publishing.queries import differences, not_told_yet, releases_to_look_at_again
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 15, 18, tzinfo=UTC)


def published(by: Member, area: Area, counted: Counted, now: datetime = NOW) -> Release:
    return publish(by, area, counted, composed(area, counted, now).seen, now)


def counted(calls: dict[tuple[str, int], int], *, category: str = "disorder", upto: int = 6) -> Counted:
    """Community calls by place and month of 2025."""
    months = tuple(range(12 * 2025, 12 * 2025 + upto))
    return Counted(CallKinds(months, {(p, 12 * 2025 + m, "community", category): n for (p, m), n in calls.items()}), ())


def quarters(release: Release) -> list[int | None]:
    return [cell["calls"] for cell in release.content["calls"][0]["quarters"]]


def test_a_commander_and_a_sergeant_publish_and_nobody_else(cast: Cast, site: PublicSite, halloran: Member) -> None:
    for member in (cast.rivera, cast.adeyemi, cast.castellanos, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            published(member, cast.oak_creek, Counted(CallKinds(()), ()))
    assert published(cast.okafor, cast.oak_creek, Counted(CallKinds(()), ())).number == 1
    assert published(halloran, cast.oak_creek, Counted(CallKinds(()), ())).number == 2
    assert [one.state for one in Release.objects.order_by("number")] == ["replaced", "live"]
    assert AuditEvent.objects.filter(action="release.publish").count() == 2


def test_what_was_not_previewed_is_not_published(cast: Cast, site: PublicSite) -> None:
    nothing = Counted(CallKinds(()), ())
    seen = composed(cast.oak_creek, nothing, NOW).seen
    write_line(cast.okafor, cast.oak_creek, "did", "The gate closes again.")
    with pytest.raises(ValidationError, match="Something changed"):
        publish(cast.okafor, cast.oak_creek, nothing, seen, NOW)
    assert not Release.objects.exists() and not PublishedCell.objects.exists()


def test_late_records_change_nothing_that_was_shown(cast: Cast, site: PublicSite) -> None:
    first = published(cast.okafor, cast.oak_creek, counted({("oak-creek", 0): 21, ("oak-creek", 3): 4}))
    late = counted({("oak-creek", 0): 24, ("oak-creek", 3): 14, ("oak-creek", 7): 31}, upto=9)
    second = published(cast.okafor, cast.oak_creek, late)
    assert quarters(first) == [20, None]
    assert quarters(second) == [20, None, 30]  # the second quarter was withheld, and stays so
    assert PublishedCell.objects.filter(release=second, label__startswith="2025-Q").count() == 1


def test_an_area_drawn_anew_keeps_its_outline_in_years_that_were_shown(cast: Cast, site: PublicSite) -> None:
    calls = {("oak-creek", 0): 21, ("mill-street", 0): 3, ("mill-street", 3): 40, ("oak-creek", 3): 30}
    published(cast.okafor, cast.oak_creek, counted(calls, upto=3))
    AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=cast.mill_street_shop)
    again = published(cast.okafor, cast.oak_creek, counted(calls))
    assert quarters(again) == [20, 30]  # not 70: Mill Street is not in it
    assert again.content["calls"][0]["earlier_outline"]


def test_an_area_that_overlaps_one_that_was_shown_waits(cast: Cast, site: PublicSite) -> None:
    calls = {("oak-creek", 0): 21, ("mill-street", 0): 13}
    published(cast.okafor, cast.oak_creek, counted(calls))
    AreaPlace.objects.create(agency=cast.agency, area=cast.mill_street, place=cast.oak_creek_apartments)
    other = published(cast.okafor, cast.mill_street, counted(calls))
    assert other.content["calls"][0] | {"kinds": []} == {
        "year": 2025, "counted": False, "earlier_outline": False, "quarters": [], "officer": [], "kinds": [],
    }  # fmt: skip


def test_a_withdrawn_release_stays_said(cast: Cast, site: PublicSite) -> None:
    release = published(cast.okafor, cast.oak_creek, counted({("oak-creek", 0): 21}))
    with pytest.raises(ValidationError):
        withdraw(cast.okafor, release, " ")
    withdraw(cast.okafor, release, "A wrong import was in it.")
    with pytest.raises(ValidationError, match="not on the public site"):
        withdraw(cast.okafor, release, "Once more.")
    again = published(cast.okafor, cast.oak_creek, counted({("oak-creek", 0): 24}))
    assert quarters(again) == [20, None] and again.number == 2


def test_a_release_through_the_lake_is_what_was_previewed(
    cast: Cast, site: PublicSite, lake: Lake, busiest: list[Place]
) -> None:
    read = read_lake(cast.oak_creek, lake)
    made = composed(cast.oak_creek, read, NOW)
    release = publish(cast.okafor, cast.oak_creek, read, made.seen, NOW)
    assert release.content == made.content
    assert PublishedCell.objects.filter(release=release).count() == sum(len(year.fresh) for year in made.years) > 20
    assert composed(cast.oak_creek, read, NOW).content == made.content


def test_a_quarter_later_the_sergeant_is_asked_to_look_again(cast: Cast, site: PublicSite) -> None:
    release = published(cast.okafor, cast.oak_creek, Counted(CallKinds(()), ()))
    assert release.review_by == date(2026, 10, 15) + timedelta(days=90)
    assert not releases_to_look_at_again(cast.okafor, date(2027, 1, 12)).exists()
    assert releases_to_look_at_again(cast.okafor, date(2027, 1, 13)).get() == release


def test_a_live_page_that_names_somebody_who_took_the_card_back_is_pointed_out(cast: Cast, site: PublicSite) -> None:
    agree_card(cast.rivera, {"en": "I walk here."}, phone_shown=True)
    release = published(cast.okafor, cast.oak_creek, Counted(CallKinds(()), ()))
    assert shown_without_consent(cast.okafor) == []
    take_back_card(cast.rivera)
    assert shown_without_consent(cast.okafor) == [release]
    published(cast.okafor, cast.oak_creek, Counted(CallKinds(()), ()))
    assert shown_without_consent(cast.okafor) == []


def test_a_line_names_nobody_and_belongs_to_its_area(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        write_line(cast.okafor, cast.oak_creek, "did", "We spoke with Maria Gonzalez, born 03/14/1988.")
    with pytest.raises(ValidationError):
        write_line(cast.okafor, cast.oak_creek, "meeting", "Coffee with your officers")
    with pytest.raises(PermissionDenied):
        write_line(cast.rivera, cast.oak_creek, "did", "The gate closes again.")
    line = write_line(cast.okafor, cast.oak_creek, "meeting", "Coffee with your officers", on=date(2026, 11, 3))
    take_off_line(cast.okafor, line)
    assert not PublicLine.objects.filter(taken_off_at=None).exists()
    assert not any(not_told_yet(cast.okafor, cast.oak_creek).values())


def test_the_address_stays_once_people_know_it(cast: Cast, site: PublicSite) -> None:
    def change(slug: str) -> PublicSite:
        return set_up_site(cast.okafor, title="Alder Falls", slug=slug, languages=["en"], words={})

    assert change("alder").slug == "alder"
    published(cast.okafor, cast.oak_creek, Counted(CallKinds(()), ()))
    with pytest.raises(ValidationError):
        change("falls")
    with pytest.raises(PermissionDenied):
        set_up_site(cast.rivera, title="Alder Falls", slug="alder", languages=["en"], words={})


def test_what_changes_is_said_part_by_part() -> None:
    before = {"did": [1, 2], "reply": {"days": 1}, "heard": [5]}
    after = {"did": [2, 3, 4], "reply": {"days": 2}, "heard": [5]}
    assert differences(before, after) == {"did": {"added": 2, "removed": 1}, "reply": {"added": 0, "removed": 0}}
