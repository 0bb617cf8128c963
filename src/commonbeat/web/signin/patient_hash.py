"""Passwords are hashed by a thread that lets every other go first (promise L7).

A hash takes a processor for a quarter of a second on purpose. On a machine with two of them a briefing would wait.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from django.contrib.auth.hashers import ScryptPasswordHasher


class PatientScrypt(ScryptPasswordHasher):
    """Django's own scrypt, elsewhere."""

    def encode(self, password: str, salt: str, n: int | None = None, r: int | None = None, p: int | None = None) -> str:
        """The hash, one at a time."""
        hashed = super().encode
        return _thread().submit(lambda: hashed(password, salt, n, r, p)).result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "passwords", _go_last)


def _go_last() -> None:
    if sys.platform == "linux":  # elsewhere priorities are a process's, not a thread's
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
