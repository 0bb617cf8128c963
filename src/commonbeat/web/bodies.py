"""What is sent waits on disk when it is long; a disk without room is told, not a broken connection (promise D3)."""

from __future__ import annotations

from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.utilities import Error

from commonbeat.web.headers import HEADERS
from commonbeat.web.overload import DISK_FULL, RETRY_AFTER

_NO_ROOM: Final = b"The server has no room for what was sent. Try again later.\n"


class _NoRoomError(Error):  # type: ignore[misc]
    """503, with the seconds after which to come again."""

    code = 503
    reason = "Service Unavailable"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers, body."""
        del ident
        told = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", str(RETRY_AFTER)), *HEADERS.items()]
        return f"{self.code} {self.reason}", told, _NO_ROOM


class _Nowhere:
    """Takes what comes and keeps nothing of it."""

    def append(self, piece: bytes) -> None:
        """Forget it."""

    def close(self) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        return 0


class BodyParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request whose body finds no room to its end, so that its sender hears the refusal."""

    _no_room = False

    def received(self, data: bytes) -> int:
        """Take some bytes; how many of them belong to this request."""
        try:
            taken: int = super().received(data)
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            taken = self._let_go(data)
        if self._no_room and self.completed:
            self.error = _NoRoomError("")
        return taken

    def _let_go(self, data: bytes) -> int:
        self._no_room = True
        body: Any = self.body_rcv
        if not isinstance(body, FixedStreamReceiver):  # its end is not known beforehand
            self.completed = True
            return len(data)
        body.buf = _Nowhere()
        taken: int = super().received(data)
        return taken


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests are read so."""

    parser_class = BodyParser
