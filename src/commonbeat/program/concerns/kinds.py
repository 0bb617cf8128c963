"""Keeping the kinds of concern: what residents may choose from, and whose matter each is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import Entry, record, record_all
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.concerns.usual_kinds import USUAL
from commonbeat.program.publishing.models import PublicSite
from commonbeat.program.services.models import Service

#: Letters of a title.
LONGEST: Final = 80
_STEP: Final = 10


def kinds_of(member: Member) -> QuerySet[ConcernKind]:
    """Every kind of the member's agency in its order, the open ones first."""
    found = ConcernKind.objects.visible_to(member).select_related("service")
    return found.order_by(F("closed_at").asc(nulls_first=True), "order", "code")


def open_kinds(member: Member) -> QuerySet[ConcernKind]:
    """The kinds that may be chosen, in order."""
    return kinds_of(member).filter(closed_at=None)


def title_languages(member: Member) -> list[str]:
    """Codes of the languages in which residents read titles: English, the agency's, and its public site's."""
    spoken = [*member.agency.languages]
    for site in PublicSite.objects.visible_to(member):
        spoken += site.languages
    return list(dict.fromkeys(["en", *spoken]))


@action
def add_kind(
    by: Member, *, titles: Mapping[str, str], service: Service | None = None, order: int | None = None
) -> ConcernKind:
    """A new kind. Its code is made of its title, and stays as it is.

    Args:
        by: who keeps the kinds.
        titles: language code -> words residents read; one at least.
        service: whose matter it is when it is not the police's.
        order: its place in the list; None for the end.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no title, one that is too long or was given before, or a service that is closed.
    """
    _allowed(by)
    said = _titles(by, titles)
    last = kinds_of(by).exclude(code="other").order_by("-order").values_list("order", flat=True).first()
    kind = ConcernKind(
        agency_id=by.agency_id,
        code=_new_code(by, said),
        titles=said,
        service=_service(by, service),
        order=min((last or 0) + _STEP, 32_000) if order is None else order,
    )
    kind.full_clean()
    kind.save()
    record("concern_kind.add", actor=by, about=kind, details={"service": kind.service_id})
    return kind


@action
def change_kind(
    by: Member, kind: ConcernKind, *, titles: Mapping[str, str], service: Service | None, order: int
) -> ConcernKind:
    """Change what residents read, whose matter it is, and where it stands. The code stays, since others know it.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: as `add_kind`.
    """
    present = _held(by, kind)
    said = _titles(by, titles, but=present)
    whose = service if service is not None and service.pk == present.service_id else _service(by, service)
    changed = [
        name
        for name, before, after in (
            ("titles", present.titles, said),
            ("service", present.service_id, whose.pk if whose else None),
            ("order", present.order, order),
        )
        if before != after
    ]
    present.titles, present.service, present.order = said, whose, order
    present.full_clean()
    present.save()
    record("concern_kind.change", actor=by, about=present, details={"fields": changed, "service": present.service_id})
    return present


@action
def close_kind(by: Member, kind: ConcernKind) -> ConcernKind:
    """Nothing new is of this kind; what was stays.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it is closed.
    """
    return _set_closed(by, kind, closed=True)


@action
def open_kind(by: Member, kind: ConcernKind) -> ConcernKind:
    """A closed kind may be chosen again.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it is open.
    """
    return _set_closed(by, kind, closed=False)


@action
def add_usual_kinds(by: Member) -> list[ConcernKind]:
    """The kinds that most cities ask for and the agency has not; each with its service where the agency keeps one.

    A second time adds nothing.

    Raises:
        PermissionDenied: not this member's.
    """
    _allowed(by)
    there = set(kinds_of(by).values_list("code", flat=True))
    services = {one.code: one for one in Service.objects.visible_to(by).filter(closed_at=None)}
    made = [
        ConcernKind(
            agency_id=by.agency_id,
            code=one.code,
            titles=one.titles,
            service=next((services[code] for code in one.services if code in services), None),
            order=30_000 if one.code == "other" else number * _STEP,
        )
        for number, one in enumerate(USUAL, start=1)
        if one.code not in there
    ]
    for kind in made:
        kind.full_clean()
        kind.save()
    record_all([Entry("concern_kind.add", about=kind, details={"service": kind.service_id}) for kind in made], actor=by)
    return made


def _set_closed(by: Member, kind: ConcernKind, *, closed: bool) -> ConcernKind:
    present = _held(by, kind)
    if (present.closed_at is not None) == closed:
        raise ValidationError(_("This kind is closed already.") if closed else _("This kind is open already."))
    present.closed_at = datetime.now(UTC) if closed else None
    present.save(update_fields=["closed_at"])
    record("concern_kind.close" if closed else "concern_kind.open", actor=by, about=present)
    return present


def _allowed(by: Member) -> None:
    if not by.has_perm("concerns.keep_kinds"):
        raise PermissionDenied


def _held(by: Member, kind: ConcernKind) -> ConcernKind:
    _allowed(by)
    if kind.agency_id != by.agency_id:
        raise PermissionDenied
    return ConcernKind.objects.visible_to(by).select_for_update(of=("self",)).get(pk=kind.pk)


def _titles(by: Member, titles: Mapping[str, str], but: ConcernKind | None = None) -> dict[str, str]:
    said = {code: text.strip() for code, text in titles.items() if text.strip()}
    if not said:
        raise ValidationError(_("Write a title in at least one language."))
    if any(len(text) > LONGEST for text in said.values()):
        raise ValidationError(_("A title has at most %(most)s letters.") % {"most": LONGEST})
    others = [one for one in kinds_of(by) if but is None or one.pk != but.pk]
    taken = {(code, text.casefold()) for one in others for code, text in one.titles.items()}
    if any((code, text.casefold()) in taken for code, text in said.items()):
        raise ValidationError(_("There is a kind with this title. Open it again if it is closed."))
    return said


def _service(by: Member, service: Service | None) -> Service | None:
    if service is not None and (service.agency_id != by.agency_id or service.closed_at is not None):
        raise ValidationError(_("Choose a service that is open."))
    return service


def _new_code(by: Member, titles: Mapping[str, str]) -> str:
    base = next((slug for text in titles.values() if (slug := slugify(text)[:50].strip("-"))), "kind")
    there = set(kinds_of(by).values_list("code", flat=True))
    codes = (base if number == 1 else f"{base}-{number}" for number in range(1, len(there) + 2))
    return next(code for code in codes if code not in there)
