"""The narrow door by which a service answers, without an account. The agency is loaded in its own scope.

A service's key is `<agency>-<secret>`, the secret in groups of four; its digest alone is kept. A key may be typed: it
does not matter how capitals, spaces and hyphens are written, nor whether an o was meant as 0, or an i or l as 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.referrals.actions import LENGTH, LETTERS, Referred, digest_of, hear_back
from commonbeat.program.referrals.models import Referral
from commonbeat.program.writer import writer

_KEY: Final = re.compile(rf"([1-9][0-9]{{0,17}})([{LETTERS}]{{{LENGTH}}})", re.ASCII)
_MISTAKEN: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the service is shown, and nothing else: never who, never where.

    Attributes:
        need: in the reader's language.
        language: code of the language that whoever needs help speaks.
        made_on: the day on the agency's wall clock.
        state: a value of `Referral.State`.
    """

    need: str
    language: str
    made_on: date
    state: str
    state_words: str


def key_of(made: Referred) -> str:
    """What opens the answer, at the one moment at which it can be read."""
    groups = [made.secret[start : start + 4] for start in range(0, LENGTH, 4)]
    return "-".join([str(made.referral.agency_id), *groups])


def asked_by_key(key: str) -> Asked | None:
    """What a key asks about; None for a key that is none, was replaced, or was never made."""
    found = _read(key)
    if found is None:
        return None
    with agency_scope(found[0]):
        return _asked(*found)


def answer_by_key(key: str, state: str) -> bool:
    """Keep what the service says; False for a key that opens nothing.

    Raises:
        ValidationError: not one of `ANSWERS`.
    """
    found = _read(key)
    return found is not None and writer.run(partial(_answer, *found, state))


def _read(key: str) -> tuple[int, str] | None:
    """The agency's number and the secret."""
    found = _KEY.fullmatch(key.strip().lower().translate(_MISTAKEN))
    return (int(found[1]), found[2]) if found else None


def _asked(agency_id: int, secret: str) -> Asked | None:
    rows = Referral.objects.filter(agency_id=agency_id, link_digest=digest_of(secret)).select_related("agency")
    one = rows.first()
    if one is None:
        return None
    words = one.get_need_display(), one.get_state_display()
    return Asked(words[0], one.language, today_in(one.agency, one.made_at), one.state, words[1])


def _answer(agency_id: int, secret: str, state: str) -> bool:
    with agency_scope(agency_id):
        agency = Agency.objects.filter(pk=agency_id).first()
        return agency is not None and hear_back(agency, secret, state) is not None
