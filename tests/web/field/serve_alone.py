"""`commonbeat`, without looking for an installed command: the proofs start this checkout's own code."""

from __future__ import annotations

from commonbeat.cli import main

main()
