"""What every public request passes: headers, the line to the program's own tables, and where a form comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from commonbeat.web.public.published import nothing_else

Next = Callable[[HttpRequest], HttpResponseBase]
#: Bytes of a form at most: 2,000 letters in any script, with room.
BODY_AT_MOST: Final = 32 * 1024
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: The list of the public handler; nothing in it reads or sets a cookie.
MIDDLEWARE: Final = (
    "commonbeat.web.public.middleware.PublicHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonbeat.web.overload.ShedLoad",
    "commonbeat.web.public.middleware.PublicOnly",
    "commonbeat.web.public.tongue.Tongue",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "commonbeat.web.public.middleware.OwnForms",
)


class PublicHeaders:
    """Set the headers of every answer; what says nothing about keeping is not kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if settings.BEHIND_TLS:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class PublicOnly:
    """While a public request is answered, its thread reads published tables and nothing else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer behind the line."""
        with nothing_else():
            return self.get_response(request)


class OwnForms:
    """A form is taken from our own pages alone, as the browser says by itself; it takes the place of a cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or refuse what another site sent or what is too long."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        if request.method == "POST":
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdigit() or int(length) > BODY_AT_MOST:
                return render(request, "public/refused.html", {"too_long": True}, status=413)
            if not _own(request):
                return render(request, "public/refused.html", status=403)
        return self.get_response(request)


def _own(request: HttpRequest) -> bool:
    """Sec-Fetch-Site where the browser sends it; an older one's Origin or Referer must name this host."""
    fetched: str | None = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    source: str = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()
