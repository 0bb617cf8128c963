"""Calls of the actions of passing on, ready to be made (see `cases`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from commonbeat.program.concerns import outside_keys, passing, sending
from commonbeat.program.concerns.actions import let_concern_through
from commonbeat.program.concerns.georeport import Heard
from commonbeat.program.concerns.models import Concern, ConcernKind, Passing
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.program.services.models import Service
from tests.cast import Cast


def _service(cast: Cast) -> Service:
    return Service.objects.create(
        agency=cast.agency, code="lamps", title="Lamps", open311_url="https://city.example/v2", open311_code="LAMP"
    )


def _ours(cast: Cast) -> Callable[[], Passing]:
    kind = ConcernKind.objects.create(
        agency=cast.agency, code="dark", titles={"en": "It is dark"}, service=_service(cast)
    )
    saying = Saying(kind=kind, words="Dark stairs", area=cast.oak_creek)
    concern = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE).concern
    return partial(passing.pass_on, cast.rivera, let_concern_through(cast.okafor, concern), "Mend the lamp.")


def _failed(cast: Cast) -> Callable[[], Any]:
    heard = Heard(trouble="The service answered 403.", refused=True)
    kept = sending.keep_heard(_ours(cast)(), heard, datetime.now(UTC))
    return partial(passing.try_again, cast.rivera, kept)


PASSING: Final[dict[str, Callable[[Cast], Callable[[], Any]]]] = {
    "concerns.outside_keys.set_outside_key": lambda cast: partial(
        outside_keys.set_outside_key, cast.okafor, _service(cast), "quiet harbor"
    ),
    "concerns.passing.pass_on": _ours,
    "concerns.passing.report_back": lambda cast: partial(
        passing.report_back, cast.rivera, _ours(cast)(), "Mend the lamp.", fixed=True
    ),
    "concerns.passing.try_again": _failed,
    "concerns.sending.keep_heard": lambda cast: partial(
        sending.keep_heard, _ours(cast)(), Heard(outside_id="A-17"), datetime.now(UTC)
    ),
}
