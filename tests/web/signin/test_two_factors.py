"""No staff page opens with one factor, and a code opens once (promise A1)."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from commonbeat.program.agencies.roles import STAFF
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast
from tests.web.routes import routes
from tests.web.signin.door import SECRET, app_of, code, enter, say, say_code

STAFF_ROUTES = [route for route in routes() if route.roles and route.roles <= {str(role) for role in STAFF}]


def test_there_are_staff_pages_to_look_at() -> None:
    assert len(STAFF_ROUTES) >= 5


def test_a_password_alone_opens_no_staff_page(cast: Cast) -> None:
    client = Client()
    assert say(client, cast.okafor.email)["Location"] == "/"
    for route in STAFF_ROUTES:
        for method in ("get", "post"):
            answer = getattr(client, method)(route.filled(1))
            assert answer.status_code in (302, 401, 405), (route, answer.status_code)
            if answer.status_code == 302:
                assert answer["Location"] == "/sign-in/second-factor/", route


def test_half_way_through_opens_no_staff_page(cast: Cast) -> None:
    app_of(cast.okafor)
    client = Client()
    assert say(client, cast.okafor.email)["Location"] == "/sign-in/code/"
    for route in STAFF_ROUTES:
        answer = client.get(route.filled(1))
        assert answer.status_code in (302, 401, 405), (route, answer.status_code)
        assert answer.get("Location", "/sign-in/?next=").startswith("/sign-in/?next="), route


def test_password_and_code_open(cast: Cast) -> None:
    app_of(cast.okafor)
    assert enter(cast.okafor).get("/sign-in/me/").status_code == 200
    event = AuditEvent.objects.get(action="sign_in")
    assert (event.actor, event.outcome, event.details) == (cast.okafor, "done", {"factors": ["password", "totp"]})
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize("step", [0, -1])
def test_a_code_opens_once(cast: Cast, step: int) -> None:
    app_of(cast.okafor)
    used = code(step)
    first, second = Client(), Client()
    say(first, cast.okafor.email)
    assert say_code(first, used).status_code == 302
    say(second, cast.okafor.email)
    assert say_code(second, used).status_code == 200
    assert second.get("/office/").status_code == 302


def test_a_code_older_than_the_last_one_opens_nothing(cast: Cast) -> None:
    app_of(cast.okafor)
    older = code(-1)
    enter(cast.okafor)
    client = Client()
    say(client, cast.okafor.email)
    assert say_code(client, older).status_code == 200


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    app_of(cast.okafor)
    spare = Authenticator.objects.get(user=cast.okafor, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        say(client, cast.okafor.email)
        assert say_code(client, spare).status_code == expected


def test_the_first_sign_in_leads_to_a_second_factor_and_codes_shown_once(cast: Cast) -> None:
    client = Client()
    say(client, cast.okafor.email)
    assert client.get("/", follow=True).templates[0].name == "signin/second_factor.html"
    page = client.get("/sign-in/me/factors/app/add/")
    secret = page.context["form"].secret
    shown = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/sign-in/me/factors/app/add/", {"code": shown})
    assert answer["Location"] == "/sign-in/me/factors/codes/"
    codes = Authenticator.objects.get(user=cast.okafor, type="recovery_codes").wrap().get_unused_codes()
    once, again = client.get("/sign-in/me/factors/codes/"), client.get("/sign-in/me/factors/codes/")
    assert codes[0] in once.content.decode()
    assert codes[0] not in again.content.decode()
    assert client.get("/sign-in/me/").status_code == 200
    assert AuditEvent.objects.filter(action="factor.add", actor=cast.okafor, details={"factor": "app"}).exists()
    other = Client()
    say(other, cast.okafor.email)
    assert say_code(other, shown).status_code == 200, "the code that added the app opens nothing more"


def test_who_has_a_second_factor_cannot_add_another_with_the_password_alone(cast: Cast) -> None:
    client = Client()
    say(client, cast.okafor.email)
    app_of(cast.okafor)
    answer = client.get("/sign-in/me/factors/passkeys/add/")
    assert answer["Location"] == "/sign-in/"
    assert client.get("/sign-in/second-factor/")["Location"] == "/sign-in/"


def test_the_last_second_factor_stays(cast: Cast) -> None:
    app_of(cast.okafor)
    client = enter(cast.okafor)
    assert client.post("/sign-in/me/factors/app/remove/")["Location"] == "/sign-in/me/"
    assert Authenticator.objects.filter(user=cast.okafor, type="totp").exists()


def test_a_copy_of_the_database_has_no_secret_of_an_app_and_no_recovery_code(cast: Cast) -> None:
    app_of(cast.okafor)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    for spare in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes():
        assert spare not in kept
