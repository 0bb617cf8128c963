"""Reply times in the office: as computed by hand, for the agency's own staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.models import Concern, ConcernKind
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/office/concerns/times"


def came(cast: Cast, area: Area, days_ago: float, *, answered: float | None = None, done: float | None = None) -> None:
    """A concern that came so many days ago and waited so many for its answer."""
    kind, _ = ConcernKind.objects.get_or_create(
        agency=area.agency, code="lights", defaults={"titles": {"en": "Lights"}}
    )
    arrived = datetime.now(UTC) - timedelta(days=days_ago)
    Concern.objects.create(
        agency=area.agency, area=area, kind=kind, channel=Concern.Channel.PAGE, arrived_at=arrived,
        state=Concern.State.DONE if done else Concern.State.OPEN,
        first_answer_at=arrived + timedelta(days=answered) if answered else None,
        done_at=arrived + timedelta(days=done) if done else None,
    )  # fmt: skip


def test_half_had_an_answer_after_the_days_counted_by_hand_and_who_waits_counts_as_waiting(cast: Cast) -> None:
    for days in (3, 4, 5):
        came(cast, cast.oak_creek, 100, answered=days, done=days + 10)
    came(cast, cast.oak_creek, 90)  # nobody answered: half of the four is reached by the second answer
    page = signed_in(cast.okafor).get(PAGE).content.decode()
    assert "<strong>4 days</strong> <span>until half have a first answer</span>" in page
    assert "<strong>14 days</strong> <span>until half are done" in page
    assert "3 of 4 concerns" in page
    assert "one waits 90 days" in page


def test_more_than_half_without_an_answer_is_said_and_no_number_stands_for_them(cast: Cast) -> None:
    came(cast, cast.oak_creek, 100, answered=1, done=2)
    came(cast, cast.oak_creek, 80)
    came(cast, cast.oak_creek, 70)
    assert "Not yet half" in signed_in(cast.rivera).get(PAGE).content.decode()


def test_concerns_older_than_a_year_and_those_of_another_agency_do_not_count(cast: Cast) -> None:
    came(cast, cast.oak_creek, 400, answered=300)
    page = signed_in(cast.harbor_sergeant).get(PAGE).content.decode()
    assert "No concern came in the last year." in page
    assert "Oak Creek" not in page
    assert "No concern came in the last year." in signed_in(cast.okafor).get(PAGE).content.decode()
