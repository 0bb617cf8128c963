"""All writes go through one thread that commits many requests in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection

from commonbeat.errors import BusyError
from commonbeat.program.agencies.models import Agency
from commonbeat.program.writer import Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Writer:
    made = Writer()
    yield made
    made.stop()


def founding(slug: str) -> Callable[[], Agency]:
    return lambda: Agency.objects.create(slug=slug, name=slug)


def test_a_job_is_on_disk_when_it_returns(writer: Writer) -> None:
    writer.run(founding("one"))
    assert Agency.objects.filter(slug="one").exists()


def test_many_threads_share_transactions_and_none_is_lost(writer: Writer) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: writer.run(founding(f"agency-{number}")), range(200)))
    assert Agency.objects.count() == 200


def test_a_job_that_fails_takes_no_other_with_it(writer: Writer) -> None:
    gate = threading.Event()

    def wrong() -> None:
        Agency.objects.create(slug="half", name="half")
        raise ValueError("no")

    with ThreadPoolExecutor(4) as pool:
        held = pool.submit(writer.run, gate.wait)
        good = pool.submit(writer.run, founding("good"))
        bad = pool.submit(writer.run, wrong)
        twice = pool.submit(writer.run, founding("good"))
        gate.set()
        assert held.result()
        with pytest.raises(ValueError, match="no"):
            bad.result()
        outcomes = [future.exception() for future in (good, twice)]
    assert sorted(type(each).__name__ for each in outcomes) == ["IntegrityError", "NoneType"]
    assert list(Agency.objects.values_list("slug", flat=True)) == ["good"]


def test_a_full_queue_refuses_at_once() -> None:
    writer, gate = Writer(waiting=1), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        began = threading.Event()
        held = pool.submit(writer.run, lambda: (began.set(), gate.wait()))
        began.wait()
        waiting = pool.submit(writer.run, founding("waits"))
        while not writer.waiting():
            pass
        with pytest.raises(BusyError):
            writer.run(founding("too many"))
        gate.set()
        held.result()
        waiting.result()
    writer.stop()
    assert list(Agency.objects.values_list("slug", flat=True)) == ["waits"]


def test_inside_a_transaction_a_job_joins_it(writer: Writer) -> None:
    def outer() -> None:
        writer.run(founding("inner"))
        raise DatabaseError("the outer one fails")

    with pytest.raises(DatabaseError):
        writer.run(outer)
    assert not Agency.objects.exists()
    assert not connection.in_atomic_block
