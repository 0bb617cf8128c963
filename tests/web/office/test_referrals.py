"""A referral from need to answer: by consent, without a person, and with a link that is read once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.referrals.actions import hear_back, refer
from commonbeat.program.referrals.models import Referral
from commonbeat.program.referrals.service_door import asked_by_key
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit
from tests.cast import Cast, signed_in

NEW = "/office/referrals/new"
KEY = re.compile(r"#(\d+(?:-[0-9a-z]{4}){6})")


@pytest.fixture
def shelter(cast: Cast) -> Service:
    return add_service(
        cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing", "food"],
        hours="Every day, 8 to 8", languages=["en", "es"], form_url="https://harbor-house.example/form",
        inbox="desk@harbor-house.example", reply_days=3,
    )  # fmt: skip


def told(cast: Cast, shelter: Service, **changed: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "need": "housing",
        "area": cast.oak_creek.pk,
        "service": shelter.pk,
        "language": "es",
        "consent": "on",
    }
    return {name: value for name, value in (said | changed).items() if value is not None}


def test_officers_sergeants_and_commanders_refer_and_nobody_else(cast: Cast, shelter: Service) -> None:
    email = "halloran@alder-falls.example"
    commander = Member.objects.create_member(cast.agency, email, "Bea Halloran", [Role.COMMANDER])
    made = refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True).referral
    for member in (cast.rivera, cast.okafor, commander):
        assert signed_in(member).get("/office/referrals/").status_code == 200
        assert signed_in(member).get(NEW).status_code == 200
    for member in (cast.adeyemi, cast.tran, cast.moreau, cast.castellanos):
        client = signed_in(member)
        missing = without_token(client.get("/office/no-such-page").content)
        for path in ("/office/referrals/", NEW):
            answer = client.get(path)
            assert (answer.status_code, without_token(answer.content)) == (404, missing)
        assert client.post(f"/office/referrals/{made.pk}/link").status_code == 404


def without_token(content: bytes) -> bytes:
    """The page without the form's token and the address itself."""
    return re.sub(rb'((?:csrfmiddlewaretoken|next)" value=")[^"]*', rb"\1", content)


def test_a_need_leads_to_the_services_that_take_it(cast: Cast, shelter: Service) -> None:
    add_service(cast.okafor, code="legal-aid", title="Legal Aid", kind="help", needs=["legal"])
    officer = signed_in(cast.rivera)
    first = officer.get(NEW).content.decode()
    assert "this page has no field for it" in first
    page = officer.get(NEW, {"need": "housing", "area": str(cast.oak_creek.pk)}).content.decode()
    assert "Harbor House" in page and "Every day, 8 to 8" in page and "Spanish" in page and "Legal Aid" not in page
    assert "says it answers in 3 days" in page and "They agreed to this referral." in page
    assert not re.search(r'<(?:input type="(?:text|tel|email)"|textarea)', page.partition("<main")[2])
    none = officer.get(NEW, {"need": "work", "area": str(cast.oak_creek.pk)}).content.decode()
    assert "No service in the directory takes this need yet" in none


def test_without_consent_nothing_is_made(cast: Cast, shelter: Service) -> None:
    refused = signed_in(cast.rivera).post(NEW, told(cast, shelter, consent=None))
    assert refused.status_code == 422
    assert "There is no referral without consent." in refused.content.decode()
    assert 'id="id_consent_error"' in refused.content.decode()
    assert not Referral.objects.exists()


def test_a_referral_is_made_and_its_link_is_shown_this_once(cast: Cast, shelter: Service) -> None:
    visit = Visit.objects.create(
        agency=cast.agency, area=cast.oak_creek, officer=cast.rivera, began_at=datetime.now(UTC) - timedelta(hours=1),
        minutes=20, kind="walked", entry=uuid4(), place=cast.oak_creek_apartments,
    )  # fmt: skip
    officer = signed_in(cast.rivera)
    mark = re.search(r'name="once" value="([^"]+)"', officer.get(NEW, told(cast, shelter)).content.decode())
    assert mark is not None
    said = told(cast, shelter, place=cast.oak_creek_apartments.pk, visit=visit.pk, once=mark[1])
    answer = officer.post(NEW, said)
    page = answer.content.decode()
    made = Referral.objects.get()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert (made.place, made.visit, made.language, made.made_by) == (
        cast.oak_creek_apartments, visit, "es", cast.rivera
    )  # fmt: skip
    assert made.short_code in page and "https://harbor-house.example/form" in page
    assert "mailto:desk%40harbor-house.example" in page
    key = KEY.search(page)
    assert key is not None
    assert asked_by_key(key[1]) is not None
    again = officer.post(NEW, said, follow=True).content.decode()
    assert Referral.objects.count() == 1 and "was made before" in again and key[1] not in again
    assert key[1] not in officer.get("/office/referrals/").content.decode()
    assert key[1] not in str(dict(officer.session))


