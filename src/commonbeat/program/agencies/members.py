"""Writes about members by an administrator, and by members about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.record import record


class ResetReason(models.TextChoices):
    """Why someone's second factor is taken away; a code, so that the log holds no free text."""

    LOST = "lost", gettext_lazy("The phone or key is lost")
    BROKEN = "broken", gettext_lazy("The phone or key is broken")
    REPLACED = "replaced", gettext_lazy("The member has a new phone and not the old one")
    SUSPECTED = "suspected", gettext_lazy("Somebody else may have it")


def _may(by: Member, permission: str, about: Member | Agency | None) -> None:
    if not by.has_perm(permission, about):
        raise PermissionDenied


@action
def add_member(
    by: Member, *, email: str, name: str, roles: Sequence[Role], work_phone: str = "", languages: Sequence[str] = ()
) -> Member:
    """A new member without a password; a link for the first one is made with `first_password_token`.

    Raises:
        ValidationError: the address is taken, or a field is not as it should be.
    """
    _may(by, "agencies.change_member", None)
    member = Member(
        agency=by.agency,
        email=email.strip().lower(),
        name=name.strip(),
        roles=_roles(roles),
        work_phone=work_phone.strip(),
        languages=list(languages),
    )
    member.set_unusable_password()
    member.full_clean()
    member.save()
    record("member.create", actor=by, about=member, details={"roles": member.roles})
    return member


@action
def change_member(
    by: Member, member: Member, *, name: str, roles: Sequence[Role], work_phone: str, languages: Sequence[str]
) -> None:
    """Change what a member is; other roles end the member's sessions at once (promise A3).

    Raises:
        ValidationError: a field is not as it should be, or an administrator drops their own role.
    """
    _may(by, "agencies.change_member", member)
    before, after = sorted(member.roles), _roles(roles)
    if member.pk == by.pk and Role.ADMINISTRATOR.value not in after:
        raise ValidationError(_("You cannot take your own administrator role away. Ask another administrator."))
    member.name, member.work_phone, member.languages = name.strip(), work_phone.strip(), list(languages)
    member.roles = after
    if before != sorted(after):
        member.signed_out_at = datetime.now(UTC)
    member.full_clean()
    member.save()
    record("member.change", actor=by, about=member, details={"roles": after, "roles_before": before})


@action
def disable_member(by: Member, member: Member) -> None:
    """Nobody signs in as the member any more, and every session of theirs ends (CJIS AC-2)."""
    _may(by, "agencies.stop_member", member)
    member.is_active, member.signed_out_at = False, datetime.now(UTC)
    member.save(update_fields=["is_active", "signed_out_at"])
    record("member.disable", actor=by, about=member)


@action
def enable_member(by: Member, member: Member) -> None:
    """The member may sign in again; the time without a sign-in counts from now."""
    _may(by, "agencies.stop_member", member)
    member.is_active, member.last_login = True, datetime.now(UTC)
    member.save(update_fields=["is_active", "last_login"])
    record("member.enable", actor=by, about=member)


@action
def release_lock(by: Member, member: Member) -> None:
    """Open the password path again after too many wrong tries (CJIS AC-7)."""
    _may(by, "agencies.stop_member", member)
    member.locked_at, member.bad_sign_ins = None, []
    member.save(update_fields=["locked_at", "bad_sign_ins"])
    record("member.unlock", actor=by, about=member)


@action
def reset_factors(by: Member, member: Member, reason: ResetReason) -> None:
    """Take every second factor away, so that the member adds a new one at the next sign-in; sessions end."""
    _may(by, "agencies.stop_member", member)
    taken = Authenticator.objects.filter(user=member).exclude(type=Authenticator.Type.RECOVERY_CODES)
    kinds = sorted(taken.values_list("type", flat=True))
    Authenticator.objects.filter(user=member).delete()
    member.signed_out_at = datetime.now(UTC)
    member.save(update_fields=["signed_out_at"])
    record("member.reset_factors", actor=by, about=member, details={"reason": reason.value, "factors": kinds})


@action
def keep_password(member: Member, *, by: Member | None, how: str) -> None:
    """Keep the password that `member.set_password` made; every other session ends with the old one.

    Args:
        member: with its new hash, made outside the writer because it takes long.
        by: who did it; None when the holder of a link did.
        how: "change" or "link".
    """
    member.save(update_fields=["password"])
    record(
        "member.password",
        actor=by,
        agency=member.agency_id,
        about=member,
        label="" if by else "link",
        details={"how": how},
    )


@action
def link_made(by: Member, member: Member) -> None:
    """Record that an administrator saw a link to set a password."""
    _may(by, "agencies.stop_member", member)
    record("member.link", actor=by, about=member)


@action
def factor_changed(member: Member, *, change: str, factor: str) -> None:
    """Record a member's own second factor that was added, removed or renewed."""
    record(f"factor.{change}", actor=member, about=member, details={"factor": factor})


@action
def choose_language(member: Member, language: str) -> None:
    """The language of the member's pages."""
    member.interface_language = language
    member.full_clean()
    member.save(update_fields=["interface_language"])
    record("member.language", actor=member, about=member, details={"language": language})


@action
def change_agency(by: Member, agency: Agency) -> None:
    """Keep an agency's changed settings.

    Raises:
        ValidationError: a field is not as it should be.
    """
    _may(by, "agencies.change_agency", agency)
    before = Agency.objects.get(pk=agency.pk)
    agency.full_clean()
    agency.save()
    fields = [field.attname for field in Agency._meta.concrete_fields]
    changed = [name for name in fields if getattr(before, name) != getattr(agency, name)]
    record("agency.change", actor=by, about=agency, details={"changed": changed})


def _roles(roles: Sequence[Role]) -> list[str]:
    chosen = {Role(role).value for role in roles}
    if not chosen:
        raise ValidationError(_("Choose at least one role."))
    return [role.value for role in Role if role.value in chosen]
