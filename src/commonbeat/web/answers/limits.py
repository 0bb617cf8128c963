"""How often one may try here, by network address, in memory; no address is kept anywhere."""

from __future__ import annotations

from typing import Final

from commonbeat.web.signin.limits import Tries

#: Wrong keys: 30 tries in five minutes against 120 bits.
keys_by_address: Final = Tries(limit=30, seconds=300)
#: Answers kept: an office of a service shares one address, and may change its mind.
answers_by_address: Final = Tries(limit=120, seconds=3600)
ALL: Final = (keys_by_address, answers_by_address)
