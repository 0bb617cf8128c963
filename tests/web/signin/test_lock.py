"""Five wrong tries lock the password, and only the password (promise A2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commonbeat.program.agencies import sign_ins
from commonbeat.program.agencies.members import release_lock
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast
from tests.web.signin.door import app_of, code, say, say_code


def is_locked(member: Member) -> bool:
    member.refresh_from_db()
    return member.locked_at is not None


def wrong(member: Member, number: int) -> None:
    for place in range(number):
        say(Client(REMOTE_ADDR=f"198.51.100.{place}"), member.email, "not the password at all")


def test_five_wrong_passwords_from_five_addresses_lock(cast: Cast) -> None:
    wrong(cast.okafor, 4)
    assert not is_locked(cast.okafor)
    wrong(cast.okafor, 1)
    assert is_locked(cast.okafor)
    assert AuditEvent.objects.filter(action="member.lock", object_id=str(cast.okafor.pk)).count() == 1


def test_locked_the_right_password_opens_nothing_and_says_nothing_else(cast: Cast) -> None:
    app_of(cast.okafor)
    before = say(Client(), cast.okafor.email, "not the password at all").content
    wrong(cast.okafor, 4)
    answer = say(Client(), cast.okafor.email)
    assert answer.status_code == 200
    assert len(answer.content) == len(before)


def test_an_administrator_releases(cast: Cast) -> None:
    app_of(cast.okafor)
    wrong(cast.okafor, 5)
    cast.okafor.refresh_from_db()
    release_lock(cast.castellanos, cast.okafor)
    assert say(Client(), cast.okafor.email)["Location"] == "/sign-in/code/"


def test_a_sign_in_forgets_the_wrong_tries_before_it(cast: Cast) -> None:
    app_of(cast.okafor)
    wrong(cast.okafor, 4)
    client = Client()
    say(client, cast.okafor.email)
    say_code(client, code())
    wrong(cast.okafor, 4)
    assert not is_locked(cast.okafor)


def test_a_right_password_without_the_code_forgets_nothing(cast: Cast) -> None:
    app_of(cast.okafor)
    wrong(cast.okafor, 4)
    say(Client(), cast.okafor.email)
    wrong(cast.okafor, 1)
    assert is_locked(cast.okafor)


def test_five_wrong_codes_lock_too(cast: Cast) -> None:
    app_of(cast.okafor)
    client = Client()
    say(client, cast.okafor.email)
    for number in range(5):
        say_code(client, f"00000{number}")
    assert is_locked(cast.okafor)
    assert say_code(client, code()).status_code == 200
    assert client.get("/sign-in/me/").status_code == 302


def test_wrong_tries_older_than_a_quarter_of_an_hour_do_not_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong(cast.okafor, 4)
    cast.okafor.refresh_from_db()
    Member.objects.filter(pk=cast.okafor.pk).update(bad_sign_ins=[at - 901 for at in cast.okafor.bad_sign_ins])
    wrong(cast.okafor, 1)
    assert not is_locked(cast.okafor)


def test_without_the_cjis_profile_the_lock_opens_by_itself(cast: Cast) -> None:
    app_of(cast.okafor)
    Agency.objects.filter(pk=cast.agency.pk).update(cjis_profile=False)
    wrong(cast.okafor, 5)
    assert say(Client(), cast.okafor.email).status_code == 200
    cast.okafor.refresh_from_db()
    assert cast.okafor.locked_at is not None
    Member.objects.filter(pk=cast.okafor.pk).update(locked_at=cast.okafor.locked_at - timedelta(minutes=16))
    assert say(Client(), cast.okafor.email)["Location"] == "/sign-in/code/"


def test_what_was_typed_is_in_the_log_only_as_a_digest(cast: Cast) -> None:
    say(Client(), "my-password-in-the-wrong-box@nowhere.example", "and another one")
    event = AuditEvent.objects.get(action="sign_in", agency=None)
    assert event.actor_label == sign_ins.typed_name("my-password-in-the-wrong-box@nowhere.example")
    assert "wrong-box" not in str(event.__dict__)
    assert (event.outcome, event.details) == ("refused", {"step": "password", "why": "wrong"})


def test_an_account_unused_for_ninety_days_is_disabled(cast: Cast) -> None:
    app_of(cast.okafor)
    Member.objects.filter(pk=cast.okafor.pk).update(created_at=cast.okafor.created_at - timedelta(days=91))
    assert say(Client(), cast.okafor.email).status_code == 200
    cast.okafor.refresh_from_db()
    assert not cast.okafor.is_active
    assert AuditEvent.objects.filter(action="member.disable", details={"why": "dormant"}).exists()
