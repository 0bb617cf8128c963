"""The door of the service: a key opens one question of one agency, is shown once, and can be replaced."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.actions import let_concern_through
from commonbeat.program.concerns.models import Concern, ConcernKind, Passing
from commonbeat.program.concerns.passing import pass_on
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.program.referrals.actions import Referred, hear_back, refer, renew_link
from commonbeat.program.referrals.models import Referral
from commonbeat.program.referrals.queries import service_records
from commonbeat.program.referrals.service_door import answer_by_key, asked_by_key, key_of
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(cast: Cast) -> Service:
    return add_service(cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing", "food"])


@pytest.fixture
def made(cast: Cast, shelter: Service) -> Referred:
    return refer(cast.rivera, shelter, need="housing", area=cast.oak_creek, consent=True, language="es")


def test_a_key_asks_for_need_language_and_day_and_takes_the_answer(cast: Cast, made: Referred) -> None:
    key = key_of(made)
    asked = asked_by_key(key)
    assert asked is not None
    assert (asked.need, asked.language, asked.state) == ("Housing and rent", "es", "made")
    assert answer_by_key(key, "not reached")
    made.referral.refresh_from_db()
    first = made.referral.told_at
    assert answer_by_key(key, "reached")
    made.referral.refresh_from_db()
    assert (made.referral.state, made.referral.told_at) == (Referral.State.REACHED, first)
    assert AuditEvent.objects.filter(action="referral.hear", actor=None, agency=cast.agency).count() == 2
    with pytest.raises(ValidationError):
        answer_by_key(key, "made")


def test_a_key_of_one_agency_opens_nothing_of_another(cast: Cast, made: Referred) -> None:
    wrong = f"{cast.harbor_city.pk}-{made.secret}"
    assert asked_by_key(wrong) is None
    assert not answer_by_key(wrong, "reached")
    assert hear_back(cast.harbor_city, made.secret, "reached") is None


@given(st.text(max_size=60))
@example("")
@example("1-")
@example("0-" + "a" * 24)
@example("99999999999999999-" + "a" * 24)
@example("1-" + "a" * 24)
@example("1-" + "u" * 24)
@example("١-" + "a" * 24)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_is_no_key_opens_nothing(made: Referred, key: str) -> None:
    assert asked_by_key(key) is None
    assert not answer_by_key(key, "reached")


def test_a_key_may_be_typed_as_one_reads_it(made: Referred) -> None:
    key = key_of(made)
    assert re.fullmatch(r"\d+(-[0-9a-z]{4}){6}", key)
    mistaken = key.upper().replace("1", "l").replace("0", "O")
    number = str(made.referral.agency_id)
    written = [f" {key} ", key.upper(), key.replace("-", ""), key.replace("-", " "), number + mistaken[len(number) :]]
    assert [one for one in written if asked_by_key(one) is None] == []


def test_a_new_link_ends_the_first(cast: Cast, made: Referred) -> None:
    first = key_of(made)
    second = key_of(renew_link(cast.okafor, made.referral))
    assert asked_by_key(first) is None and not answer_by_key(first, "reached")
    assert asked_by_key(second) is not None
    assert AuditEvent.objects.filter(action="referral.link", actor=cast.okafor).count() == 1
    for member in (cast.adeyemi, cast.castellanos, cast.harbor_officer):
        with pytest.raises(PermissionDenied):
            renew_link(member, made.referral)


def test_a_referral_comes_from_a_place_and_a_visit_of_its_area(cast: Cast, shelter: Service) -> None:
    with pytest.raises(ValidationError, match="not in the area"):
        refer(cast.rivera, shelter, need="food", area=cast.oak_creek, place=cast.mill_street_shop, consent=True)
    there = Visit.objects.create(
        agency=cast.agency, area=cast.mill_street, officer=cast.rivera, began_at=datetime.now(UTC), minutes=9,
        kind="walked", entry=uuid4(),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="not in the area"):
        refer(cast.rivera, shelter, need="food", area=cast.oak_creek, visit=there, consent=True)


def test_the_code_that_is_shown_is_short_and_of_this_referral(made: Referred) -> None:
    code = made.referral.short_code
    assert len(code) == 9 and code.replace("-", "").lower() == str(made.referral.code)[:8]


def test_the_directory_tells_how_long_a_service_takes_to_fix_what_is_passed_on(cast: Cast) -> None:
    lamps = add_service(cast.okafor, code="lamps", title="Street lights")
    kind = ConcernKind.objects.create(agency=cast.agency, code="dark", titles={"en": "Dark"}, service=lamps)
    now = datetime.now(UTC)
    for state, passed, settled in (("fixed", 8, 6), ("fixed", 10, 6), ("taken", 20, None), ("refused", 9, 8)):
        saying = Saying(kind=kind, words="Dark stairs", area=cast.oak_creek)
        concern = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE).concern
        passing = pass_on(cast.rivera, let_concern_through(cast.okafor, concern), "Mend the lamp.")
        Passing.objects.filter(pk=passing.pk).update(
            state=state, passed_at=now - timedelta(days=passed),
            settled_at=None if settled is None else now - timedelta(days=settled),
        )  # fmt: skip
    (told,) = service_records(cast.rivera, now)
    assert (told.fixed.raised, told.fixed.answered) == (4, 2)
    assert told.fixed.median == pytest.approx(4.0)
    assert told.fixed.longest_open == pytest.approx(20.0)
    assert (told.referred, told.answers) == (0, [])
