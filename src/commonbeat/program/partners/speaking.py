"""A partner says what is wrong at the property, and when it was not fixed after all."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.models import Concern, ConcernKind
from commonbeat.program.concerns.raising import Saying, raise_concern, reopen
from commonbeat.program.partners.actions import plain_words
from commonbeat.program.partners.models import Estate


@action
def say_as_partner(by: Member, estate: Estate, kind: ConcernKind, words: str) -> Concern:
    """A concern about the property. It waits in the queue like everybody's.

    Raises:
        PermissionDenied: not this property's partner, or another agency's kind.
        ValidationError: no words, words that point to a person, or that ask something against one.
    """
    if not by.has_perm("partners.look", estate) or kind.agency_id != by.agency_id:
        raise PermissionDenied
    said = plain_words(words, "words", _("Say in a few words what is wrong."))
    saying = Saying(kind, said, language=by.interface_language, area=estate.area, place=estate.place)
    concern = raise_concern(by.agency, saying, channel=Concern.Channel.PARTNER, estate=estate).concern
    record("partner.concern", actor=by, about=concern, details={"estate": estate.pk})
    return concern


@action
def reopen_as_partner(by: Member, concern: Concern, words: str) -> Concern:
    """ "It is not fixed": the partner opens their own settled concern again; an open one stays as it is.

    Raises:
        PermissionDenied: not a concern that a partner of this property raised.
        ValidationError: no words, words that point to a person, or that ask something against one.
    """
    estate = concern.estate
    if estate is None or concern.channel != Concern.Channel.PARTNER or not by.has_perm("partners.look", estate):
        raise PermissionDenied
    said = plain_words(words, "words", _("Say in a few words what is not fixed."))
    held = Concern.objects.select_for_update(of=("self",)).select_related("kind", "area")
    present = held.get(pk=concern.pk, agency_id=by.agency_id)
    if present.state in (Concern.State.DONE, Concern.State.NOT_DONE):
        reopen(present, by=by, at=datetime.now(UTC), words=said)
        record("concern.reopen", actor=by, about=present)
    return present
