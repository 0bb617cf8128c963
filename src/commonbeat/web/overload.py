"""More requests than the server can hold are refused at once, with the time after which to come again (promise L6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from commonbeat.errors import BusyError, StorageError

#: Seconds after which a refused client may come again.
RETRY_AFTER: Final = 5


class ShedLoad:
    """Answers 503 when the writer's queue is full or the disk is; a program's error is left to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or refuse."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A busy writer and a full disk are told as such, not as a fault of the program."""
        del request
        if isinstance(exception, BusyError | StorageError):
            return unavailable(str(exception))
        return None


def unavailable(why: str) -> HttpResponse:
    """503, with `Retry-After`."""
    return HttpResponse(
        f"{why}\n", status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(RETRY_AFTER)}
    )
