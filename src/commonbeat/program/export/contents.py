"""What an export holds: every table that belongs to an agency, less what is named here with its reason.

Complete by construction: the tables are found, not listed. A new model is in the export until someone writes here why
it, or a column of it, is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import models

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.tenancy.owned_tables import owned_models

#: Columns that are keys to something, by model: whoever holds them could act as a member, a phone or a machine.
SECRETS: Final[dict[str, frozenset[str]]] = {
    "agencies.Member": frozenset({"password"}),
    "clients.ApiKey": frozenset({"key_hash"}),
    "visits.Device": frozenset({"token_hash"}),
    "concerns.Concern": frozenset({"word_digest"}),
    "concerns.OutsideKey": frozenset({"sealed"}),
    "concerns.ReplyAddress": frozenset({"sealed"}),
    "publishing.Answer": frozenset({"word_digest"}),
    "referrals.Referral": frozenset({"link_digest"}),
}
#: Words that a column of keys has in its name; one that has them and is not named above fails the test.
SECRET_WORDS: Final = ("password", "token", "secret", "key_hash", "private")


def exported_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an agency, by table."""
    return [model for model in owned_models() if model._meta.managed and not model._meta.proxy]


def exported_columns(model: type[models.Model]) -> list[str]:
    """Column names of a model, without its secrets, in the order of the model."""
    hidden = SECRETS.get(model._meta.label, frozenset())
    return [field.attname for field in model._meta.concrete_fields if field.name not in hidden]


def rows_of(model: type[models.Model], agency: Agency, member: Member | None) -> models.QuerySet[Any]:
    """The agency's rows, by id; sealed notes only for their author.

    Args:
        model: one of `exported_models`.
        agency: whose.
        member: who exports; None at the terminal, where nobody is an author.
    """
    rows = model._base_manager.filter(agency_id=agency.pk).order_by("pk")
    narrow = _NARROWER.get(model._meta.label)
    return rows if narrow is None else narrow(rows, member)


def _own_sealed(rows: models.QuerySet[Any], member: Member | None) -> models.QuerySet[Any]:
    return rows.filter(models.Q(sealed=False) | models.Q(author=member)) if member else rows.filter(sealed=False)


def _of_open_notes(rows: models.QuerySet[Any], member: Member | None) -> models.QuerySet[Any]:
    if member is None:
        return rows.filter(note__sealed=False)
    return rows.filter(models.Q(note__sealed=False) | models.Q(note__author=member))


_NARROWER: Final[dict[str, Callable[[models.QuerySet[Any], Member | None], models.QuerySet[Any]]]] = {
    "notes.Note": _own_sealed,
    "notes.NoteDispute": _of_open_notes,
}
