"""Calls of the actions of concerns, services and referrals, ready to be made (see `cases`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from commonbeat.program.concerns import actions, kinds, reply_address
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.raising import Raised, Saying, enter_concern, raise_concern, reopen_by_word
from commonbeat.program.referrals.actions import Referred, hear_back, refer, renew_link
from commonbeat.program.services.actions import add_service, change_service, close_service
from commonbeat.program.services.models import Service
from tests.cast import Cast

Call = Callable[[], Any]


def _saying(cast: Cast, **more: Any) -> Saying:
    kind, _ = ConcernKind.objects.get_or_create(agency=cast.agency, code="lights", titles={"en": "A light is out"})
    return Saying(kind=kind, words="The light at the stairs is out.", area=cast.oak_creek, **more)


def _raised(cast: Cast, **more: Any) -> Raised:
    return raise_concern(cast.agency, _saying(cast, **more), channel=Concern.Channel.PAGE)


def _queued(cast: Cast) -> Concern:
    return _raised(cast).concern


def _open(cast: Cast) -> Concern:
    return enter_concern(cast.rivera, _saying(cast), channel=Concern.Channel.OFFICER).concern


def _settled(cast: Cast) -> Concern:
    return actions.settle_concern(cast.rivera, _open(cast), "The light is mended.", done=True)


def _settled_with_word(cast: Cast) -> Call:
    raised = _raised(cast)
    present = actions.let_concern_through(cast.okafor, raised.concern)
    actions.settle_concern(cast.rivera, present, "The light is mended.", done=True)
    return partial(reopen_by_word, cast.agency, raised.word)


def _with_reply_address(cast: Cast) -> Concern:
    raised = _raised(cast, reply_to="resident@mail.example")
    return actions.let_concern_through(cast.okafor, raised.concern)


def _due(cast: Cast) -> Call:
    """The day on which every reply address of today is deleted has come."""
    _with_reply_address(cast)
    return partial(reply_address.delete_due, cast.agency.pk, datetime.now(UTC).date() + timedelta(days=1_000))


def _service(cast: Cast) -> Service:
    return add_service(cast.okafor, code="rent-help", title="Rent Help Desk", kind="help", needs=["housing"])


def _referred(cast: Cast) -> Referred:
    return refer(cast.rivera, _service(cast), need="housing", area=cast.oak_creek, consent=True)


def _kind(cast: Cast, title: str = "The stairs are dark") -> ConcernKind:
    return kinds.add_kind(cast.okafor, titles={"en": title})


def _closed_kind(cast: Cast) -> ConcernKind:
    return kinds.close_kind(cast.okafor, _kind(cast))


CONCERNS: Final[dict[str, Callable[[Cast], Call]]] = {
    "services.actions.add_service": lambda cast: partial(_service, cast),
    "services.actions.change_service": lambda cast: partial(
        change_service, cast.okafor, _service(cast), title="Rent and Deposit Desk"
    ),
    "services.actions.close_service": lambda cast: partial(close_service, cast.okafor, _service(cast)),
    "concerns.raising.raise_concern": lambda cast: partial(
        raise_concern, cast.agency, _saying(cast, reply_to="resident@mail.example"), channel=Concern.Channel.PAGE
    ),
    "concerns.raising.enter_concern": lambda cast: partial(
        enter_concern, cast.rivera, _saying(cast), channel=Concern.Channel.OFFICER
    ),
    "concerns.raising.reopen_by_word": _settled_with_word,
    "concerns.actions.let_concern_through": lambda cast: partial(
        actions.let_concern_through, cast.okafor, _queued(cast)
    ),
    "concerns.actions.set_concern_aside": lambda cast: partial(
        actions.set_concern_aside, cast.okafor, _queued(cast), "It is advertising."
    ),
    "concerns.actions.answer_concern": lambda cast: partial(
        actions.answer_concern, cast.rivera, _open(cast), "We asked for a lamp.", started=True
    ),
    "concerns.actions.settle_concern": lambda cast: partial(
        actions.settle_concern, cast.rivera, _open(cast), "The light is mended.", done=True
    ),
    "concerns.actions.reopen_concern": lambda cast: partial(
        actions.reopen_concern, cast.rivera, _settled(cast), "It is dark again."
    ),
    "concerns.actions.word_for_public": lambda cast: partial(
        actions.word_for_public, cast.okafor, _open(cast), "The stairs were dark."
    ),
    "concerns.kinds.add_kind": lambda cast: partial(_kind, cast),
    "concerns.kinds.change_kind": lambda cast: partial(
        kinds.change_kind, cast.okafor, _kind(cast), titles={"en": "The light is out"}, service=_service(cast), order=5
    ),
    "concerns.kinds.close_kind": lambda cast: partial(kinds.close_kind, cast.okafor, _kind(cast)),
    "concerns.kinds.open_kind": lambda cast: partial(kinds.open_kind, cast.okafor, _closed_kind(cast)),
    "concerns.kinds.add_usual_kinds": lambda cast: partial(kinds.add_usual_kinds, cast.castellanos),
    "concerns.reply_address.open_reply_address": lambda cast: partial(
        reply_address.open_reply_address, cast.rivera, _with_reply_address(cast)
    ),
    "concerns.reply_address.delete_due": _due,
    "referrals.actions.refer": lambda cast: partial(
        refer, cast.rivera, _service(cast), need="housing", area=cast.oak_creek, consent=True
    ),
    "referrals.actions.renew_link": lambda cast: partial(renew_link, cast.rivera, _referred(cast).referral),
    "referrals.actions.hear_back": lambda cast: partial(hear_back, cast.agency, _referred(cast).secret, "reached"),
}
