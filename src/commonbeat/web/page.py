"""What every page knows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.demo.eyes import eyes, public_address
from commonbeat.web.signin.own_sign_in import own_sign_in_address


def page(request: HttpRequest) -> dict[str, Any]:
    """The member, what they are, and whether this is the demo."""
    user = getattr(request, "user", None)
    member = user if isinstance(user, Member) else None
    return {
        "member": member,
        "agency": member.agency if member else None,
        "is_officer": bool(member and member.has_role(Role.OFFICER)),
        "is_sergeant": bool(member and member.has_role(Role.SERGEANT)),
        "is_analyst": bool(member and member.has_role(Role.ANALYST)),
        "is_dispatcher": bool(member and member.has_role(Role.DISPATCHER)),
        "is_auditor": bool(member and member.has_role(Role.AUDITOR)),
        "is_administrator": bool(member and member.has_role(Role.ADMINISTRATOR)),
        "is_commander": bool(member and member.has_role(Role.COMMANDER)),
        "same_page": _same_page(request),
        "here": request.resolver_match.view_name if request.resolver_match else "",
        "demo": settings.DEMO,
        "eyes": eyes if settings.DEMO else None,
        "residents_read": public_address if settings.DEMO else None,
        "own_sign_in": own_sign_in_address(),
    }


def _same_page(request: HttpRequest) -> str:
    """Where choosing another language leads: this page, or that of the form which this answers."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host()
    return came_from._replace(scheme="", netloc="").geturl() if is_ours and came_from.path else "/"
