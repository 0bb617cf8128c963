"""The directory of services: addresses are safe ones, and a code is free again once its service closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.concerns.models import OutsideKey
from commonbeat.program.concerns.outside_keys import set_outside_key
from commonbeat.program.services.actions import add_service, change_service, close_service
from commonbeat.program.services.models import Service
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def lamps(cast: Cast, **said: object) -> Service:
    return add_service(cast.okafor, **({"code": "lamps", "title": "Street lights"} | said))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("open311_url", "http://city.example/v2"),
        ("open311_url", "https://user:word@city.example/v2"),
        ("open311_url", "ftp://city.example/v2"),
        ("form_url", "ftp://city.example/form"),
        ("form_url", "javascript:alert(1)"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(cast: Cast, name: str, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        lamps(cast, **{name: address})
    assert name in refused.value.error_dict
    present = lamps(cast)
    with pytest.raises(ValidationError):
        change_service(cast.okafor, present, **{name: address})


def test_a_server_on_the_same_machine_may_be_reached_in_the_clear(cast: Cast) -> None:
    assert lamps(cast, open311_url="http://127.0.0.1:8311/v2").pk


def test_a_code_is_taken_until_its_service_closes(cast: Cast) -> None:
    first = lamps(cast)
    with pytest.raises(ValidationError):
        lamps(cast)
    close_service(cast.okafor, first)
    assert lamps(cast).pk != first.pk


def test_the_outside_key_is_of_one_agency_alone(cast: Cast) -> None:
    service = lamps(cast)
    for member in (cast.rivera, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            set_outside_key(member, service, "quiet harbor")
    set_outside_key(cast.okafor, service, "quiet harbor")
    assert b"quiet harbor" not in bytes(OutsideKey.objects.get().sealed)


def test_what_a_service_does_names_nobody_who_works_there(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        lamps(cast, does="Ask for Maria Delgado.")
    assert "does" in refused.value.error_dict
    assert lamps(cast, does="Mends street lights within a week.").pk
