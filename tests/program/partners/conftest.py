"""Dana Whitfield, who manages Oak Creek Apartments."""

from __future__ import annotations

import pytest

from commonbeat.program.agencies.models import Member
from commonbeat.program.partners.actions import accept_agreement, invite_partner, open_estate
from commonbeat.program.partners.models import Estate
from tests.cast import Cast


@pytest.fixture
def estate(cast: Cast) -> Estate:
    return open_estate(
        cast.okafor, cast.oak_creek_apartments, cast.oak_creek, title="Oak Creek Apartments", kind="apartments"
    )


@pytest.fixture
def whitfield(cast: Cast, estate: Estate) -> Member:
    """Invited and agreed."""
    made = invite_partner(
        cast.okafor, estate, email="manager@oakcreek.example", name="Dana Whitfield", title="property manager"
    )
    accept_agreement(made.partner, made, "We look after the place together.")
    return made.partner
