"""Reading what is published, through the connection that can read nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections

from commonbeat.program.concerns.tracking import digest_of
from commonbeat.program.publishing.models import Answer, PublicSite, Release

_DATABASE: Final = "public"


class NotForThePublicError(RuntimeError):
    """A public request asked the program's own database: a fault of ours, and refused."""


def sites() -> list[PublicSite]:
    """Every public site that has a page, by title."""
    live = Release.objects.using(_DATABASE).filter(state=Release.State.LIVE).values("site_id")
    return list(PublicSite.objects.using(_DATABASE).filter(pk__in=live).order_by("title", "pk"))


def site(slug: str) -> PublicSite | None:
    """The site at this address."""
    return PublicSite.objects.using(_DATABASE).filter(slug=slug).first()


def pages_of(of: PublicSite) -> list[Release]:
    """The live page of each area, by title."""
    live = Release.objects.using(_DATABASE).filter(site_id=of.pk, state=Release.State.LIVE)
    return sorted(live, key=lambda one: (one.content["area"]["title"], one.pk))


def page_at(of: PublicSite, slug: str) -> Release | None:
    """The live page of the area at this address."""
    return Release.objects.using(_DATABASE).filter(site_id=of.pk, slug=slug, state=Release.State.LIVE).first()


def answer_to(of: PublicSite, word: str) -> Answer | None:
    """What whoever holds the tracking word reads."""
    digest = digest_of(of.agency_id, word)
    return Answer.objects.using(_DATABASE).filter(agency_id=of.agency_id, word_digest=digest).first()


@contextmanager
def nothing_else() -> Iterator[None]:
    """Inside, this thread cannot ask the program's own database anything."""
    with connections["default"].execute_wrapper(_refuse):
        yield


def _refuse(*_: Any, **__: Any) -> Any:
    raise NotForThePublicError
