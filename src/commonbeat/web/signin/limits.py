"""Wrong sign-ins are limited before any password is hashed, so that a flood of them slows nobody (promise L7).

A hash is slow on purpose. Three limits stand before it: tries a network address, tries a typed name (known or not, so
that both look the same), and hashes at the same time for the whole server. They live in memory: the lock that lasts is
kept with the member (commonbeat.program.agencies.sign_ins).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from commonbeat.errors import CommonbeatError

#: Keys remembered at most; the oldest is forgotten first, so that a flood of made-up names costs no memory.
_KEYS: Final = 20_000
#: Seconds after which to come again when too many passwords are being hashed.
_AGAIN: Final = 2


class TooManyTriesError(CommonbeatError):
    """A limit before the password check was reached.

    Args:
        after: seconds after which to come again.
    """

    def __init__(self, after: int) -> None:
        super().__init__("There were too many tries to sign in.", todo="Wait a little, or use a passkey.")
        self.after = after


class Tries:
    """Counts wrong tries by key in a sliding window."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """Seconds until the key may try again; 0 when it may now."""
        with self._lock:
            times = self._recent(key)
            if times is None or len(times) < self._limit:
                return 0
            return max(1, int(times[0] + self._seconds - self._clock()) + 1)

    def add(self, key: str) -> None:
        """One more wrong try."""
        with self._lock:
            times = self._recent(key)
            if times is None:
                times = self._times[key] = deque(maxlen=self._limit)
                while len(self._times) > _KEYS:
                    self._times.popitem(last=False)
            times.append(self._clock())
            self._times.move_to_end(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._times.clear()

    def _recent(self, key: str) -> deque[float] | None:
        times = self._times.get(key)
        if times is None:
            return None
        oldest = self._clock() - self._seconds
        while times and times[0] <= oldest:
            times.popleft()
        if not times:
            del self._times[key]
            return None
        return times


class HashingGate:
    """Lets few passwords be hashed at the same time; few more may wait, and not for long."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._slots = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    def wait(self) -> int:
        """Seconds after which to come again; 0 while one more may come in or wait."""
        if not self._room.acquire(blocking=False):
            return _AGAIN
        self._room.release()
        return 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Inside, one password may be hashed.

        Raises:
            TooManyTriesError: the gate is full.
        """
        if not self._room.acquire(blocking=False):
            raise TooManyTriesError(after=_AGAIN)
        try:
            if not self._slots.acquire(timeout=self._patience):
                raise TooManyTriesError(after=_AGAIN)
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._room.release()


#: A station has one address for everybody in it, so an address may fail more often than a name.
by_address: Final = Tries(limit=30, seconds=300)
by_name: Final = Tries(limit=10, seconds=300)
hashing: Final = HashingGate(at_once=1, waiting=3, patience=2.0)
