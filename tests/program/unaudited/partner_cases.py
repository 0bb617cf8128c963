"""Calls of the newer actions of partners, ready to be made (see `cases`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.partners import actions, agreement, invitation, pictures, speaking
from commonbeat.program.partners.models import Estate, Partnership
from tests.cast import Cast

Call = Callable[[], Any]


def _estate(cast: Cast) -> Estate:
    return actions.open_estate(
        cast.okafor, cast.oak_creek_apartments, cast.oak_creek, title="Creekside Homes", kind="apartments"
    )


def _invited(cast: Cast) -> Partnership:
    return actions.invite_partner(
        cast.okafor, _estate(cast), email="desk@creekside.example", name="Dana Whitfield", title="property manager"
    )


def _agreed(cast: Cast) -> Partnership:
    made = _invited(cast)
    return actions.accept_agreement(made.partner, made, "We look after the place together.")


def _used(cast: Cast) -> Call:
    found = invitation.partnership_of_token(invitation.make_link(cast.okafor, _invited(cast)))
    assert found is not None
    return partial(invitation.use_invitation, found)


def _picture(cast: Cast) -> Call:
    fix = actions.propose_fix(cast.okafor, _estate(cast), "A lamp by the mailboxes", ours=True)
    return partial(pictures.show_picture, cast.okafor, fix, "before", "ab" * 32)


def _said(cast: Cast) -> Call:
    made = _agreed(cast)
    kind = ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out"})
    return partial(speaking.say_as_partner, made.partner, made.estate, kind, "The lamp over the stairs is out.")


def _again(cast: Cast) -> Call:
    concern = _said(cast)()
    Concern.objects.filter(pk=concern.pk).update(state="done")
    concern.refresh_from_db()
    made = Partnership.objects.get(estate=concern.estate)
    return partial(speaking.reopen_as_partner, made.partner, concern, "The lamp is out again.")


PARTNERS: Final[dict[str, Callable[[Cast], Call]]] = {
    "partners.actions.close_estate": lambda cast: partial(
        actions.close_estate, cast.okafor, _invited(cast).estate, "Another company runs the place."
    ),
    "partners.agreement.write_agreement": lambda cast: partial(
        agreement.write_agreement, cast.okafor, "We look after the place together."
    ),
    "partners.invitation.make_link": lambda cast: partial(invitation.make_link, cast.okafor, _invited(cast)),
    "partners.invitation.use_invitation": _used,
    "partners.invitation._code_mailed": lambda cast: partial(invitation.code_mailed, _agreed(cast).partner),
    "partners.pictures.show_picture": _picture,
    "partners.speaking.say_as_partner": _said,
    "partners.speaking.reopen_as_partner": _again,
}
