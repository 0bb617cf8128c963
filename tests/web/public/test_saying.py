"""Raising a concern without an account, and following it by its word."""

from __future__ import annotations

import re

import pytest

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.concerns.actions import let_concern_through, settle_concern
from commonbeat.program.concerns.models import Concern, ReplyAddress
from commonbeat.web.public.limits import saying_by_address
from tests.cast import Cast
from tests.web.public.published import Resident, oak_creek

__all__ = ["oak_creek"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])
SAY, FOLLOW = "/alder-falls/oak-creek/say?lang=en", "/alder-falls/follow?lang=en"
SAID = {"kind": "light", "words": "Dark stairs behind number 12."}


def said(fields: dict[str, str] | None = None, path: str = SAY) -> str:
    answer = Resident().post(path, fields or SAID)
    assert answer.status_code == 200, answer.content
    found = re.search(r'<p class="word"[^>]*>([a-z-]+)</p>', answer.content.decode())
    assert found is not None
    assert answer["Cache-Control"] == "no-store"
    return found[1]


def test_a_concern_waits_in_the_queue_and_its_word_is_kept_nowhere(oak_creek: Cast) -> None:
    word = said(SAID | {"reply_to": "neighbor@mail.example"}, SAY.replace("lang=en", "lang=es&via=poster"))
    with agency_scope(oak_creek.agency.pk):
        concern = Concern.objects.get()
        assert (concern.state, concern.channel, concern.language) == ("queued", "poster", "es")
        assert (concern.area, concern.words) == (oak_creek.oak_creek, SAID["words"])
        assert b"neighbor" not in bytes(ReplyAddress.objects.get().sealed)
        event = AuditEvent.objects.get(action="concern.raise")
        assert word not in str(event.__dict__)
        assert "127.0.0.1" not in str(event.__dict__)


def test_whoever_holds_the_word_reads_each_step_and_opens_it_again(oak_creek: Cast) -> None:
    word = said()
    first = Resident().post(FOLLOW, {"word": word.upper().replace("-", " ")})
    assert "We have it." in first.content.decode()
    assert "It was not fixed" not in first.content.decode()
    with agency_scope(oak_creek.agency.pk):
        concern = let_concern_through(oak_creek.okafor, Concern.objects.get())
        settle_concern(oak_creek.rivera, concern, "The lamp works again.", done=True)
    done = Resident().post(FOLLOW, {"word": word}).content.decode()
    assert "The lamp works again." in done
    assert "It is done." in done
    again = Resident().post(FOLLOW, {"word": word, "reopen": "yes"}).content.decode()
    assert "Not fixed: open again" in again
    with agency_scope(oak_creek.agency.pk):
        assert (Concern.objects.get().state, Concern.objects.get().reopened) == ("open", 1)


def test_a_wrong_word_finds_nothing_and_guessing_is_slowed(oak_creek: Cast) -> None:
    answers = {Resident().post(FOLLOW, {"word": f"tamo-{n}"}).status_code for n in range(30)}
    assert answers == {404}
    slowed = Resident().post(FOLLOW, {"word": "tamo-riku"})
    assert slowed.status_code == 429
    assert 0 < int(slowed["Retry-After"]) <= 301


def test_more_than_ten_in_an_hour_from_one_address_wait(oak_creek: Cast) -> None:
    for _ in range(10):
        said()
    refused = Resident().post(SAY, SAID)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 3000
    with agency_scope(oak_creek.agency.pk):
        assert Concern.objects.count() == 10
    assert Resident(REMOTE_ADDR="203.0.113.9").post(SAY, SAID).status_code == 200


def test_an_area_takes_sixty_in_an_hour_from_all_together(oak_creek: Cast) -> None:
    statuses = [Resident(REMOTE_ADDR=f"203.0.113.{n}").post(SAY, SAID).status_code for n in range(62)]
    assert statuses == [200] * 60 + [429] * 2


def test_one_network_of_ipv6_is_one_address(oak_creek: Cast) -> None:
    for n in range(10):
        saying_by_address.add("2001:db8:1:2::/64")
        assert n < 10
    assert Resident(REMOTE_ADDR="2001:db8:1:2::7").post(SAY, SAID).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": ""},
    ],
)
def test_a_form_of_another_site_is_refused(oak_creek: Cast, headers: dict[str, str]) -> None:
    assert Resident().post(SAY, SAID, **headers).status_code == 403
    with agency_scope(oak_creek.agency.pk):
        assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"words": "No kind."}, 400),
        ({"kind": "none-such"}, 400),
        ({"kind": "light", "words": "a" * 2001}, 400),
        ({"kind": "light", "website": "https://spam.example"}, 400),
        ({"kind": "light", "words": "a" * 40_000}, 413),
    ],
)
def test_what_is_wrong_with_a_form_is_said(oak_creek: Cast, fields: dict[str, str], status: int) -> None:
    assert Resident().post(SAY, fields).status_code == status
    with agency_scope(oak_creek.agency.pk):
        assert not Concern.objects.exists()


def test_a_form_that_is_sent_twice_raises_one_concern(oak_creek: Cast) -> None:
    page = Resident().get(SAY).content.decode()
    mark = re.search(r'name="once" value="([^"]+)"', page)
    assert mark is not None
    said(SAID | {"once": mark[1]})
    assert Resident().post(SAY, SAID | {"once": mark[1]}).status_code == 409
    with agency_scope(oak_creek.agency.pk):
        assert Concern.objects.count() == 1
