"""Sessions begin anew at sign-in and end when they must (promise A3)."""

from __future__ import annotations

import pytest
from django.test import Client

from commonbeat.program.agencies.members import ResetReason, change_member, disable_member, enable_member, reset_factors
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.models import AuditEvent
from commonbeat.web import signed_in as clock
from tests.cast import PASSWORD, Cast, signed_in
from tests.web.signin.door import app_of, code, enter, say, say_code


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        import time

        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(clock, "time", fake)
    return fake


def opens(client: Client) -> bool:
    return client.get("/sign-in/me/").status_code == 200


def test_thirty_minutes_without_a_request_end_a_session(cast: Cast, moved: Clock) -> None:
    client = signed_in(cast.okafor)
    assert opens(client)
    moved.now += 29 * 60
    assert opens(client)
    moved.now += 30 * 60
    assert not opens(client)
    moved.now -= 30 * 60
    assert not opens(client), "an ended session does not come back"
    assert AuditEvent.objects.get(action="sign_out").details == {"why": "idle"}


def test_twelve_hours_end_a_session_however_busy(cast: Cast, moved: Clock) -> None:
    client = signed_in(cast.okafor)
    for _ in range(12 * 4 - 1):
        assert opens(client)
        moved.now += 15 * 60
    assert opens(client)
    moved.now += 15 * 60
    assert not opens(client)
    assert AuditEvent.objects.get(action="sign_out").details == {"why": "absolute"}


def test_what_the_page_asks_by_itself_keeps_no_session_alive(cast: Cast, moved: Clock) -> None:
    client = signed_in(cast.okafor)
    assert opens(client)
    for _ in range(6):
        moved.now += 5 * 60
        client.get("/sign-in/me/", headers={clock.BY_ITSELF: "1"})
    assert not opens(client)


def test_without_the_cjis_profile_a_session_rests_for_two_hours(cast: Cast, moved: Clock) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(cjis_profile=False)
    client = signed_in(cast.okafor)
    assert opens(client)
    moved.now += 119 * 60
    assert opens(client)
    moved.now += 120 * 60
    assert not opens(client)


def test_sign_in_makes_a_new_session(cast: Cast) -> None:
    app_of(cast.okafor)
    client = Client()
    client.get("/sign-in/")
    say(client, cast.okafor.email)
    before = client.cookies["commonbeat"].value
    say_code(client, code())
    after = client.cookies["commonbeat"].value
    assert before != after
    stranger = Client()
    stranger.cookies["commonbeat"] = before
    assert not opens(stranger)


def test_disabling_ends_sessions_at_once_and_enabling_revives_none(cast: Cast) -> None:
    client = signed_in(cast.okafor)
    assert opens(client)
    disable_member(cast.castellanos, cast.okafor)
    assert not opens(client)
    enable_member(cast.castellanos, cast.okafor)
    assert not opens(client)


def test_another_role_ends_sessions_at_once(cast: Cast) -> None:
    client = signed_in(cast.okafor)
    assert opens(client)
    change_member(
        cast.castellanos, cast.okafor, name=cast.okafor.name, roles=[Role.ANALYST], work_phone="", languages=[]
    )
    assert not opens(client)


def test_another_phone_number_ends_no_session(cast: Cast) -> None:
    client = signed_in(cast.okafor)
    assert opens(client)
    change_member(
        cast.castellanos, cast.okafor, name=cast.okafor.name, roles=[Role.SERGEANT], work_phone="555-0199", languages=[]
    )
    assert opens(client)


def test_taking_the_second_factor_away_ends_sessions(cast: Cast) -> None:
    app_of(cast.okafor)
    client = enter(cast.okafor)
    reset_factors(cast.castellanos, cast.okafor, ResetReason.LOST)
    assert not opens(client)
    assert AuditEvent.objects.get(action="member.reset_factors").details == {"reason": "lost", "factors": ["totp"]}


def test_another_password_ends_every_session(cast: Cast) -> None:
    app_of(cast.okafor)
    here, there = enter(cast.okafor, step=-1), enter(cast.okafor)
    new = "lantern seven harbor quiet"
    answer = here.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert not opens(here)
    assert not opens(there)
    assert say(Client(), cast.okafor.email, new)["Location"] == "/sign-in/code/"
    assert AuditEvent.objects.get(action="member.password").details == {"how": "change"}


def test_a_member_signs_out_everywhere_else(cast: Cast) -> None:
    app_of(cast.okafor)
    here, there = enter(cast.okafor, step=-1), enter(cast.okafor)
    assert here.post("/sign-in/me/sessions/end/").status_code == 302
    assert opens(here)
    assert not opens(there)


def test_signing_out_ends_the_session_and_is_recorded(cast: Cast) -> None:
    app_of(cast.okafor)
    client = enter(cast.okafor)
    kept = client.cookies["commonbeat"].value
    client.post("/sign-in/out/")
    thief = Client()
    thief.cookies["commonbeat"] = kept
    assert not opens(thief)
    assert AuditEvent.objects.get(action="sign_out").details == {"why": "sign-out"}


def test_cookies_are_kept_from_scripts_and_other_sites(cast: Cast) -> None:
    app_of(cast.okafor)
    cookie = enter(cast.okafor).cookies["commonbeat"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == "", "it ends with the browser"
    assert cookie["domain"] == ""
