"""The exact set of security headers on every answer (promise W1)."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import path

from commonbeat.web.urls import handler400, handler404, handler500
from commonbeat.web.urls import urlpatterns as ours
from tests.cast import Cast, signed_in
from tests.web.routes import routes

POLICY = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
}
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
#: What an answer may have besides; anything else is a surprise.
BESIDES = {
    "Content-Type", "Content-Length", "Content-Language", "Content-Encoding", "Content-Disposition", "Vary", "Location",
    "Allow", "Cache-Control", "Expires", "ETag", "Last-Modified", "Retry-After", "WWW-Authenticate",
    "Service-Worker-Allowed", "Access-Control-Allow-Origin", "Content-Security-Policy",
}  # fmt: skip


def crash(request):
    raise RuntimeError("on purpose")


@pytest.fixture(autouse=True)
def nobody_tried():
    yield
    cache.clear()


urlpatterns = [*ours, path("crash", crash)]
_ = (handler400, handler404, handler500)


def complaints(answer) -> list[str]:
    """What is wrong with an answer's headers."""
    wrong = [f"{name}: {answer.get(name)!r}" for name, value in EXACTLY.items() if answer.get(name) != value]
    if set(answer.get("Content-Security-Policy", "").split("; ")) != POLICY:
        wrong.append(f"Content-Security-Policy: {answer.get('Content-Security-Policy')!r}")
    wrong += [f"{name}: unexpected" for name in answer.headers if name not in EXACTLY and name not in BESIDES]
    if "no-store" not in answer.get("Cache-Control", ""):
        wrong.append(f"Cache-Control: {answer.get('Cache-Control')!r}")
    return wrong


def may_be_kept(where: str) -> bool:
    return where.startswith(("/static/", "/field/worker", "/field/sw"))


def test_every_route_and_method_answers_with_exactly_these_headers(cast: Cast) -> None:
    stranger, member = Client(raise_request_exception=False), signed_in(cast.castellanos, raise_request_exception=False)
    seen, wrong = 0, []
    for route in routes():
        where = route.filled(1)
        for client in (stranger, member):
            for method in ("get", "post"):
                answer = getattr(client, method)(where)
                found = complaints(answer)
                if may_be_kept(where) or (answer.status_code == 200 and "max-age" in answer.get("Cache-Control", "")):
                    found = [one for one in found if not one.startswith("Cache-Control")]
                wrong += [f"{method} {where} {answer.status_code}: {one}" for one in found]
                seen += 1
    assert seen > 100
    assert wrong == []


@pytest.mark.parametrize("where", ["/nowhere", "/static/nowhere.css", "/sign-in/%00", "/office/../../etc/passwd"])
def test_what_is_not_there_has_them_too(db: None, where: str) -> None:
    answer = Client().get(where)
    assert answer.status_code == 404
    assert complaints(answer) == []


def test_static_files_have_them_too(db: None) -> None:
    answer = Client().get("/static/office/commonbeat.css")
    assert answer.status_code == 200
    assert [one for one in complaints(answer) if not one.startswith("Cache-Control")] == []


@override_settings(ROOT_URLCONF="tests.web.test_headers")
def test_a_fault_of_the_program_has_them_too(db: None) -> None:
    answer = Client(raise_request_exception=False).get("/crash")
    assert answer.status_code == 500
    assert complaints(answer) == []
    assert b"on purpose" not in answer.content


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_a_request_to_another_name_has_them_too(db: None) -> None:
    answer = Client().get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert complaints(answer) == []


def test_a_form_from_elsewhere_is_refused_in_plain_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert "Open the page again" in answer.content.decode()
    assert complaints(answer) == []


@pytest.mark.parametrize(
    "next_",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "http:///x"],
)
def test_no_redirect_leads_elsewhere(cast: Cast, next_: str) -> None:
    from tests.web.signin.door import app_of, code, say_code

    app_of(cast.okafor)
    client = Client()
    client.post("/sign-in/", {"login": cast.okafor.email, "password": "quiet harbor lantern 7", "next": next_})
    assert say_code(client, code())["Location"] == "/"
    assert client.post("/sign-in/out/", {"next": next_})["Location"] == "/sign-in/"
    assert client.post("/language", {"language": "es", "next": next_})["Location"] == "/"


def test_behind_tls_the_deployment_check_is_silent_and_cookies_are_for_tls_alone(tmp_path) -> None:
    import os
    import subprocess
    import sys

    alone = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    told = {**alone, "COMMONBEAT_DATA": str(tmp_path), "COMMONBEAT_BEHIND_TLS": "true"}
    told["DJANGO_SETTINGS_MODULE"] = "commonbeat.web.settings"
    program = (
        "import django; django.setup(); from django.core.management import call_command as c; "
        "c('check', deploy=True, fail_level='INFO'); from django.conf import settings as s; "
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY; "
        "from django.test import Client; a = Client().get('/language', secure=True, headers={'host': 'localhost'}); "
        "assert a['Strict-Transport-Security'].startswith('max-age=31536000'), a.headers"
    )
    done = subprocess.run([sys.executable, "-c", program], env=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
