"""How an officer is shown to residents: as they agreed themselves, and until they take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action, after_commit
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.publishing.models import OfficerCard, Release
from commonbeat.program.publishing.pictures import keep_picture, picture_path

#: Characters of an officer's words in one language.
WORDS_AT_MOST: Final = 600


def card_of(member: Member) -> OfficerCard | None:
    """The member's own card."""
    return OfficerCard.objects.visible_to(member).filter(officer=member).first()


@action
def agree_card(by: Member, words: Mapping[str, str], *, picture: str | None = None, phone_shown: bool) -> OfficerCard:
    """The officer agrees to be shown like this from the next release on.

    Args:
        words: language code -> a few sentences about themselves.
        picture: hash of one that `pictures.keep_picture` kept; "" for none, None to leave it as it is.
        phone_shown: whether the work telephone stands on the page.

    Raises:
        PermissionDenied: no officer.
        ValidationError: too long, or no words at all.
    """
    card = OfficerCard.objects.visible_to(by).select_for_update().filter(officer=by).first()
    if not by.has_perm("publishing.agree_card", card):
        raise PermissionDenied
    said = {code: text.strip() for code, text in words.items() if text.strip()}
    if not said:
        raise ValidationError(_("Write a sentence or two about yourself."))
    if any(len(text) > WORDS_AT_MOST for text in said.values()):
        raise ValidationError(_("At most %(count)d characters.") % {"count": WORDS_AT_MOST})
    card = card or OfficerCard(agency=by.agency, officer=by)
    before = card.picture
    card.words, card.phone_shown, card.agreed_at = said, phone_shown, datetime.now(UTC)
    card.picture = before if picture is None else picture
    card.full_clean()
    card.save()
    _forget(card, before)
    record("card.agree", actor=by, about=card, details={"picture": bool(card.picture), "phone": phone_shown})
    return card


def agree_with_picture(by: Member, words: Mapping[str, str], sent: bytes, *, phone_shown: bool) -> OfficerCard:
    """The same with a picture, drawn anew; when the officer's card is not kept, neither is the picture.

    Raises:
        PictureError: no picture of a known format, damaged, or too many pixels.
        StorageError: it could not be written.
        PermissionDenied, ValidationError: as `agree_card`.
    """
    name = keep_picture(by.agency_id, sent)
    try:
        return agree_card(by, words, picture=name, phone_shown=phone_shown)
    finally:
        if not OfficerCard.objects.filter(agency_id=by.agency_id, picture=name).exists():
            picture_path(by.agency_id, name).unlink(missing_ok=True)


@action
def take_back_card(by: Member) -> None:
    """The officer is shown on no new release; the picture goes at once, and with it from the pages that are live.

    Raises:
        PermissionDenied: no officer.
        ValidationError: there is no card.
    """
    card = OfficerCard.objects.visible_to(by).select_for_update().filter(officer=by).first()
    if not by.has_perm("publishing.agree_card", card):
        raise PermissionDenied
    if card is None or card.agreed_at is None:
        raise ValidationError(_("You are not shown on any page."))
    before, card.picture, card.agreed_at = card.picture, "", None
    card.save(update_fields=["picture", "agreed_at"])
    _forget(card, before)
    record("card.take_back", actor=by, about=card)


def shown_without_consent(member: Member) -> list[Release]:
    """Live releases that still name an officer who took the card back: they ask for a new release."""
    live = Release.objects.visible_to(member).filter(state=Release.State.LIVE).select_related("area")
    agreed = OfficerCard.objects.visible_to(member).filter(agreed_at__isnull=False)
    names = set(agreed.values_list("officer__name", flat=True))
    return [one for one in live if any(each["name"] not in names for each in one.content.get("officers", []))]


def _forget(card: OfficerCard, before: str) -> None:
    """Delete the file of a picture that no card shows anymore."""
    if before and before != card.picture:
        others = OfficerCard.objects.filter(agency_id=card.agency_id, picture=before).exclude(pk=card.pk)
        if not others.exists():
            path = picture_path(card.agency_id, before)
            after_commit(lambda: path.unlink(missing_ok=True))
