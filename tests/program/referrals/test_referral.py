"""A referral is a need, a service and a place; the service says what became of it, and nobody is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.referrals.actions import Referred, hear_back, refer
from commonbeat.program.referrals.models import Referral
from commonbeat.program.referrals.queries import service_records
from commonbeat.program.services.actions import add_service, change_service, close_service
from commonbeat.program.services.models import Service
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter(cast: Cast) -> Service:
    return add_service(
        cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing", "food"], capacity=2
    )


def referred(cast: Cast, shelter: Service, **changed: object) -> Referred:
    said = {"need": "housing", "area": cast.oak_creek, "consent": True} | changed
    return refer(cast.rivera, shelter, **said)  # type: ignore[arg-type]


def test_without_consent_nothing_is_kept(cast: Cast, shelter: Service) -> None:
    with pytest.raises(ValidationError, match="without consent"):
        referred(cast, shelter, consent=False)
    assert not Referral.objects.exists()
    assert not AuditEvent.objects.filter(action="referral.make").exists()


def test_the_service_says_by_its_link_what_became_of_it(cast: Cast, shelter: Service) -> None:
    made = referred(cast, shelter)
    assert hear_back(cast.agency, "guessed", "reached") is None
    assert hear_back(cast.harbor_city, made.secret, "reached") is None
    with pytest.raises(ValidationError):
        hear_back(cast.agency, made.secret, "made")
    for _again in range(2):
        found = hear_back(cast.agency, made.secret, "reached")
    assert found is not None
    assert found.state == Referral.State.REACHED
    assert AuditEvent.objects.filter(action="referral.hear").count() == 1
    assert made.secret not in str(Referral.objects.values().get())


def test_a_service_takes_the_needs_it_says_and_nothing_once_it_closed(cast: Cast, shelter: Service) -> None:
    with pytest.raises(ValidationError, match="does not take"):
        referred(cast, shelter, need="legal")
    close_service(cast.okafor, shelter)
    shelter.refresh_from_db()
    with pytest.raises(ValidationError, match="does not take"):
        referred(cast, shelter)


def test_the_directory_shows_how_each_service_answers_and_whether_it_is_full(cast: Cast, shelter: Service) -> None:
    first = referred(cast, shelter)
    referred(cast, shelter)
    hear_back(cast.agency, first.secret, "not reached")
    (told,) = service_records(cast.rivera, datetime.now(UTC) + timedelta(days=1))
    assert (told.states["not reached"], told.states["made"], told.this_month, told.full) == (1, 1, 2, True)
    assert (told.reply.raised, told.reply.answered) == (2, 1)
    assert service_records(cast.harbor_officer, datetime.now(UTC)) == []


def test_only_those_who_keep_the_directory_change_it(cast: Cast, shelter: Service) -> None:
    for member in (cast.rivera, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            change_service(member, shelter, hours="Always")
    assert change_service(cast.okafor, shelter, hours="Monday to Friday").hours == "Monday to Friday"
    assert AuditEvent.objects.get(action="service.change").details == {"fields": ["hours"]}


def test_nobody_refers_over_the_line_between_agencies(cast: Cast, shelter: Service) -> None:
    with pytest.raises(PermissionDenied):
        refer(cast.harbor_officer, shelter, need="housing", area=cast.harbor_area, consent=True)
    with pytest.raises(PermissionDenied):
        refer(cast.rivera, shelter, need="housing", area=cast.harbor_area, consent=True)


def test_a_referral_has_no_room_for_a_person() -> None:
    names = {field.name for field in Referral._meta.get_fields()}
    assert not names & {"name", "birth", "phone", "email", "address", "notes", "text", "words"}
