"""The kind of every distinct call type of an export, as a table to join: the text work is done once a type."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from commonbeat.intake.call_kinds import CodeTable, HarmTable, categorize, origin_from_flag, origin_of_call
from commonbeat.intake.engine import Engine
from commonbeat.intake.incidents import text_number_sql


@dataclass(frozen=True)
class UnknownType:
    """A call type that nothing is known of, and how many rows carry it."""

    call_type: str
    rows: int


def create_kinds(
    connection: Engine, *, code_table: CodeTable | None, harm_table: HarmTable | None
) -> list[UnknownType]:
    """Create `kind_of` (code, description, flag -> category, origin, harm, number) from the view `usable`.

    Returns:
        the call types that could not be told, most frequent first.
    """
    found = connection.table(
        "SELECT code, description, flag, count(*) AS n FROM usable GROUP BY ALL "
        "ORDER BY n DESC, code, description, flag"
    )
    codes: list[str | None] = found["code"].to_pylist()
    texts: list[str | None] = found["description"].to_pylist()
    pairs = list(dict.fromkeys(zip(codes, texts, strict=True)))
    kinds = dict(
        zip(
            pairs,
            categorize(
                [code or "" for code, _ in pairs],
                code_table=code_table,
                descriptions=[text for _, text in pairs],
                harm=harm_table,
            ),
            strict=True,
        )
    )
    flags: list[str | None] = found["flag"].to_pylist()
    known_flags = list(dict.fromkeys(flags))
    said = dict(zip(known_flags, origin_from_flag(known_flags), strict=True))
    chosen = [kinds[pair] for pair in zip(codes, texts, strict=True)]
    table = pa.table(
        {
            "code": pa.array(codes, pa.string()),
            "description": pa.array(texts, pa.string()),
            "flag": pa.array(flags, pa.string()),
            "category": pa.array([kind.category for kind in chosen], pa.string()),
            "origin": pa.array(
                [origin_of_call(kind.origin, said[flag]) for kind, flag in zip(chosen, flags, strict=True)],
                pa.string(),
            ),
            "harm": pa.array([kind.harm for kind in chosen], pa.float64()),
        }
    )
    connection.put("kinds_found", table)
    connection.run(
        f"CREATE OR REPLACE TABLE kind_of AS SELECT *, {text_number_sql('code', 'description', 'flag')} AS number "
        "FROM kinds_found"
    )
    unknown: dict[str, int] = {}
    for pair, number in zip(zip(codes, texts, strict=True), found["n"].to_pylist(), strict=True):
        if kinds[pair].source == "unknown":
            name = " ".join(part for part in pair if part) or "(empty)"
            unknown[name] = unknown.get(name, 0) + number
    return [UnknownType(name, rows) for name, rows in sorted(unknown.items(), key=lambda item: -item[1])]
