"""Reads of keys."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.prepared import prepared


def hash_of(secret: str) -> str:
    """What is kept of a key. It is 32 random bytes, so that a slow hash would protect nothing more."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def key_of(secret: str) -> ApiKey | None:
    """The key, with its agency, whatever became of it; None for one that was never made."""
    return next(iter(_with_hash(hash_of(secret))), None)


@prepared
def _with_hash(key_hash: str) -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("agency").filter(key_hash=key_hash)


def keys_for(member: Member) -> QuerySet[ApiKey]:
    """The keys of the member's agency, newest first; none for whoever may not manage them."""
    mine = ApiKey.objects.visible_to(member).select_related("created_by", "revoked_by")
    return mine.order_by("-created_at", "-pk") if member.has_perm("clients.manage") else mine.none()