def test_no_address_that_reaches_a_server_or_a_log_holds_the_secret(
    cast: Cast, shelter: Service, caplog: pytest.LogCaptureFixture
) -> None:
    page = signed_in(cast.rivera).post(NEW, told(cast, shelter)).content.decode()
    key = KEY.search(page)
    assert key is not None
    for link in re.findall(r'(?:href|action|src)="([^"]*)"', page):
        if not link.startswith("mailto:"):
            assert key[1] not in link.partition("#")[0]
    assert key[1] not in caplog.text


def test_a_place_asked_for_brings_its_area(cast: Cast, shelter: Service) -> None:
    page = (
        signed_in(cast.rivera).get(NEW, {"need": "food", "place": str(cast.oak_creek_apartments.pk)}).content.decode()
    )
    assert "From Oak Creek." in page and f'value="{cast.oak_creek_apartments.pk}" selected' in page


def test_the_list_says_what_the_service_says_and_how_long_the_others_wait(cast: Cast, shelter: Service) -> None:
    made = [refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True) for _ in range(3)]
    Referral.objects.filter(pk=made[0].referral.pk).update(made_at=datetime.now(UTC) - timedelta(days=9))
    hear_back(cast.agency, made[1].secret, "not reached")
    client = signed_in(cast.lindqvist)
    page = client.get("/office/referrals/").content.decode()
    assert "2</span> <span>referrals have no word yet" in page
    assert "1 longer than the service said it would take" in page
    rows = [page.index(one.referral.short_code) for one in made]
    assert rows[0] < rows[2] < rows[1], "the longest waits stand on top"
    only = client.get("/office/referrals/?state=not+reached").content.decode()
    assert made[1].referral.short_code in only and made[0].referral.short_code not in only
    assert "Rivera" not in page.partition("<main")[2]


def test_a_lost_link_is_made_again(cast: Cast, shelter: Service) -> None:
    made = refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True)
    page = signed_in(cast.okafor).post(f"/office/referrals/{made.referral.pk}/link").content.decode()
    key = KEY.search(page)
    assert key is not None and asked_by_key(key[1]) is not None
    assert asked_by_key(f"{cast.agency.pk}-{made.secret}") is None


@pytest.mark.parametrize("name", ["service", "place", "visit", "area"])
def test_what_is_another_agencys_cannot_be_chosen(cast: Cast, shelter: Service, name: str) -> None:
    theirs = {
        "service": add_service(cast.harbor_sergeant, code="pier", title="Pier Help", kind="help", needs=["housing"]),
        "place": cast.harbor_place,
        "visit": Visit.objects.create(
            agency=cast.harbor_city, area=cast.harbor_area, officer=cast.harbor_officer, began_at=datetime.now(UTC),
            minutes=5, kind="walked", entry=uuid4(),
        ),
        "area": cast.harbor_area,
    }  # fmt: skip
    officer = signed_in(cast.rivera)
    answers = [officer.post(NEW, told(cast, shelter, **{name: pk})) for pk in (theirs[name].pk, 999_999)]
    assert [one.status_code for one in answers] == [422, 422]
    assert "Pier" not in answers[0].content.decode()
    assert not Referral.objects.exists()


def test_harbor_city_sees_no_referral(cast: Cast, shelter: Service) -> None:
    made = refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True).referral
    officer = signed_in(cast.harbor_officer)
    assert made.short_code not in officer.get("/office/referrals/").content.decode()
    assert officer.post(f"/office/referrals/{made.pk}/link").status_code == 404
