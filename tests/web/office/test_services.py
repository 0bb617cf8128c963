"""The directory of services: everyone of staff reads it, three roles keep it, and a key is never shown again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.concerns.models import OutsideKey
from commonbeat.program.referrals.actions import hear_back, refer
from commonbeat.program.referrals.models import Referral
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from tests.cast import Cast, signed_in

SAID = {
    "title": "Harbor House",
    "kind": "help",
    "does": "Rooms for a night, and help with rent.",
    "hours": "Every day, 8 to 8",
    "languages": ["en", "es"],
    "needs": ["housing", "food"],
    "desk": "555-0141",
    "reply_days": "3",
    "capacity": "4",
    "form_url": "https://harbor-house.example/form",
}


@pytest.fixture
def commander(cast: Cast) -> Member:
    return Member.objects.create_member(cast.agency, "halloran@alder-falls.example", "Bea Halloran", [Role.COMMANDER])


@pytest.fixture
def shelter(cast: Cast) -> Service:
    return add_service(
        cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing", "food"], capacity=2,
        hours="Every day, 8 to 8", languages=["en", "es"], desk="555-0141",
    )  # fmt: skip


def page(cast: Cast, by: Member) -> str:
    return signed_in(by).get("/office/services/").content.decode()


def test_everyone_of_staff_reads_it_and_three_roles_change_it(cast: Cast, commander: Member, shelter: Service) -> None:
    everyone = (cast.rivera, cast.okafor, cast.adeyemi, cast.tran, cast.moreau, cast.castellanos, commander)
    for member in everyone:
        client = signed_in(member)
        said = client.get("/office/services/").content.decode()
        assert "Harbor House" in said and "Every day, 8 to 8" in said and "Housing and rent" in said
        keeps = member in (cast.okafor, cast.castellanos, commander)
        assert ("Add a service" in said) is keeps, member.name
        for address in ("new", str(shelter.pk)):
            assert client.get(f"/office/services/{address}").status_code == (200 if keeps else 404)
        for step in ("close", "key"):
            if not keeps:
                assert client.post(f"/office/services/{shelter.pk}/{step}").status_code == 404
    assert Service.objects.get().closed_at is None


def test_an_empty_directory_says_how_to_begin(cast: Cast) -> None:
    assert "No service is in the directory yet." in page(cast, cast.okafor)


def test_a_sergeant_adds_changes_and_closes_a_service(cast: Cast) -> None:
    sergeant = signed_in(cast.okafor)
    refused = sergeant.post("/office/services/new", SAID | {"title": "", "open311_url": "http://city.example"})
    assert refused.status_code == 422 and 'id="id_title_error"' in refused.content.decode()
    refused = sergeant.post("/office/services/new", SAID | {"open311_url": "http://city.example"})
    assert refused.status_code == 422 and "must begin with https" in refused.content.decode()
    assert sergeant.post("/office/services/new", SAID).status_code == 302
    made = Service.objects.get()
    assert (made.code, made.needs, made.languages, made.capacity) == (
        "harbor-house",
        ["housing", "food"],
        ["en", "es"],
        4,
    )
    assert sergeant.post("/office/services/new", SAID).status_code == 302
    assert set(Service.objects.values_list("code", flat=True)) == {"harbor-house", "harbor-house-2"}
    changed = SAID | {"hours": "Every day", "capacity": ""}
    assert sergeant.post(f"/office/services/{made.pk}", changed).status_code == 302
    made.refresh_from_db()
    assert (made.hours, made.capacity, made.code) == ("Every day", None, "harbor-house")
    assert sergeant.post(f"/office/services/{made.pk}/close").status_code == 302
    assert sergeant.get(f"/office/services/{made.pk}").status_code == 404


def test_a_key_is_kept_replaced_and_taken_away_and_never_shown(cast: Cast, shelter: Service) -> None:
    administrator, there = signed_in(cast.castellanos), f"/office/services/{shelter.pk}"
    assert "No key is kept." in administrator.get(there).content.decode()
    assert administrator.post(f"{there}/key", {"key": ""}).status_code == 422
    for key in ("quiet harbor lantern", "another lantern"):
        kept = administrator.post(f"{there}/key", {"key": key}, follow=True).content.decode()
        assert "A key is kept." in kept and key not in kept
    assert key not in page(cast, cast.okafor)
    assert OutsideKey.objects.count() == 1
    administrator.post(f"{there}/key", {"remove": "yes"})
    assert not OutsideKey.objects.exists()


def test_each_service_shows_how_it_answers_and_what_it_can_take(cast: Cast, shelter: Service) -> None:
    made = [refer(cast.rivera, shelter, need="housing", area=cast.oak_creek, consent=True) for _ in range(3)]
    long_ago = datetime.now(UTC) - timedelta(days=40)
    Referral.objects.filter(pk=made[0].referral.pk).update(made_at=long_ago)
    hear_back(cast.agency, made[0].secret, "reached")
    Referral.objects.filter(pk=made[0].referral.pk).update(told_at=long_ago + timedelta(days=2.5))
    hear_back(cast.agency, made[1].secret, "declined")
    said = page(cast, cast.rivera)
    assert "days until half had an answer, of 3 referrals" in said
    assert "2 of 2 referrals it can take in a month" in said and "full this month" in said
    for words, percent in (("No word yet", 33), ("Reached", 33), ("Not reached", 0), ("Declined", 33)):
        row = said.split(f'<th scope="row">{words}</th>')[1].split("</tr>")[0]
        assert f">{percent}%<" in row
    assert "Rivera" not in said.partition("<main")[2]


def test_the_list_narrows_to_a_need(cast: Cast, shelter: Service) -> None:
    client = signed_in(cast.rivera)
    assert "Harbor House" in client.get("/office/services/?need=food").content.decode()
    assert "No service takes this need yet" in client.get("/office/services/?need=legal").content.decode()
    assert client.get("/office/services/?need=<b>").status_code == 200


def test_harbor_city_sees_nothing_of_it(cast: Cast, shelter: Service) -> None:
    sergeant = signed_in(cast.harbor_sergeant)
    assert "Harbor House" not in sergeant.get("/office/services/").content.decode()
    for path in (f"/office/services/{shelter.pk}", "/office/services/999999"):
        assert sergeant.get(path).status_code == 404
    for step in ("close", "key"):
        assert sergeant.post(f"/office/services/{shelter.pk}/{step}", {"key": "x"}).status_code == 404
    shelter.refresh_from_db()
    assert shelter.closed_at is None and not OutsideKey.objects.exists()
