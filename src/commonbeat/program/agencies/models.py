"""Agencies and the members who work for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from rules.permissions import has_perm

from commonbeat.program.agencies.owned import AgencyOwned, AgencyOwnedQuerySet
from commonbeat.program.agencies.roles import Role


class Agency(models.Model):
    """A police department; several may share one installation and see nothing of each other."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="America/Los_Angeles")
    languages = models.JSONField(default=list, blank=True)
    raised_choices = models.JSONField(default=list, blank=True)
    note_days = models.PositiveSmallIntegerField(default=90, validators=[MinValueValidator(1), MaxValueValidator(730)])
    delivered_norm = models.PositiveSmallIntegerField(default=80, validators=[MaxValueValidator(100)])
    stop_data_procedure = models.TextField(blank=True)
    cjis_profile = models.BooleanField(default=True)
    lake_agency = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """Finds members for sign-in; every other query starts at `Member.objects.visible_to`."""

    def create_member(
        self, agency: Agency, email: str, name: str, roles: list[Role], password: str | None = None, **more: Any
    ) -> Member:
        """A new member who can sign in once a password is set."""
        member = Member(
            agency=agency,
            email=self.normalize_email(email).lower(),
            name=name,
            roles=[str(role) for role in roles],
            **more,
        )
        member.set_password(password)
        member.save()
        return member


class Member(AbstractBaseUser, AgencyOwned):
    """Someone who works for an agency. Residents have no record here."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="members")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    work_phone = models.CharField(max_length=40, blank=True)
    languages = models.JSONField(default=list, blank=True)
    interface_language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    #: Since when passwords and codes are refused after too many wrong ones; passkeys are not.
    locked_at = models.DateTimeField(null=True, blank=True)
    #: Times (seconds since 1970) of the wrong passwords and codes since the last sign-in.
    bad_sign_ins = models.JSONField(default=list, blank=True)
    #: Sessions that began before this have ended.
    signed_out_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = MemberManager.from_queryset(AgencyOwnedQuerySet)()  # type: ignore[assignment, misc]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. Nothing is written, unlike in Django's own: all writes are actions."""
        return check_password(raw_password, self.password)

    def has_role(self, *roles: Role) -> bool:
        """Whether the member is any of these."""
        return any(role in self.roles for role in roles)

    @property
    def is_partner(self) -> bool:
        """Looks at one property and is no staff; whoever is a partner is nothing else."""
        return Role.PARTNER in self.roles

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Whether a rule of the program lets the member do this to that object; deny is the default."""
        return self.is_active and bool(has_perm(perm, self, obj))
