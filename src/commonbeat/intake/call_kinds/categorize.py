"""Call types become a category, an origin and a harm weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from commonbeat.intake.call_kinds.code_table import CodeTable, Override
from commonbeat.intake.call_kinds.codes import code_with_status, leading_code, standard_description
from commonbeat.intake.call_kinds.evidence import CUT_TEXT, Evidence, Rule
from commonbeat.intake.call_kinds.harm import HarmTable, default_harm
from commonbeat.intake.call_kinds.kind import CallKind
from commonbeat.intake.call_kinds.packaged import kinds, table
from commonbeat.intake.call_kinds.words import tokens

#: A rule below this is a hint: a standard code says more.
_HINT = 45

#: The rule that says the kind, the rule that says the origin if one does, and the source.
_Found = tuple[Rule, Rule | None, str]


@cache
def _rules() -> Evidence:
    return Evidence(Rule.read(row["kind"], row["words"], int(row["strength"])) for row in table("rules"))


@cache
def _origins() -> Evidence:
    return Evidence(
        Rule.read(row["origin"], row["words"], 1000 - number) for number, row in enumerate(table("origins"))
    )


def categorize(
    call_types: Sequence[str],
    *,
    code_table: Mapping[str, str] | CodeTable | None = None,
    descriptions: Sequence[str | None] | None = None,
    harm: HarmTable | None = None,
) -> list[CallKind]:
    """Category, origin and harm weight of each call type (docs/call-kinds.md says what they mean).

    Evidence is taken in this order: what the agency's code table says outright (category, origin, harm), its
    description, the description beside the call type, the words of the call type itself, the standard code tables.

    Args:
        call_types: codes or texts, as exported; give distinct ones, as the work is done for each.
        code_table: code -> description; a `CodeTable` may also carry the agency's own category, origin and harm.
        descriptions: one text (or None) beside each call type, where the export has one.
        harm: weights to use in place of the packaged ones.

    Returns:
        One `CallKind` for each call type, in order.
    """
    if descriptions is not None and len(descriptions) != len(call_types):
        raise ValueError("descriptions must be as many as call types")
    reader = _Reader(code_table, harm or default_harm())
    if descriptions is None:
        return [reader.kind_of(call_type, None) for call_type in call_types]
    return [reader.kind_of(call_type, text) for call_type, text in zip(call_types, descriptions, strict=True)]


class _Reader:
    """Reads call types against one code table and one harm table; remembers the kinds it made."""

    def __init__(self, code_table: Mapping[str, str] | None, harm: HarmTable) -> None:
        self._table = {_key(code): text for code, text in (code_table or {}).items()}
        own = code_table.overrides if isinstance(code_table, CodeTable) else {}
        self._overrides = {_key(code): override for code, override in own.items()}
        self._harm = harm
        self._made: dict[tuple[str, str | None, str], CallKind] = {}
        self._nothing = {
            source: CallKind("other", "unknown", harm.weight("other"), source) for source in ("code table", "unknown")
        }
        self._by_text = _rules()
        self._by_origin = _origins()

    def kind_of(self, call_type: str | None, description: str | None) -> CallKind:
        call_type = "" if call_type is None else str(call_type)
        key = _key(call_type) if self._table else ""
        own = self._table.get(key) if key else None
        hint = found = None
        for text, source in ((own, "code table"), (description, "text"), (call_type, "text")):
            if not text:
                continue
            code = code_with_status(text)
            found = self._by_code(code) if code else None
            if found:
                break
            read = self._read(text, source)
            if read and read[0].strength >= _HINT:
                found = read
                break
            hint = hint or read
        if found is None:
            found = self._by_code(call_type) or hint
        kind = self._kind(*found) if found else self._unknown(own)
        override = self._overrides.get(key) if key else None
        return self._overridden(kind, override) if override else kind

    def _read(self, text: str, source: str) -> _Found | None:
        words, cut = tokens(text), len(text) >= CUT_TEXT
        rule = self._by_text.strongest_of(words, cut=cut)
        return (rule, self._by_origin.strongest_of(words), source) if rule else None

    def _by_code(self, call_type: str) -> _Found | None:
        for code in (call_type, leading_code(call_type)):
            text = standard_description(code) if code else None
            read = self._read(text, "standard code") if text else None
            if read:
                return read
        return None

    def _kind(self, rule: Rule, said: Rule | None, source: str) -> CallKind:
        made = (rule.result, said.result if said else None, source)
        kind = self._made.get(made)
        if kind is None:
            row = kinds()[rule.result]
            category = row["category"]
            origin = said.result if said else row["origin"]
            kind = CallKind(category, origin, self._harm.weight(category, rule.result), source, rule.result)
            self._made[made] = kind
        return kind

    def _unknown(self, own: str | None) -> CallKind:
        return self._nothing["code table" if own else "unknown"]

    def _overridden(self, kind: CallKind, own: Override) -> CallKind:
        category = own.category or kind.category
        same = category == kind.category
        harm = own.harm
        if harm is None:
            harm = kind.harm if same else self._harm.weight(category)
        return CallKind(category, own.origin or kind.origin, harm, "code table", kind.kind if same else "")


def _key(code: str) -> str:
    return str(code).strip().upper()
