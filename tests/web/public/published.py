"""A published page of Oak Creek, as the public tests read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.publishing.actions import publish, set_up_site
from commonbeat.program.publishing.content import composed, read_lake
from commonbeat.program.publishing.models import Release
from commonbeat.web.public.handler import public_application
from commonbeat.web.public.limits import ALL
from tests.cast import Cast, make_cast

TITLES = {"en": "A broken street light", "es": "Una luz de la calle no funciona", "ar": "مصباح شارع معطل"}


class Resident:
    """A browser of a resident: no cookies are kept because none are sent."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> HttpResponse:
        from urllib.parse import urlencode

        own = {"HTTP_ORIGIN": "http://testserver"} if "HTTP_SEC_FETCH_SITE" not in headers else {}
        return self._ask("POST", path, urlencode(fields or {}).encode(), own | headers)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> HttpResponse:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = RequestFactory()._base_environ(  # type: ignore[attr-defined]
            PATH_INFO=path, REQUEST_METHOD=method, QUERY_STRING=query
        ) | {
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        }
        started: dict[str, Any] = {}

        def start(status: str, told: list[tuple[str, str]], *_: Any) -> None:
            started.update(status=int(status.split()[0]), headers=told)

        content = b"".join(public_application()(environ | self.headers | headers, start))
        answer = HttpResponse(content, status=started["status"])
        for name, value in started["headers"]:
            answer.headers[name] = value
        return answer


def publish_oak_creek(cast: Cast, languages: list[str] | None = None) -> Release:
    """The site of Alder Falls, and the page of Oak Creek with one kind of concern."""
    with agency_scope(cast.agency.pk):
        ConcernKind.objects.create(agency=cast.agency, code="light", titles=TITLES)
        ConcernKind.objects.create(
            agency=cast.agency, code="noise", titles={"en": "Noise", "es": "Ruido", "ar": "ضوضاء"}, order=200
        )
        set_up_site(
            cast.okafor, title="Alder Falls Neighborhoods", slug="alder-falls",
            languages=languages or ["en", "es", "ar"], words={},
        )  # fmt: skip
        now = datetime.now(UTC)
        counted = read_lake(cast.oak_creek, None)
        return publish(cast.okafor, cast.oak_creek, counted, composed(cast.oak_creek, counted, now).seen, now)


@pytest.fixture
def oak_creek(transactional_db: None) -> Iterator[Cast]:
    """The cast, with Oak Creek's page published; the limits begin anew."""
    from django.db import connections

    from commonbeat.program.writer import writer

    for limit in ALL:
        limit.clear()
    cast = make_cast()
    publish_oak_creek(cast)
    yield cast
    writer.stop()
    connections["public"].close()
