"""Limits stand before the hash."""

from __future__ import annotations

import threading
import time

import pytest
from django.test import Client

from commonbeat.web.signin import password
from commonbeat.web.signin.limits import HashingGate, TooManyTriesError, Tries
from tests.cast import Cast
from tests.web.signin.door import say


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_tries_are_counted_in_a_sliding_window() -> None:
    clock = Clock()
    tries = Tries(limit=2, seconds=60, clock=clock)
    tries.add("a")
    clock.now += 30
    tries.add("a")
    assert 29 <= tries.wait("a") <= 32
    assert tries.wait("b") == 0
    clock.now += 31
    assert tries.wait("a") == 0


def test_a_flood_of_names_is_forgotten_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonbeat.web.signin.limits._KEYS", 10)
    tries = Tries(limit=1, seconds=60)
    for number in range(11):
        tries.add(str(number))
    assert tries.wait("0") == 0
    assert tries.wait("10") > 0


def test_the_gate_lets_few_wait_and_none_for_long() -> None:
    gate = HashingGate(at_once=1, waiting=1, patience=0.05)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with gate():
            inside.set()
            leave.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(5)
    began = time.perf_counter()
    with pytest.raises(TooManyTriesError), gate():
        pass
    assert 0.04 < time.perf_counter() - began < 2
    leave.set()
    holder.join()
    with gate():
        pass


def test_after_thirty_wrong_tries_from_one_address_nothing_is_hashed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        assert say(Client(), f"nobody{number}@nowhere.example").status_code == 200
    monkeypatch.setattr(password, "check_password", lambda *_: pytest.fail("a password was hashed"))
    answer = say(Client(), cast.okafor.email)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_another_address_is_not_held_up(cast: Cast) -> None:
    for number in range(30):
        say(Client(), f"nobody{number}@nowhere.example")
    assert say(Client(REMOTE_ADDR="198.51.100.9"), cast.okafor.email).status_code == 302
