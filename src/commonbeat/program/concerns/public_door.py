"""The two narrow doors by which the public face writes. Objects are loaded inside the writer, in the agency's scope.

The face itself reads published tables alone; it gives values, never rows, and gets back a word or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from commonbeat.errors import CommonbeatError
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.concerns.raising import Saying, raise_concern, reopen_by_word
from commonbeat.program.publishing.models import Release
from commonbeat.program.writer import writer


class NotThereError(CommonbeatError):
    """No such area or kind, or not any more."""


def raise_from_page(
    agency_id: int, area_slug: str, kind: str, *, words: str, language: str, reply_to: str, channel: str = "page"
) -> str:
    """Raise a concern from the page of an area; it waits in the queue. Gives the tracking word.

    Args:
        agency_id: of the site it came by.
        area_slug: of an area with a live page.
        kind: code of a kind of the agency.
        words: as written, at most 2,000 letters.
        language: code of the language of the page.
        reply_to: where to answer, if they wish; sealed.
        channel: "page" or "poster".

    Raises:
        NotThereError: the page or the kind is gone.
        ValidationError: as `raise_concern`.
    """
    said = partial(Saying, words=words, language=language, reply_to=reply_to)
    return writer.run(partial(_raise, agency_id, area_slug, kind, said, channel))


def open_again(agency_id: int, word: str) -> bool:
    """ "It was not fixed": False when the word is unknown."""
    return writer.run(partial(_open_again, agency_id, word))


def _raise(agency_id: int, area_slug: str, kind: str, said: Callable[..., Saying], channel: str) -> str:
    with agency_scope(agency_id):
        agency = Agency.objects.get(pk=agency_id)
        page = Release.objects.filter(agency=agency, slug=area_slug, state=Release.State.LIVE)
        release = page.select_related("area").first()
        found = ConcernKind.objects.filter(agency=agency, code=kind, closed_at=None).first()
        if release is None or found is None:
            raise NotThereError("This page is not there any more.", todo="Start again from the site's first page.")
        return raise_concern(agency, said(kind=found, area=release.area), channel=channel).word


def _open_again(agency_id: int, word: str) -> bool:
    with agency_scope(agency_id):
        return reopen_by_word(Agency.objects.get(pk=agency_id), word) is not None
