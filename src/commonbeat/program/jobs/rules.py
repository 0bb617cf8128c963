"""Who may bring exports."""

from __future__ import annotations

import rules

from commonbeat.program.areas.rules import of_the_agency, selects

rules.add_perm("jobs.bring", of_the_agency & selects)
