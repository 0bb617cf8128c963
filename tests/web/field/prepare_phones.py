"""Run as a process of an installation: an agency, areas, officers, and a phone for each. Prints tokens and areas."""

from __future__ import annotations

import json
import sys

from commonbeat.web.setup import prepare_database, ready

ready()
prepare_database()

from uuid import uuid4  # noqa: E402

from commonbeat.program.agencies.models import Agency, Member  # noqa: E402
from commonbeat.program.agencies.roles import Role  # noqa: E402
from commonbeat.program.agencies.scope import agency_scope  # noqa: E402
from commonbeat.program.areas.models import Area  # noqa: E402
from commonbeat.program.visits.devices import register_device  # noqa: E402
from commonbeat.program.writer import writer  # noqa: E402

phones = int(sys.argv[1])
with agency_scope(1):
    agency = writer.run(
        lambda: Agency.objects.create(pk=1, slug="alder-falls", name="Alder Falls Police", raised_choices=["Noise"])
    )
    areas = writer.run(
        lambda: [
            Area.objects.create(agency=agency, name=f"Area {number}", state=Area.State.APPROVED).pk
            for number in range(6)
        ]
    )

    def officers() -> list[Member]:
        return [
            Member.objects.create_member(agency, f"officer{number}@alder.example", f"Officer {number}", [Role.OFFICER])
            for number in range(phones)
        ]

    tokens = [register_device(member, uuid4(), "")[1] for member in writer.run(officers)]
writer.stop()
print(json.dumps({"tokens": tokens, "areas": areas}))  # noqa: T201
