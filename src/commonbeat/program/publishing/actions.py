"""Publishing is a step a person takes: what they previewed, and nothing else, becomes the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.guard import check_text
from commonbeat.program.publishing.calls import Year, places_key
from commonbeat.program.publishing.content import Counted, composed
from commonbeat.program.publishing.models import PublicLine, PublicSite, PublishedCell, Release

#: Days after which a release asks for another look.
REVIEW: Final = timedelta(days=90)


@action
def set_up_site(
    by: Member, *, title: str, slug: str, languages: Sequence[str], words: Mapping[str, Mapping[str, str]]
) -> PublicSite:
    """Set up the agency's public site, or change it. Its address stays once something was published there.

    Args:
        words: language -> `{"greeting", "never", "warm_line"}`.

    Raises:
        PermissionDenied: not theirs to say.
        ValidationError: a title, address or language is missing, the address is another agency's, or it would change
            under pages that people know.
    """
    if not by.has_perm("publishing.publish"):
        raise PermissionDenied
    site = PublicSite.objects.visible_to(by).select_for_update().first()
    is_known = site is not None and Release.objects.filter(agency_id=by.agency_id, site=site).exists()
    if site is not None and is_known and slug != site.slug:
        raise ValidationError({"slug": _("People know this address. It cannot change anymore.")})
    if not languages:
        raise ValidationError({"languages": _("Choose at least one language.")})
    site = site or PublicSite(agency=by.agency, opened_at=datetime.now(UTC))
    site.title, site.slug, site.languages = title.strip(), slug, list(languages)
    site.words = {code: dict(texts) for code, texts in words.items() if code in site.languages}
    site.full_clean()
    site.save()
    record("site.set_up", actor=by, about=site, details={"languages": site.languages})
    return site


@action
def write_line(
    by: Member,
    area: Area,
    section: str,
    words: str,
    *,
    why: str = "",
    on: date | None = None,
    at: str = "",
    about: Mapping[str, Any] | None = None,
) -> PublicLine:
    """Write a line for the area's next release.

    Args:
        section: of `PublicLine.Section`.
        why: of what is not done yet.
        on, at: when it was done; of a meeting the day, and time and place in words.
        about: at most one of `{"concern", "commitment", "problem"}`, of this area.

    Raises:
        PermissionDenied: not theirs to publish.
        ValidationError: words that point to a person, or something is missing.
    """
    if not by.has_perm("publishing.publish", area):
        raise PermissionDenied
    line = PublicLine(
        agency=by.agency, area=area, section=section, words=_public(words, "words"), on=on, written_by=by,
        why=_public(why, "why") if why.strip() else "", at=_public(at, "at") if at.strip() else "",
        written_at=datetime.now(UTC), **(about or {}),
    )  # fmt: skip
    if section == PublicLine.Section.NOT_YET and not line.why:
        raise ValidationError({"why": _("Say why it is not done yet.")})
    if section == PublicLine.Section.MEETING and line.on is None:
        raise ValidationError({"on": _("Say on which day the meeting is.")})
    for one in (line.concern, line.commitment, line.problem):
        if one is not None and (one.agency_id, one.area_id) != (area.agency_id, area.pk):
            raise ValidationError(_("That belongs to another area."))
    line.full_clean()
    line.save()
    record("line.write", actor=by, about=line, details={"area": area.pk, "section": section})
    return line


@action
def take_off_line(by: Member, line: PublicLine) -> None:
    """The line stands on no new release.

    Raises:
        PermissionDenied: not theirs to publish.
        ValidationError: it was taken off before.
    """
    if not by.has_perm("publishing.publish", line):
        raise PermissionDenied
    present = PublicLine.objects.visible_to(by).select_for_update().get(pk=line.pk)
    if present.taken_off_at is not None:
        raise ValidationError(_("This line was taken off before."))
    present.taken_off_at = datetime.now(UTC)
    present.save(update_fields=["taken_off_at"])
    record("line.take_off", actor=by, about=present)


@action
def publish(by: Member, area: Area, counted: Counted, seen: str, now: datetime) -> Release:
    """Publish what the person saw in the preview. The earlier release of the area is replaced and stays in its history.

    Args:
        counted: of `content.read_lake`.
        seen: `Composed.seen` of the preview.
        now: when.

    Raises:
        PermissionDenied: not theirs to publish.
        ValidationError: no public site yet, a closed area, or what would be published is not what was seen.
    """
    if not by.has_perm("publishing.publish", area):
        raise PermissionDenied
    present = Area.objects.visible_to(by).select_for_update(of=("self",)).select_related("agency").get(pk=area.pk)
    # The site's row is what two people who publish at once wait for: the memory of counts is the agency's.
    site = PublicSite.objects.visible_to(by).select_for_update().first()
    if site is None:
        raise ValidationError(_("Set up the public site first."))
    if present.state != Area.State.APPROVED:
        raise ValidationError(_("Only an approved area has a page."))
    made = composed(present, counted, now)
    if made.seen != seen:
        raise ValidationError(_("Something changed since you looked. Look at the preview again, then publish."))
    mine = Release.objects.filter(agency_id=by.agency_id, area=present)
    mine.filter(state=Release.State.LIVE).update(state=Release.State.REPLACED)
    latest = mine.order_by("-number").first()
    release = Release(
        agency=present.agency, site=site, area=present, slug=made.content["area"]["slug"],
        number=latest.number + 1 if latest else 1, content=made.content, recipe=made.recipe,
        published_by=by, published_at=now, review_by=today_in(present.agency, now) + REVIEW,
    )  # fmt: skip
    release.save()
    remember(release, made.years)
    record("release.publish", actor=by, about=release, details={"area": present.pk, "number": release.number})
    return release


@action
def withdraw(by: Member, release: Release, why: str) -> Release:
    """Take the page of an area off the public site. Its counts stay said: people may have kept them.

    Raises:
        PermissionDenied: not theirs to publish.
        ValidationError: no reason, or it is not live.
    """
    if not by.has_perm("publishing.publish", release):
        raise PermissionDenied
    reason = _public(why, "why")
    present = Release.objects.visible_to(by).select_for_update().get(pk=release.pk)
    if present.state != Release.State.LIVE:
        raise ValidationError(_("This release is not on the public site."))
    present.state, present.withdrawn_why = Release.State.WITHDRAWN, reason
    present.full_clean()
    present.save(update_fields=["state", "withdrawn_why"])
    record("release.withdraw", actor=by, about=present, details={"area": present.area_id})
    return present


def remember(release: Release, years: Sequence[Year]) -> None:
    """Keep the counts that this release is the first to show or withhold."""
    PublishedCell.objects.bulk_create(
        PublishedCell(
            agency_id=release.agency_id, release=release, year=year.year, label=cell.label, count=cell.count,
            places=sorted(year.places or ()), places_key=places_key(year.places or ()), shown=cell.shown,
        )
        for year in years
        for cell in year.fresh
    )  # fmt: skip


def _public(words: str, field: str) -> str:
    plain = words.strip()
    if not plain:
        raise ValidationError({field: _("Write what residents will read.")})
    findings = check_text(plain, translation)
    if findings:
        raise ValidationError({field: findings[0].why})
    return plain
