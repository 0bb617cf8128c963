"""The public site of Alder Falls, a lake of made calls, and what happened at Oak Creek."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import load
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.places.actions import import_places
from commonbeat.program.places.models import Place
from commonbeat.program.publishing.actions import set_up_site
from commonbeat.program.publishing.models import PublicSite
from commonbeat.synthetic import City
from tests.cast import Cast

NAME = "Alder Falls Police Department"


@pytest.fixture(scope="package")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Forty months of a made city."""
    folder: Path = tmp_path_factory.mktemp("lake")
    truth = City.make(3, places=300, months=40).write_export(folder / "export")
    mapping = folder / "export" / "mapping.toml"
    load([truth.path], agency=NAME, lake=folder / "lake", mapping=mapping, name="first", by="test")
    yield open_lake(folder / "lake")


@pytest.fixture
def busiest(cast: Cast, lake: Lake) -> list[Place]:
    """The two busiest places of the lake are those of Oak Creek."""
    import_places(cast.okafor, cast.agency, lake)
    found = list(Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year")[:3])
    for place in found[:2]:
        AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=place)
    return found


@pytest.fixture
def site(cast: Cast) -> PublicSite:
    """Alder Falls has a public site."""
    return set_up_site(cast.okafor, title="Alder Falls listens", slug="alder-falls", languages=["en", "es"], words={})


@pytest.fixture
def halloran(cast: Cast) -> Member:
    """Commands the district."""
    return Member.objects.create_member(cast.agency, "halloran@alder-falls.example", "Bea Halloran", [Role.COMMANDER])
