"""A flood of wrong sign-ins slows nobody else, on a real server (promise L7)."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from collections.abc import Iterator

import pytest

from tests.browser.signin.serving import Installation, serving

WRONG_A_SECOND = 50
#: A page that asks the database who is there, as every page does; a briefing is measured in benchmarks/briefing.
OTHER_PAGE = "/healthz"


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Installation]:
    with serving(tmp_path_factory.mktemp("flooded")) as found:
        yield found


def ask(place: Installation, method: str, path: str, body: str = "", cookie: str = "") -> http.client.HTTPResponse:
    where = urllib.parse.urlsplit(place.url)
    connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=30)
    told = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request(method, path, body, told)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def slowest(place: Installation, seconds: float) -> list[float]:
    """Milliseconds of one request after another for so long, quickest first."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        assert ask(place, "GET", OTHER_PAGE).status == 200
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(0.01)
    return sorted(taken)


def flood(place: Installation, seconds: float) -> tuple[list[threading.Thread], list[int]]:
    """Wrong sign-ins at their pace, each for another name."""
    token = "a" * 32
    answers: list[int] = []

    def one(number: int) -> None:
        said = {"login": f"nobody{number}@nowhere.example", "password": "x" * 20, "csrfmiddlewaretoken": token}
        answer = ask(place, "POST", "/sign-in/", urllib.parse.urlencode(said), f"commonbeat-csrf={token}")
        answers.append(answer.status)

    def send() -> None:
        began, number = time.monotonic(), 0
        while (now := time.monotonic() - began) < seconds:
            if number < now * WRONG_A_SECOND:
                threading.Thread(target=one, args=(number,), daemon=True).start()
                number += 1
            else:
                time.sleep(0.002)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    return [sender], answers


def test_most_of_a_flood_is_refused_before_the_hash(place: Installation) -> None:
    threads, answers = flood(place, 2)
    for thread in threads:
        thread.join()
    assert slowest(place, 0.5)
    assert set(answers) <= {200, 429}
    assert answers.count(429) > answers.count(200)


@pytest.mark.prove
def test_fifty_wrong_sign_ins_a_second_slow_nobody(place: Installation, record_property) -> None:
    calm = slowest(place, 2)
    threads, answers = flood(place, 10)
    busy = slowest(place, 10)
    for thread in threads:
        thread.join()
    busy_p99 = busy[int(len(busy) * 0.99)]
    record_property("p99 ms calm", round(calm[int(len(calm) * 0.99)], 1))
    record_property("p99 ms under the flood", round(busy_p99, 1))
    record_property("answers", {status: answers.count(status) for status in sorted(set(answers))})
    assert len(answers) > WRONG_A_SECOND
    assert busy_p99 < 100
