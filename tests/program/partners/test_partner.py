"""A partner sees one property after agreeing to the text, and nothing of the agency besides."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.owned import AgencyOwned
from commonbeat.program.partners.actions import (
    accept_agreement,
    end_partnership,
    invite_partner,
    move_fix,
    open_estate,
    propose_fix,
)
from commonbeat.program.partners.models import Estate, Fix, Partnership
from commonbeat.program.partners.queries import estates_of
from commonbeat.program.partners.wording import against_a_person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_partner_sees_the_property_once_they_agreed_and_until_it_ends(cast: Cast, estate: Estate) -> None:
    made = invite_partner(cast.okafor, estate, email="m@oakcreek.example", name="Dana Whitfield", title="manager")
    assert not estates_of(made.partner).exists()
    accept_agreement(made.partner, made, "The text")
    accept_agreement(made.partner, made, "Another text")
    assert Partnership.objects.get().agreed_text == "The text"
    assert list(estates_of(made.partner)) == [estate]
    end_partnership(cast.okafor, Partnership.objects.get(), "The property was sold.")
    assert not estates_of(made.partner).exists()
    with pytest.raises(PermissionDenied):
        propose_fix(made.partner, estate, "A lamp", ours=False)


def test_no_row_of_the_agency_is_visible_to_a_partner(cast: Cast, whitfield: Member) -> None:
    owned = [model for model in apps.get_models() if issubclass(model, AgencyOwned)]
    assert len(owned) > 30
    for model in owned:
        assert not model.objects.visible_to(whitfield).exists(), model.__name__  # type: ignore[attr-defined]


def test_nobody_accepts_for_somebody_else(cast: Cast, estate: Estate, whitfield: Member) -> None:
    other = invite_partner(cast.okafor, estate, email="b@oakcreek.example", name="Noor Adeyinka", title="owner")
    with pytest.raises(PermissionDenied):
        accept_agreement(whitfield, other, "The text")


def test_staff_are_not_invited_as_partners(cast: Cast, estate: Estate) -> None:
    with pytest.raises(ValidationError, match="member of staff"):
        invite_partner(cast.okafor, estate, email=cast.rivera.email, name="Sol Rivera", title="manager")
    with pytest.raises(ValidationError):
        invite_partner(cast.okafor, estate, email=cast.harbor_officer.email, name="Somebody", title="manager")


def test_only_who_runs_the_program_opens_and_invites(cast: Cast, estate: Estate) -> None:
    with pytest.raises(PermissionDenied):
        open_estate(cast.rivera, cast.mill_street_shop, cast.mill_street, title="Shop", kind="shop")
    with pytest.raises(PermissionDenied):
        invite_partner(cast.harbor_sergeant, estate, email="x@oakcreek.example", name="X", title="manager")


def test_who_did_it_does_not_check_it(cast: Cast, estate: Estate, whitfield: Member) -> None:
    lamp = propose_fix(cast.rivera, estate, "A lamp over the stairs", ours=False)
    assert lamp.state == Fix.State.PROPOSED
    with pytest.raises(PermissionDenied):
        move_fix(cast.rivera, lamp, Fix.State.AGREED)
    move_fix(whitfield, lamp, Fix.State.AGREED)
    done = move_fix(whitfield, lamp, Fix.State.DONE)
    assert done.done_at is not None
    with pytest.raises(PermissionDenied):
        move_fix(whitfield, lamp, Fix.State.CHECKED)
    assert move_fix(cast.rivera, lamp, Fix.State.AGREED).state == Fix.State.AGREED  # it was not fixed
    move_fix(whitfield, lamp, Fix.State.DONE)
    assert move_fix(cast.rivera, lamp, Fix.State.CHECKED).checked_by == cast.rivera
    with pytest.raises(ValidationError, match="cannot follow"):
        move_fix(cast.rivera, lamp, Fix.State.DROPPED, why="No need")


def test_ones_own_line_is_agreed_at_once_and_dropping_needs_a_reason(
    cast: Cast, estate: Estate, whitfield: Member
) -> None:
    ours = propose_fix(cast.rivera, estate, "Walk the lot on Friday nights", ours=True)
    theirs = propose_fix(whitfield, estate, "Lock the back gate at ten", ours=False)
    assert (ours.state, theirs.state) == (Fix.State.AGREED, Fix.State.AGREED)
    with pytest.raises(ValidationError, match="why it is dropped"):
        move_fix(whitfield, theirs, Fix.State.DROPPED)


AGAINST = [
    "Please evict the people in the corner unit",
    "Can we end the lease of whoever calls",
    "Kick them out by Friday",
    "Get those tenants out of here",
    "We screen all new tenants with your list",
    "Run a background check",
    "Tell us who called last night",
    "Send a list of the tenants you met",
    "They call 911 too often",
    "Warn the tenants who had police here",
    "Hay que desalojar a esa familia",
    "Quiero saber quién llamó anoche",
    "No rentarles a ellos",
    "Pedir antecedentes a los solicitantes",
    "Llaman demasiado a la policía",
    "Cancelar el contrato de renta",
    "Serve a notice on the family upstairs",
    "Remove that tenant",
    "We need a lease termination",
    "The noisy people must leave",
    "Send us the call log for each apartment",
    "A list of calls by unit",
    "Which apartments do you visit most",
    "The lamp by unit 12 is out",
    "Apartment 4B has parties",
    "Ruido en el apto. 204",
]
ABOUT_THE_PLACE = [
    "A lamp over the stairs of building C",
    "The back gate does not close",
    "Trim the hedge at the corner",
    "Put the trash bins out on Monday",
    "Move the bench away from the door",
    "The contractor ends the work on Friday",
    "Reporte la luz que no funciona",
    "Cambiar la cerradura de la puerta",
    "Sacar la basura los lunes",
    "Post the quiet hours by the mailboxes",
    "Tow cars that block the fire lane",
    "Repair the fence between the lots",
    "Remove the bushes by the residents' mailboxes",
    "Post a notice about quiet hours",
    "Number the parking spaces of 40 apartments",
    "Put an intercom at each apartment building",
    "The light in building C, second floor",
    "People need to leave the carts inside",
    "Two units of the laundry are broken",
    "We get calls from residents about the gate",
]


@pytest.mark.parametrize("words", AGAINST)
def test_wording_against_a_person_is_stopped_with_the_reason(
    cast: Cast, estate: Estate, whitfield: Member, words: str
) -> None:
    assert against_a_person(words) is not None
    with pytest.raises(ValidationError, match=r"Nothing here|Nobody is punished|number of a home"):
        propose_fix(whitfield, estate, words, ours=False)


@pytest.mark.parametrize("words", ABOUT_THE_PLACE)
def test_wording_about_the_place_stands(words: str) -> None:
    assert against_a_person(words) is None
