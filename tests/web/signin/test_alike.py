"""Whether anybody has an account cannot be told from outside (promise A5)."""

from __future__ import annotations

import hashlib
import operator
import random
import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import Client, override_settings

from commonbeat.program.agencies.models import Member
from commonbeat.web.signin.limits import by_address, by_name
from commonbeat.web.signin.password import _nobodys_hash
from tests.cast import PASSWORD, Cast
from tests.web.signin.door import say

KNOWN, UNKNOWN, DISABLED, WITHOUT = "okafor", "nobody", "tran", "moreau"
NAMES = (KNOWN, UNKNOWN, DISABLED, WITHOUT)
#: Names that nobody has: what differs between these is the machine's noise.
CONTROLS = ("nobody1", "nobody2", "nobody3")


def same(answer) -> tuple[int, bytes]:
    """Status and bytes, without the tokens that differ from page to page and the name that was typed."""
    plain = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)
    return answer.status_code, re.sub(rb'value="\w+@alder-falls.example"', b"", plain)


class QuickScrypt(ScryptPasswordHasher):
    """The real hash with a hundredth of its cost, so that what is left to measure is everything else."""

    work_factor = 2**9
    parallelism = 1


@pytest.fixture
def accounts(cast: Cast, request) -> Cast:
    """One who may sign in, one disabled, one without a password."""
    _nobodys_hash.cache_clear()
    with override_settings(PASSWORD_HASHERS=[request.param]):
        for member in (cast.okafor, cast.tran):
            member.set_password(PASSWORD)
            member.save()
        cast.moreau.set_unusable_password()
        cast.moreau.save()
        Member.objects.filter(pk=cast.tran.pk).update(is_active=False)
        yield cast
    _nobodys_hash.cache_clear()


def tried(turns: int) -> tuple[dict[str, list[float]], set[tuple[int, bytes]]]:
    """Milliseconds of each try by name, and the different answers."""
    times: dict[str, list[float]] = {name: [] for name in NAMES + CONTROLS}
    answers = set()
    order = random.Random(7)
    for turn in range(turns):
        for name in order.sample(NAMES + CONTROLS, len(times)):
            Member.objects.update(bad_sign_ins=[])
            by_address.clear()
            by_name.clear()
            client = Client()
            began = time.perf_counter()
            answer = say(client, f"{name}@alder-falls.example", "wrong horse battery staple")
            if turn > 1:
                times[name].append((time.perf_counter() - began) * 1000)
            answers.add(same(answer))
    return times, answers


@pytest.mark.parametrize("accounts", ["tests.web.signin.test_alike.QuickScrypt"], indirect=True)
def test_status_bytes_and_time_are_the_same(accounts: Cast, record_property) -> None:
    times, answers = tried(10)
    assert len(answers) == 1
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    record_property("median ms beside the hash", {name: round(value, 1) for name, value in medians.items()})
    assert spread(medians, NAMES) < 5 + 3 * spread(medians, CONTROLS)


def spread(medians: dict[str, float], names: tuple[str, ...]) -> float:
    """Between the quickest and the slowest name, in milliseconds."""
    some = [medians[name] for name in names]
    return max(some) - min(some)


@pytest.mark.parametrize("accounts", ["django.contrib.auth.hashers.ScryptPasswordHasher"], indirect=True)
def test_the_same_hash_is_computed_once_for_each_name(accounts: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    work = []
    real = hashlib.scrypt

    def counted(password, **cost):
        work.append(tuple(sorted((key, value) for key, value in cost.items() if key != "salt")))
        return real(password, **cost)

    _nobodys_hash()
    monkeypatch.setattr(hashlib, "scrypt", counted)
    for name in NAMES:
        say(Client(), f"{name}@alder-falls.example", "wrong horse battery staple")
    assert len(work) == len(NAMES)
    assert len(set(work)) == 1


@pytest.mark.prove
@pytest.mark.parametrize("accounts", ["django.contrib.auth.hashers.ScryptPasswordHasher"], indirect=True)
def test_with_the_real_hash_the_time_is_the_same(accounts: Cast, record_property) -> None:
    times, answers = tried(40)
    assert len(answers) == 1
    # Each turn against one name that nobody has, tried a moment before or after: a busy machine is as busy for it.
    one, *others = CONTROLS
    beside = {name: statistics.median(map(operator.sub, taken, times[one])) for name, taken in times.items()}
    noise = spread(beside, (UNKNOWN, *others))  # nobody has these either
    record_property("median ms beside a name that nobody has", {name: round(ms, 1) for name, ms in beside.items()})
    record_property("noise ms", round(noise, 1))
    assert spread(beside, NAMES) < 5 + 3 * noise


def test_a_limit_looks_the_same_for_names_that_nobody_has(cast: Cast) -> None:
    limited = {}
    for name in (KNOWN, UNKNOWN):
        by_address.clear()
        seen = [say(Client(), f"{name}@alder-falls.example", "wrong horse battery staple") for _ in range(12)]
        limited[name] = [same(answer) for answer in seen]
    assert [status for status, _ in limited[KNOWN]] == [200] * 10 + [429] * 2
    assert limited[KNOWN] == limited[UNKNOWN]
