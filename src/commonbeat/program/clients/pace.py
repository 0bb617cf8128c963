"""How many requests a minute a client makes: a token bucket each, in the memory of the one server process."""

from __future__ import annotations

import threading
from typing import Final

#: Clients remembered; the ones idle longest are forgotten first, and begin anew with a full bucket.
_REMEMBERED: Final = 10_000
#: Seconds of the pace that a client may use at once.
_BURST: Final = 10.0


class Pace:
    """Buckets by client."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, client: str, per_minute: int, now: float) -> float:
        """Take one request of a client: 0 when it may be answered, else seconds until one may come.

        Args:
            client: its name.
            per_minute: its pace; it may use ten seconds of it at once, five requests at least.
            now: seconds of a clock that does not go back.
        """
        rate = per_minute / 60
        full = max(rate * _BURST, min(5.0, float(per_minute)))
        with self._lock:
            left, at = self._buckets.pop(client, (full, now))
            left = min(full, left + (now - at) * rate)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            while len(self._buckets) > _REMEMBERED:
                self._buckets.pop(next(iter(self._buckets)))
        return 0.0 if allowed else (1 - left) / rate
