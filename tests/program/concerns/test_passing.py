"""A concern that is a service's matter: passed on in confirmed words, tried again, followed until it is fixed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.concerns.actions import let_concern_through
from commonbeat.program.concerns.models import Concern, ConcernKind, OutsideKey, Passing
from commonbeat.program.concerns.outside_keys import set_outside_key
from commonbeat.program.concerns.passing import in_trouble, pass_on, report_back, to_pass_on, try_again
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.program.concerns.sending import send_due
from commonbeat.program.publishing.models import Answer
from commonbeat.program.services.models import Service
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = "The light at the stairs is out."


class City:
    """A second server that speaks GeoReport, over a real socket."""

    def __init__(self) -> None:
        self.got: list[dict[str, str]] = []
        self.status, self.notes = "open", ""
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = {name: values[0] for name, values in parse_qs(body).items()}
                city.got.append(fields)
                if fields.get("api_key") != "city-key":
                    self.answer(403, [{"code": 403, "description": "no key"}])
                else:
                    self.answer(200, [{"token": "t-1"}])

            def do_GET(self) -> None:
                if self.path.startswith("/v2/tokens/t-1.json"):
                    self.answer(200, [{"token": "t-1", "service_request_id": 638344}])
                elif self.path.startswith("/v2/requests/638344.json"):
                    self.answer(
                        200, [{"service_request_id": 638344, "status": city.status, "status_notes": city.notes}]
                    )
                else:
                    self.answer(404, [])

            def answer(self, status: int, told: Any) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.handler = Handler
        self.port = 0

    def start(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self.handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def city() -> Iterator[City]:
    city = City()
    city.start()
    yield city
    city.stop()


def concern_for(cast: Cast, **said: Any) -> tuple[Concern, Service]:
    service = Service.objects.create(agency=cast.agency, code="street-lights", title="Street lights", **said)
    kind = ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light"}, service=service)
    saying = Saying(
        kind=kind, words="zebra-canary", area=cast.oak_creek, place=cast.oak_creek_apartments, reply_to="z@example.org"
    )
    raised = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE)
    return let_concern_through(cast.okafor, raised.concern), service


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def test_the_whole_way_by_open311_with_the_service_away_in_the_middle(cast: Cast, city: City) -> None:
    concern, service = concern_for(cast, open311_url=f"http://localhost:{city.port}/v2", open311_code="LAMP")
    set_outside_key(cast.okafor, service, "city-key")
    assert b"city-key" not in bytes(OutsideKey.objects.get().sealed)
    assert [each.pk for each in to_pass_on(cast.rivera)] == [concern.pk]
    pass_on(cast.rivera, concern, WORDS)
    assert not to_pass_on(cast.rivera).exists()
    city.stop()
    assert send_due(cast.agency.pk, in_hours(0.01)) == 1
    away = Passing.objects.get()
    assert (away.state, away.tries) == ("waiting", 1) and in_trouble(cast.okafor).get() == away
    assert send_due(cast.agency.pk, in_hours(0.02)) == 0  # not before its time
    city.start()
    send_due(cast.agency.pk, in_hours(1))
    assert city.got[0]["service_code"] == "LAMP" and city.got[0]["description"] == WORDS
    assert "zebra" not in str(city.got) and "z@example" not in str(city.got)
    assert (Passing.objects.get().state, Passing.objects.get().receipt) == ("sent", "t-1")
    send_due(cast.agency.pk, in_hours(3))
    assert (Passing.objects.get().state, Passing.objects.get().outside_id) == ("taken", "638344")
    send_due(cast.agency.pk, in_hours(5))
    city.notes = "A crew is on its way."
    send_due(cast.agency.pk, in_hours(7))
    city.status, city.notes = "closed", "The lamp is replaced."
    send_due(cast.agency.pk, in_hours(9))
    assert Passing.objects.get().state == "fixed" and Concern.objects.get().state == Concern.State.DONE
    told = [(each["kind"], each["words"]) for each in Answer.objects.get().steps]
    assert told[-3:] == [
        ("passed on", "Street lights"), ("told back", "A crew is on its way."), ("done", "The lamp is replaced."),
    ]  # fmt: skip
    assert len(city.got) == 1 and send_due(cast.agency.pk, in_hours(99)) == 0


def test_a_refusal_is_shown_and_sent_again_when_someone_says_so(cast: Cast, city: City) -> None:
    concern, service = concern_for(cast, open311_url=f"http://127.0.0.1:{city.port}/v2/", open311_code="LAMP")
    passing = pass_on(cast.rivera, concern, WORDS)
    send_due(cast.agency.pk, in_hours(0.01))
    refused = in_trouble(cast.okafor).get()
    assert (refused.state, refused.trouble) == ("refused", "The service answered 403.")
    assert not in_trouble(cast.harbor_sergeant).exists()
    set_outside_key(cast.okafor, service, "city-key")
    try_again(cast.rivera, passing)
    send_due(cast.agency.pk, in_hours(0.02))
    assert Passing.objects.get().state == "sent" and not in_trouble(cast.okafor).exists()


def test_by_mail_when_mail_is_set_up_and_staff_write_down_the_answer(cast: Cast) -> None:
    concern, _ = concern_for(cast, inbox="lights@alder-falls.example")
    passing = pass_on(cast.rivera, concern, WORDS)
    send_due(cast.agency.pk, in_hours(0.01))
    (sent,) = mail.outbox
    assert WORDS in sent.body and "zebra" not in sent.body and sent.to == ["lights@alder-falls.example"]
    report_back(cast.rivera, passing, "The lamp is replaced.", fixed=True)
    assert Concern.objects.get().state == Concern.State.DONE
    with pytest.raises(ValidationError):
        report_back(cast.rivera, passing, "Again.", fixed=True)


def test_without_mail_it_is_passed_on_by_hand(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    concern, _ = concern_for(cast, inbox="lights@alder-falls.example")
    assert pass_on(cast.rivera, concern, WORDS).way == Passing.Way.HAND
    assert send_due(cast.agency.pk, in_hours(1)) == 0


def test_only_whose_it_is_passes_on_in_words_that_name_nobody_to_a_safe_address(cast: Cast) -> None:
    concern, service = concern_for(cast, open311_url="http://city.example/v2")
    with pytest.raises(PermissionDenied):
        pass_on(cast.harbor_officer, concern, WORDS)
    with pytest.raises(PermissionDenied):
        set_outside_key(cast.harbor_sergeant, service, "key")
    with pytest.raises(ValidationError, match="https"):
        pass_on(cast.rivera, concern, WORDS)
    with pytest.raises(ValidationError):
        pass_on(cast.rivera, concern, "Call Dana Whitfield at (209) 555-0134.")
    assert not Passing.objects.exists()
