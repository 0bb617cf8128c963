"""How often one may write here: by network address and by area, in memory; no address is kept anywhere."""

from __future__ import annotations

import ipaddress
import secrets
import threading
from collections import OrderedDict
from typing import Final

from django.http import HttpRequest

from commonbeat.web.origin import address_of
from commonbeat.web.signin.limits import Tries

#: A house shares one address, so several people may write from it in an hour.
saying_by_address: Final = Tries(limit=10, seconds=3600)
saying_by_area: Final = Tries(limit=60, seconds=3600)
#: Wrong words: 30 tries in five minutes against 49 bits.
words_by_address: Final = Tries(limit=30, seconds=300)
opening_by_address: Final = Tries(limit=10, seconds=3600)
ALL: Final = (saying_by_address, saying_by_area, words_by_address, opening_by_address)


def source(request: HttpRequest) -> str:
    """The address that a limit counts; of IPv6 the network, since one household has all of it."""
    told = address_of(request)
    try:
        parsed = ipaddress.ip_address(told)
    except ValueError:
        return told
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return told


class Once:
    """Marks of forms that were sent, so that a page loaded again raises nothing twice."""

    def __init__(self, kept: int = 5_000) -> None:
        self._kept, self._seen, self._lock = kept, OrderedDict[str, None](), threading.Lock()

    def mark(self) -> str:
        """A mark for a new form."""
        return secrets.token_urlsafe(12)

    def take(self, mark: str) -> bool:
        """Whether this form comes for the first time; a form without a mark does."""
        if not mark:
            return True
        with self._lock:
            if mark in self._seen:
                return False
            self._seen[mark[:40]] = None
            while len(self._seen) > self._kept:
                self._seen.popitem(last=False)
        return True

    def give_back(self, mark: str) -> None:
        """Nothing came of it; the form may be sent again."""
        with self._lock:
            self._seen.pop(mark[:40], None)


once: Final = Once()
