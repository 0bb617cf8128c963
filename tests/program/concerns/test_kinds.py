"""The kinds of concern: who keeps them, what they are called, whose matter each is."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.kinds import (
    add_kind,
    add_usual_kinds,
    change_kind,
    close_kind,
    kinds_of,
    open_kind,
    open_kinds,
    title_languages,
)
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.concerns.usual_kinds import USUAL, usually_a_services
from commonbeat.program.publishing.models import PublicSite
from commonbeat.program.services.actions import add_service, close_service
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_every_usual_kind_has_a_title_in_english_spanish_and_arabic_and_its_own_code() -> None:
    assert all(set(one.titles) == {"en", "es", "ar"} and all(one.titles.values()) for one in USUAL)
    assert len({one.code for one in USUAL}) == len(USUAL)
    assert any(not one.services for one in USUAL)
    assert usually_a_services("dumping")
    assert not usually_a_services("unsafe")
    assert not usually_a_services("a kind of our own")


def test_the_usual_kinds_find_the_services_that_the_agency_keeps(cast: Cast) -> None:
    add_service(cast.okafor, code="public-works", title="Public Works")
    lamps = add_service(cast.okafor, code="lights", title="Street Lights")
    closed = add_service(cast.okafor, code="graffiti", title="Graffiti Crew")
    close_service(cast.okafor, closed)
    add_usual_kinds(cast.castellanos)
    of = {one.code: one.service.title if one.service else None for one in kinds_of(cast.okafor)}
    assert of["street-light"] == lamps.title, "its own service before the department that does everything"
    assert of["dumping"] == of["graffiti"] == "Public Works"
    assert of["unsafe"] is of["abandoned-car"] is None
    assert list(of) == [one.code for one in USUAL]


def test_the_usual_kinds_come_beside_ones_own_and_only_once(cast: Cast) -> None:
    own = ConcernKind.objects.create(agency=cast.agency, code="noise", titles={"en": "Loud music"})
    assert len(add_usual_kinds(cast.okafor)) == len(USUAL) - 1
    own.refresh_from_db()
    assert own.titles == {"en": "Loud music"}
    assert add_usual_kinds(cast.okafor) == []
    assert not ConcernKind.objects.filter(agency=cast.harbor_city).exists()


def test_sergeants_and_administrators_keep_them_and_nobody_else(cast: Cast) -> None:
    made = add_kind(cast.castellanos, titles={"en": "Broken gate"})
    for member in (cast.rivera, cast.adeyemi, cast.tran, cast.moreau):
        with pytest.raises(PermissionDenied):
            add_kind(member, titles={"en": "Something"})
        with pytest.raises(PermissionDenied):
            close_kind(member, made)
    for write in (close_kind, open_kind):
        with pytest.raises(PermissionDenied):
            write(cast.harbor_sergeant, made)
    with pytest.raises(PermissionDenied):
        change_kind(cast.harbor_sergeant, made, titles={"en": "Theirs"}, service=None, order=1)


def test_codes_are_made_of_titles_and_never_the_same(cast: Cast) -> None:
    assert add_kind(cast.okafor, titles={"en": "Broken gate"}).code == "broken-gate"
    assert add_kind(cast.okafor, titles={"en": "Broken gate!"}).code == "broken-gate-2"
    assert add_kind(cast.okafor, titles={"ar": "بوابة"}).code == "kind"
    assert add_kind(cast.okafor, titles={"ar": "شجرة"}).code == "kind-2"


def test_a_title_is_given_once_and_is_short(cast: Cast) -> None:
    made = add_kind(cast.okafor, titles={"en": " Broken gate ", "es": ""})
    assert made.titles == {"en": "Broken gate"}
    for titles in ({}, {"en": "  "}, {"en": "x" * 81}, {"en": "broken GATE"}):
        with pytest.raises(ValidationError):
            add_kind(cast.okafor, titles=titles)
    assert change_kind(cast.okafor, made, titles={"en": "broken gate"}, service=None, order=3).order == 3


def test_a_matter_belongs_to_an_open_service_of_the_agency(cast: Cast) -> None:
    theirs = add_service(cast.harbor_sergeant, code="lamps", title="Harbor Lamps")
    lamps = add_service(cast.okafor, code="lamps", title="Street Lights")
    made = add_kind(cast.okafor, titles={"en": "A light is out"}, service=lamps)
    close_service(cast.okafor, lamps)
    lamps.refresh_from_db()
    for wrong in (theirs, lamps):
        with pytest.raises(ValidationError, match="open"):
            add_kind(cast.okafor, titles={"en": "Another"}, service=wrong)
    kept = change_kind(cast.okafor, made, titles={"en": "A lamp is out"}, service=lamps, order=2)
    assert kept.service == lamps, "what it had stays until somebody chooses another"


def test_a_closed_kind_is_not_offered_and_the_log_holds_no_title(cast: Cast) -> None:
    made = add_kind(cast.okafor, titles={"en": "Zebra gate"})
    close_kind(cast.okafor, made)
    assert made not in open_kinds(cast.okafor)
    assert made in kinds_of(cast.okafor)
    open_kind(cast.okafor, made)
    assert made in open_kinds(cast.okafor)
    assert "zebra" not in str(list(AuditEvent.objects.values())).casefold()


def test_titles_are_asked_for_in_the_agencys_languages_and_its_sites(cast: Cast) -> None:
    PublicSite.objects.create(agency=cast.agency, title="Alder Falls", slug="alder", languages=["en", "ar"])
    assert title_languages(cast.okafor) == ["en", "es", "ar"]
    assert title_languages(cast.harbor_sergeant) == ["en"]
