"""Reading a batch: each entry opened, checked and guarded, before the writer is asked for anything.

One bad entry is marked with its problem and holds up no other (promise D10).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import ValidationError

from commonbeat.program.areas.models import Area
from commonbeat.program.guard import check_text
from commonbeat.program.places.models import Place
from commonbeat.program.visits.incoming import Incoming, Problem
from commonbeat.program.visits.kinds.content import EntryContent
from commonbeat.program.visits.kinds.registry import KINDS
from commonbeat.program.visits.kinds.visit import VisitContent
from commonbeat.program.visits.ledger import those_there
from commonbeat.program.visits.models import Device
from commonbeat.program.visits.sealing import SealError, open_seal

#: A phone's clock may be this far ahead.
_AHEAD: Final = timedelta(days=1)
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST_SEQ: Final = 2**31 - 1
#: Made once: `json.dumps` would make one a call.
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_entries(device: Device, sent: list[Any], now: datetime) -> list[Incoming]:
    """The batch as it came, in order, each entry with its content or its problem.

    Args:
        device: the phone it came from; its member says what may be named.
        sent: the JSON values of `entries`.
        now: with a time zone.
    """
    items = [_opened(device, value) for value in sent]
    for item in items:
        if item.problem is None:
            _check(device, item, now)
    _check_rows(device, [item for item in items if item.content is not None])
    return items


def _opened(device: Device, value: object) -> Incoming:
    """The entry's envelope, and its kind and content out of it."""
    if not isinstance(value, dict):
        return Incoming(None, problem=Problem("malformed", _("This is no entry.")))
    item = Incoming(value.get("id"))
    item.entry = _uuid(item.shown)
    if item.entry is None:
        item.reject(Problem("malformed", _("The entry has no id."), "id"))
        return item
    seq = value.get("seq")
    if type(seq) is not int or not 1 <= seq <= _LARGEST_SEQ:
        item.reject(Problem("malformed", _("The entry has no number."), "seq"))
        return item
    item.seq = seq
    inner: object = value
    if "sealed" in value:
        try:
            inner = json.loads(open_seal(device.agency_id, str(item.shown), value["sealed"]))
        except (SealError, ValueError, RecursionError):
            item.reject(Problem("sealed", _("The entry cannot be opened. Write it again.")))
            return item
    if not isinstance(inner, dict) or not isinstance(inner.get("content"), dict):
        item.reject(Problem("malformed", _("The entry has no content."), "content"))
        return item
    item.kind, item.raw = str(inner.get("kind", "")), inner["content"]
    return item


def _check(device: Device, item: Incoming, now: datetime) -> None:
    """The content by itself: its shape, its times, its words."""
    kind = KINDS.get(item.kind)
    if kind is None:
        item.reject(Problem("kind", _("This server does not know this kind of entry."), "kind"))
        return
    try:
        text = _CANONICAL.encode(item.raw)
        item.content_hash = hashlib.sha256(f"{item.kind}\n{text}".encode()).hexdigest()
        content = kind.content.model_validate_json(text)
    except ValidationError as error:
        item.reject(_invalid(error))
        return
    except (ValueError, RecursionError):
        item.reject(Problem("malformed", _("The entry has no content."), "content"))
        return
    problem = _wrong_time(content, now) or _guarded(device, content)
    if problem is None and content.pointer and getattr(content, content.pointer) == item.entry:
        problem = Problem("invalid", _("An entry cannot name itself."), content.pointer)
    if problem is None:
        item.content = content
    else:
        item.reject(problem)


def _check_rows(device: Device, items: list[Incoming]) -> None:
    """That areas and places are the agency's: what another agency has answers as what does not exist."""
    for name, model in (("area", Area), ("place", Place)):
        named = [(item, row) for item in items if (row := getattr(item.content, name, None)) is not None]
        if named:
            there = those_there(model, device.agency_id, {row for _, row in named})
            for item, row in named:
                if row not in there:
                    missing = _("This area does not exist.") if model is Area else _("This place does not exist.")
                    item.reject(Problem("not_found", missing, name))


def _uuid(value: object) -> UUID | None:
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        found = UUID(value)
    except ValueError:
        return None
    return found if str(found) == value else None


def _wrong_time(content: EntryContent, now: datetime) -> Problem | None:
    for name in content.times:
        at = getattr(content, name)
        if at is not None and not _EARLIEST <= at <= now + _AHEAD:
            return Problem("time", _("This time cannot be right. Look at the phone's clock."), name)
    return None


def _guarded(device: Device, content: EntryContent) -> Problem | None:
    for name, text in _free_text(device, content):
        if text:
            allowed = content.allowed()
            findings = [finding for finding in check_text(text, translation) if finding.kind not in allowed]
            if findings:
                return Problem("guard", findings[0].why, name, findings[0])
    return None


def _free_text(device: Device, content: EntryContent) -> Iterable[tuple[str, str]]:
    for name in content.free_text:
        yield name, getattr(content, name)
    if isinstance(content, VisitContent):
        for word in content.raised:
            if word not in device.member.agency.raised_choices:
                yield "raised", word


def _invalid(error: ValidationError) -> Problem:
    """The first thing that is wrong, in a sentence."""
    first = error.errors(include_url=False, include_context=True, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "content"
    limits = first.get("ctx", {})
    match first["type"]:
        case "missing":
            message = _("This must be filled in.")
        case "extra_forbidden":
            message = _("This server does not know this field.")
        case "string_too_short":
            message = _("This must be filled in.")
        case "string_too_long":
            message = _("This is too long: %(most)s characters at most.") % {"most": limits.get("max_length")}
        case "too_long":
            message = _("These are too many: %(most)s at most.") % {"most": limits.get("max_length")}
        case "greater_than_equal":
            message = _("This is too small: %(least)s at least.") % {"least": limits.get("ge")}
        case "less_than_equal":
            message = _("This is too large: %(most)s at most.") % {"most": limits.get("le")}
        case _:
            message = _("This cannot be stored as it is.")
    return Problem("invalid", message, field)
