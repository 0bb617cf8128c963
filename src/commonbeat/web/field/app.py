"""The shell of the officer's app and what it is made of; the same for everybody, with nothing of any agency in it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import DjangoTranslation
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET
from django.views.i18n import JavaScriptCatalog

from commonbeat.program.agencies.roles import Role
from commonbeat.program.guard import __name__ as guard
from commonbeat.web.access import allow, anybody

_FOLDER: Final = Path(__file__).parents[1] / "static" / "field"
_FONTS: Final = ("map/PublicSans-Regular.woff2", "map/PublicSans-Bold.woff2")
#: Loaded by the service worker alone.
_WORKER: Final = "worker.js"
#: Addresses that the app needs without a signal, beside its static files.
_PAGES: Final = ("/field/shell", "/field/guard.json", "/field/manifest.webmanifest")


@require_GET
@ensure_csrf_cookie
@allow(Role.OFFICER)
def app(request: HttpRequest) -> HttpResponseBase:
    """The page the app runs in, for an officer who is signed in."""
    return _shell(request)


@require_GET
@ensure_csrf_cookie
@anybody
def shell(request: HttpRequest) -> HttpResponseBase:
    """The same page, as a phone keeps it: it must come up without a signal, and after the session has ended."""
    return _shell(request)


@require_GET
@anybody
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: the files of this version, and the module that keeps them."""
    del request
    kept = {"version": version(), "shell": "/field/shell", "files": files_of_the_app()}
    script = f'import {{ keep }} from "{static(f"field/{_WORKER}")}";\nkeep({json.dumps(kept)});\n'
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/field/"}
    )


@require_GET
@anybody
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to install the app."""
    del request
    icons = [
        {"src": static("field/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("field/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    told = {
        "id": "/field/",
        "name": "Commonbeat",
        "short_name": "Commonbeat",
        "description": _("Log a visit in 15 seconds, with or without a signal."),
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#faf9f7",
        "theme_color": "#005f66",
        "icons": icons,
        "shortcuts": [{"name": _("Log a visit"), "url": "/field/#/visit"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
@anybody
def words(request: HttpRequest, language: str) -> JsonResponse:
    """The app's words in a language: `{text: translation or [one, many]}`.

    Raises:
        Http404: the installation does not speak it.
    """
    del request
    if language not in dict(settings.LANGUAGES):
        raise Http404(language)
    return JsonResponse(_catalog(language))


@require_GET
@anybody
def guard_patterns(request: HttpRequest) -> HttpResponse:
    """The rows of the guard that phone and server share: structured identifiers, and topics."""
    del request
    return JsonResponse(_guard_rows(), json_dumps_params={"ensure_ascii": False})


def version() -> str:
    """Changes when anything changes that a phone keeps."""
    return _version()


def files_of_the_app() -> list[str]:
    """Addresses of everything that the app needs to come up without a signal."""
    return [*_PAGES, *(f"/field/words/{code}.json" for code, _name in settings.LANGUAGES), *_static_files()]


def _shell(request: HttpRequest) -> HttpResponse:
    return render(request, "field/app.html", _context())


def _context() -> dict[str, Any]:
    modules = sorted(path.name for path in _FOLDER.glob("*.js") if path.name != _WORKER)
    return {"modules": [static(f"field/{name}") for name in modules if name != "app.js"]}


def _static_files() -> list[str]:
    own = sorted(path.name for path in _FOLDER.iterdir() if path.suffix in (".js", ".css", ".png"))
    return [static(f"field/{name}") for name in own] + [static(font) for font in _FONTS] + [static("icon.svg")]


@cache
def _catalog(language: str) -> dict[str, Any]:
    catalog = JavaScriptCatalog()
    catalog.translation = DjangoTranslation(language, domain="djangojs")
    return dict(catalog.get_catalog())


@cache
def _guard_rows() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for name in ("patterns.json", "topics.json"):
        rows |= json.loads(files(guard).joinpath(name).read_text(encoding="utf-8"))
    rows["patterns"] = [{key: told for key, told in row.items() if key != "example"} for row in rows["patterns"]]
    return {name: row for name, row in rows.items() if name != "about"}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(render_to_string("field/app.html", _context()).encode())
    digest.update(json.dumps(_guard_rows(), sort_keys=True).encode())
    digest.update(json.dumps([_catalog(code) for code, _name in settings.LANGUAGES], sort_keys=True).encode())
    return digest.hexdigest()[:16]
