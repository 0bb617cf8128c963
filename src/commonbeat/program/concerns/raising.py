"""Raising a concern: from the public face without an account, or by staff who were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.concerns.following import tell_follower
from commonbeat.program.concerns.models import Concern, ConcernKind, ConcernStep
from commonbeat.program.concerns.reply_address import put_off, seal_reply_address
from commonbeat.program.concerns.tracking import digest_of, new_word
from commonbeat.program.guard import check_text
from commonbeat.program.partners.models import Estate
from commonbeat.program.places.models import Place
from commonbeat.program.visits.models import Visit

#: Letters of a reply address.
_LONGEST_ADDRESS: Final = 200
#: States in which "it was not fixed" opens a concern again.
_SETTLED: Final = (Concern.State.DONE, Concern.State.NOT_DONE)


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern, and its tracking word at the one moment at which it can be read."""

    concern: Concern
    word: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says is wrong.

    Attributes:
        kind: what it is about, as the agency asks.
        words: what they wrote, at most 2,000 letters; may be empty when the kind says enough.
        language: code of the language they wrote in.
        area, place, lon, lat: where, as far as they said.
        reply_to: where to answer, if they wish; sealed.
    """

    kind: ConcernKind
    words: str = ""
    language: str = "en"
    area: Area | None = None
    place: Place | None = None
    lon: float | None = None
    lat: float | None = None
    reply_to: str = ""


@action
def raise_concern(
    agency: Agency,
    saying: Saying,
    *,
    channel: str,
    outside_id: str = "",
    estate: Estate | None = None,
    client: ApiKey | None = None,
) -> Raised:
    """A concern without an account. It waits in the queue until someone of the agency has looked at it.

    Args:
        agency: whose site it came by.
        channel: a value of `Concern.Channel`.
        outside_id: the id of a city's own system; a second delivery of the same id gives the same concern,
            without a word.
        estate: the partner's property, when a partner raises it.
        client: the key of the city's system that sent it.

    Raises:
        ValidationError: nothing was said, or a value is none that exists.
    """
    if outside_id:
        known = Concern.objects.filter(agency=agency, channel=channel, outside_id=outside_id).first()
        if known is not None:
            return Raised(known, "")
    word = new_word()
    concern = _kept(
        agency,
        saying,
        channel=channel,
        digest=digest_of(agency.pk, word),
        outside_id=outside_id,
        estate=estate,
        client=client,
    )
    record("concern.raise", actor=None, agency=agency, about=concern, details=_told(concern), label=channel)
    return Raised(concern, word)


@action
def enter_concern(
    by: Member, saying: Saying, *, channel: str, visit: Visit | None = None, with_word: bool = False
) -> Raised:
    """A concern that staff were told or read on paper; nobody needs to let it through.

    Args:
        by: who was told.
        channel: "officer", "paper" or "card".
        visit: during which it was told.
        with_word: make a tracking word to hand over.

    Raises:
        PermissionDenied: not this member's to enter.
        ValidationError: as `raise_concern`; or words that point to a person, since here a member of staff writes them.
    """
    if not by.has_perm("concerns.enter"):
        raise PermissionDenied
    findings = check_text(saying.words, translation)
    if findings:
        raise ValidationError({"words": findings[0].why})
    word = new_word() if with_word else ""
    digest = digest_of(by.agency_id, word) if word else ""
    concern = _kept(by.agency, saying, channel=channel, digest=digest, by=by, visit=visit)
    record("concern.enter", actor=by, about=concern, details=_told(concern))
    return Raised(concern, word)


@action
def reopen_by_word(agency: Agency, word: str) -> Concern | None:
    """ "It was not fixed": whoever holds the word opens the concern again with one tap; a second tap changes nothing.

    Returns:
        The concern, or None when the word is unknown.
    """
    found = Concern.objects.select_for_update().filter(agency=agency, word_digest=digest_of(agency.pk, word)).first()
    if found is not None and found.state in _SETTLED:
        reopen(found, by=None, at=datetime.now(UTC))
        record("concern.reopen", actor=None, agency=agency, about=found, label="tracking word")
    return found


def reopen(concern: Concern, *, by: Member | None, at: datetime, words: str = "") -> None:
    """Open a settled concern again, inside an action; the first reply times stay as they are."""
    concern.state, concern.reopened = Concern.State.OPEN, concern.reopened + 1
    concern.done_at = None
    concern.save(update_fields=["state", "reopened", "done_at"])
    step(concern, ConcernStep.Kind.REOPENED, at=at, by=by, words=words)
    put_off(concern, at)


def step(
    concern: Concern, kind: str, *, at: datetime, by: Member | None = None, words: str = "", inner: bool = False
) -> ConcernStep:
    """Add one step and tell the follower, inside an action."""
    made = ConcernStep.objects.create(
        agency_id=concern.agency_id, concern=concern, kind=kind, at=at, by=by, words=words, inner=inner
    )
    tell_follower(concern)
    return made


def _kept(
    agency: Agency,
    saying: Saying,
    *,
    channel: str,
    digest: str,
    by: Member | None = None,
    visit: Visit | None = None,
    outside_id: str = "",
    estate: Estate | None = None,
    client: ApiKey | None = None,
) -> Concern:
    words, given = saying.words.strip(), saying.reply_to.strip()
    if estate is not None and channel != Concern.Channel.PARTNER:
        raise ValueError("Only what a partner says belongs to a partner's property.")
    if not words and not saying.kind.titles:
        raise ValidationError({"words": _("Say in a few words what is wrong.")})
    if len(given) > _LONGEST_ADDRESS:
        raise ValidationError({"reply_to": _("This is too long for a telephone number or an e-mail address.")})
    now = datetime.now(UTC)
    concern = Concern(
        agency=agency,
        area=saying.area,
        place=saying.place,
        kind=saying.kind,
        channel=channel,
        words=words,
        language=saying.language,
        lon=saying.lon,
        lat=saying.lat,
        arrived_at=now,
        state=Concern.State.QUEUED if by is None else Concern.State.OPEN,
        word_digest=digest,
        outside_id=outside_id,
        client=client,
        entered_by=by,
        visit=visit,
        estate=estate,
    )
    concern.full_clean()
    concern.save()
    step(concern, ConcernStep.Kind.ARRIVED, at=now, by=by)
    if given:
        seal_reply_address(concern, given, now)
    return concern


def _told(concern: Concern) -> dict[str, object]:
    return {"channel": concern.channel, "kind": concern.kind_id, "area": concern.area_id}


def concern_by_code(agency: Agency, code: UUID) -> Concern | None:
    """The concern that a city's own system asks about."""
    return Concern.objects.filter(agency=agency, code=code).select_related("kind", "area", "place").first()
