"""The service's answer: no account, one question, what is no key is answered all alike, and tries are limited."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from commonbeat.program.referrals.actions import Referred, refer
from commonbeat.program.referrals.service_door import key_of
from commonbeat.program.services.actions import add_service
from commonbeat.web.answers.limits import ALL
from tests.cast import Cast, signed_in

HERE = "/answer/"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """No test leaves tries behind."""
    for limit in ALL:
        limit.clear()
    yield
    for limit in ALL:
        limit.clear()


@pytest.fixture
def made(cast: Cast) -> Referred:
    shelter = add_service(cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing"])
    return refer(
        cast.rivera, shelter, need="housing", area=cast.oak_creek, place=cast.oak_creek_apartments, consent=True,
        language="es",
    )  # fmt: skip


def words(content: bytes) -> str:
    """The page without the form's token."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", content.decode())


def test_a_service_answers_and_may_change_its_answer(made: Referred) -> None:
    stranger, key = Client(), key_of(made)
    assert "Type the key" in stranger.get(HERE).content.decode()
    page = stranger.post(HERE, {"key": f"  {key} "}).content.decode()
    assert "Housing and rent" in page and "Spanish" in page
    assert all(f">{answer}</button>" in page for answer in ("Reached", "Not reached", "Declined"))
    for state, said in (("not reached", "Not reached"), ("reached", "Reached")):
        page = stranger.post(HERE, {"key": key, "state": state}).content.decode()
        assert f"We have: {said}." in page
        made.referral.refresh_from_db()
        assert made.referral.state == state


def test_it_shows_need_language_and_day_and_nothing_else(cast: Cast, made: Referred) -> None:
    page = Client().post(HERE, {"key": key_of(made)}).content.decode()
    hidden = (
        "Oak Creek", "Rivera", "Alder Falls", "Harbor House", made.referral.short_code, str(made.referral.code),
    )  # fmt: skip
    assert [one for one in hidden if one in page] == []


def test_what_is_no_key_is_answered_all_alike(cast: Cast, made: Referred) -> None:
    pk = cast.agency.pk
    wrong = [
        f"{pk}-{'a' * 24}", f"{cast.harbor_city.pk}-{made.secret}", f"999999-{made.secret}", made.secret, "", "<b>",
        f"{pk}-{made.secret}a", "x" * 5_000,
    ]  # fmt: skip
    answers = [Client().post(HERE, {"key": key, **more}) for key in wrong for more in ({}, {"state": "reached"})]
    assert {one.status_code for one in answers} == {404}
    assert len({words(one.content) for one in answers}) == 1
    made.referral.refresh_from_db()
    assert made.referral.state == "made"


def test_what_is_no_answer_is_refused_and_nothing_is_kept(made: Referred) -> None:
    answer = Client().post(HERE, {"key": key_of(made), "state": "made"})
    assert answer.status_code == 422 and "Choose one of the answers." in answer.content.decode()
    made.referral.refresh_from_db()
    assert made.referral.told_at is None


def test_guessing_is_slowed_by_address(made: Referred) -> None:
    for _ in range(30):
        assert Client().post(HERE, {"key": "guess"}).status_code == 404
    slowed = Client().post(HERE, {"key": key_of(made)})
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="203.0.113.9").post(HERE, {"key": key_of(made)}).status_code == 200


def test_another_site_cannot_answer_for_a_service(made: Referred) -> None:
    assert Client(enforce_csrf_checks=True).post(HERE, {"key": key_of(made), "state": "reached"}).status_code == 403


def test_no_cookie_but_the_forms_own_and_no_page_is_kept(made: Referred) -> None:
    client = Client()
    for answer in (client.get(HERE), client.post(HERE, {"key": key_of(made), "state": "reached"})):
        assert set(answer.cookies) <= {"commonbeat-csrf"}
        assert answer.headers["Cache-Control"] == "no-store"
        assert key_of(made) not in str(answer.headers)


def test_somebody_who_is_signed_in_elsewhere_is_answered_the_same(cast: Cast, made: Referred) -> None:
    page = signed_in(cast.harbor_officer).post(HERE, {"key": key_of(made), "state": "declined"}).content.decode()
    assert "We have: Declined." in page and "Oak Creek" not in page
    made.referral.refresh_from_db()
    assert made.referral.state == "declined"
