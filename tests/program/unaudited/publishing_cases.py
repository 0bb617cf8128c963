"""Calls of the actions of publishing, ready to be made (see `cases`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.program.publishing import actions, cards
from commonbeat.program.publishing.content import Counted, composed
from commonbeat.program.publishing.models import Release
from tests.cast import Cast

NOTHING: Final = Counted(CallKinds(()), ())


def _set_up(cast: Cast) -> Callable[[], Any]:
    return partial(
        actions.set_up_site, cast.okafor, title="Alder Falls listens", slug="alder-falls", languages=["en"], words={}
    )


def _line(cast: Cast) -> Callable[[], Any]:
    return partial(actions.write_line, cast.okafor, cast.oak_creek, "did", "The gate closes again.")


def _publish(cast: Cast) -> Callable[[], Release]:
    _set_up(cast)()
    now = datetime.now(UTC)
    return partial(
        actions.publish, cast.okafor, cast.oak_creek, NOTHING, composed(cast.oak_creek, NOTHING, now).seen, now
    )


def _card(cast: Cast) -> Callable[[], Any]:
    return partial(cards.agree_card, cast.rivera, {"en": "I walk here every day."}, phone_shown=True)


def _card_taken_back(cast: Cast) -> Callable[[], Any]:
    _card(cast)()
    return partial(cards.take_back_card, cast.rivera)


PUBLISHING: Final[dict[str, Callable[[Cast], Callable[[], Any]]]] = {
    "publishing.actions.publish": _publish,
    "publishing.actions.set_up_site": _set_up,
    "publishing.actions.take_off_line": lambda cast: partial(actions.take_off_line, cast.okafor, _line(cast)()),
    "publishing.actions.withdraw": lambda cast: partial(
        actions.withdraw, cast.okafor, _publish(cast)(), "A wrong import was in it."
    ),
    "publishing.actions.write_line": _line,
    "publishing.cards.agree_card": _card,
    "publishing.cards.take_back_card": _card_taken_back,
}
