"""What the server writes to its log: where a fault is, never what anybody wrote (promise U5).

A message of an error often quotes what it choked on: a note, an address, an e-mail. So the log has the kind of the
error and the lines of code it passed, without its words and without values; and of a request the route, not the path.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
#: Loggers whose words are our own and hold ids and codes alone.
_OURS = ("commonbeat.",)


class WordlessFormatter(logging.Formatter):
    """One line a message, without what came from outside; a traceback without the error's own words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = logging.makeLogRecord(record.__dict__)
        said.exc_text, said.stack_info = None, None
        said.msg, said.args = _words(record), None
        return super().format(said)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's own name
        """The kinds of the errors, from the first cause on, and the lines of code they passed."""
        lines: list[str] = []
        error = ei[1]
        while error is not None and len(lines) < 200:
            frames = traceback.extract_tb(error.__traceback__)
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            lines[:0] = [*(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames), kind]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _words(record: logging.LogRecord) -> str:
    if record.name.startswith(_OURS):
        return record.getMessage()
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        route = request.resolver_match.route if request.resolver_match else "no route"
        return f"{getattr(record, 'status_code', '')} {request.method} {route}".strip()
    return str(record.msg) if isinstance(record.msg, str) and "%" in record.msg else f"from {record.module}"


class NothingSaid(SafeExceptionReporterFilter):
    """Should anything ever make a report of a fault: no settings, no form, no values."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always."""
        del request
        return True

    def get_safe_settings(self) -> dict[str, Any]:
        """None."""
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """None."""
        del request
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """None."""
        del request
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> list[Any]:  # type: ignore[override]
        """None."""
        del request, tb_frame
        return []


class NoReport(ExceptionReporter):
    """A report that says the kind of the error alone."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Nothing of the request, of the variables and of the error's words."""
        return {"exception_type": getattr(self.exc_type, "__name__", ""), "frames": []}

    def get_traceback_text(self) -> SafeString:
        """One line."""
        return format_html("{}\n", getattr(self.exc_type, "__name__", ""))

    def get_traceback_html(self) -> SafeString:
        """One line."""
        return self.get_traceback_text()
