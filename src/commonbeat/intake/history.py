"""Does an import change what is already known of a place? Then a second person looks at it first.

The history of a place is what selection counts: its calls by day, category and origin. An import changes it where it
replaces such a call by another, or adds calls to days that the agency's lake already covered. More calls on new days
are no change of history, however many.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from commonbeat.intake.engine import Engine, files_sql
from commonbeat.intake.merge import Change

#: A change of more than this share of a place's calls waits for a second person ...
SHARE: Final = 0.05
#: ... at places with at least this many calls.
ENOUGH_CALLS: Final = 20


def changed_places(connection: Engine, change: Change) -> list[str]:
    """Sentences, one a place whose history changes by more than SHARE, most changed first (at most 20).

    Uses the views `live` and `replaced` that `merge` left.

    A day counts as covered when the lake has at least half as many calls on it as on its median day and has the next
    day too: the last day of an export is seldom complete, and calls that arrive late are no attack.
    """
    new = [file.path for file in change.add if file.kind == "calls" and "fresh" in file.path.parts]
    if not new:
        return []
    connection.run(
        "CREATE OR REPLACE TABLE covered AS WITH days AS (SELECT day, count(*) AS n FROM live GROUP BY day), "
        "full_days AS (SELECT day FROM days WHERE n * 2 >= (SELECT median(n) FROM days)) "
        "SELECT f.day FROM full_days f SEMI JOIN full_days g ON g.day = f.day + 1"
    )
    fresh = f"(SELECT * FROM read_parquet({files_sql(new)}, hive_partitioning = true))"
    cells = "place_id, day, category, origin"
    counted: Sequence[tuple[Any, ...]] = connection.all(
        f"WITH was AS (SELECT {cells}, count(*) AS n FROM live "
        "WHERE call_id IN (SELECT call_id FROM replaced) GROUP BY ALL), "
        f"becomes AS (SELECT {cells}, count(*) AS n FROM {fresh} WHERE day IN (SELECT day FROM covered) "
        "OR call_id IN (SELECT call_id FROM replaced) GROUP BY ALL), "
        "pairs AS (SELECT coalesce(w.place_id, b.place_id) AS place_id, "
        "abs(coalesce(b.n, 0) - coalesce(w.n, 0)) AS moved "
        "FROM was w FULL JOIN becomes b ON w.place_id IS NOT DISTINCT FROM b.place_id AND w.day = b.day "
        "AND w.category = b.category AND w.origin = b.origin), "
        "moved AS (SELECT place_id, CAST(sum(moved) AS BIGINT) AS moved FROM pairs "
        "WHERE place_id IS NOT NULL GROUP BY place_id), "
        "had AS (SELECT place_id, count(*) AS calls, mode(address) AS address FROM live "
        "WHERE place_id IN (SELECT place_id FROM moved) GROUP BY place_id) "
        "SELECT address, calls, moved FROM had JOIN moved USING (place_id) "
        f"WHERE calls >= {ENOUGH_CALLS} AND moved > {SHARE} * calls ORDER BY moved / calls DESC, moved DESC"
    )
    told = [
        f"{address or 'A point'}: {moved} of its {calls} calls in the lake would be added to, moved or changed."
        for address, calls, moved in counted[:20]
    ]
    if len(counted) > len(told):
        told.append(f"And {len(counted) - len(told)} more places.")
    return told
