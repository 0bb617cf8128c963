"""By which port or name the public face is reached, and that it is not the office."""

from __future__ import annotations

from typing import Any

import pytest

from commonbeat.web.public.handler import by_host, public_application


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("beat.example.gov", True),
        ("BEAT.example.gov:443", True),
        ("office.example.gov", False),
        ("beat.example.gov.evil.example", False),
        ("[::1]:8000", False),
        ("", False),
    ],
)
def test_a_public_name_reaches_the_public_face_and_no_other_does(
    host: str, public: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonbeat.web.public.handler.public_application", lambda: lambda *_: [b"public"])

    def office(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        del environ, start_response
        return [b"office"]

    answer = by_host(office, ["beat.example.gov"])({"HTTP_HOST": host}, lambda *_: None)
    assert list(answer) == [b"public" if public else b"office"]


def test_there_is_one_public_application() -> None:
    assert public_application() is public_application()
