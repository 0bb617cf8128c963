"""What a resident says is wrong, and the kinds that Alder Falls asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.raising import Raised, Saying, raise_concern
from tests.cast import Cast


@pytest.fixture
def lights(cast: Cast) -> ConcernKind:
    """Lights that are out."""
    return ConcernKind.objects.create(
        agency=cast.agency, code="lights", titles={"en": "A light is out", "es": "Una luz no funciona"}
    )


@pytest.fixture
def said(cast: Cast, lights: ConcernKind) -> Callable[..., Raised]:
    """A resident at Oak Creek says by the area's page that the light at the stairs is out."""

    def say(**changed: object) -> Raised:
        saying = {"kind": lights, "words": "The light at the stairs is out", "area": cast.oak_creek} | changed
        return raise_concern(cast.agency, Saying(**saying), channel=Concern.Channel.PAGE)  # type: ignore[arg-type]

    return say
