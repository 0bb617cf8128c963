"""Everything the agency owns, to take away."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.roles import Role
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.export.archive import export_agency
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of


@require_GET
@allow(Role.ADMINISTRATOR)
def page(request: HttpRequest) -> HttpResponseBase:
    """What will be in it, and the button."""
    return render(request, "office/export.html")


@require_POST
@allow(Role.ADMINISTRATOR)
def download(request: HttpRequest) -> HttpResponseBase:
    """The zip."""
    member = member_of(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    export_agency(member.agency, file, member=member)
    file.seek(0)
    day = today_in(member.agency, datetime.now(UTC)).isoformat()
    return FileResponse(file, as_attachment=True, filename=f"{member.agency.slug}-{day}.zip")
