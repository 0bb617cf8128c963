"""Call types to categories: agreement with hand labels, part by part, and speed on distinct call types.

Run: `python benchmarks/call_kinds.py LABELS.csv [--distinct N] [--missed N]`, where LABELS.csv is the file of
hand-labelled call types described in docs/call-kinds.md.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from commonbeat.intake.call_kinds import categorize
from commonbeat.intake.call_kinds.agreement import Agreement, agreement, agreement_by_type, read_labels

OTHER_AGENCIES = Path(__file__).parents[1] / "tests/intake/call_kinds/unseen_call_types.csv"


def line(name: str, found: Agreement) -> str:
    return (
        f"{name:14} {found.call_types:5d} call types   agreement {found.agreement:.3f}   strict {found.strict:.3f}   "
        f"macro-F1 {found.macro_f1:.3f}   other {found.other:.4f}   "
        f"label by label {found.plain:.3f} (crimes by text {found.plain_by_text:.3f}), macro-F1 {found.plain_f1:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels")
    parser.add_argument("--distinct", type=int, default=1_000_000)
    parser.add_argument("--missed", type=int, default=0)
    given = parser.parse_args()
    labels = read_labels(given.labels)
    for part in ("development", "second", "last"):
        print(line(part, agreement([row for row in labels if row.part == part])))
    for city in sorted({row.city for row in labels}):
        print(line(city, agreement([row for row in labels if row.city == city])))
    whole = agreement(labels)
    print(line("all", whole))
    print("F1: " + ", ".join(f"{name} {value:.2f}" for name, value in whole.f1.items()))
    for calls, call_type, label, category in whole.missed[: given.missed]:
        print(f"  {calls:9.0f}  {call_type}  labelled {label}, ours {category}")
    for rounds in ("1", "2", "3", "4", "5", ""):
        types = agreement_by_type(OTHER_AGENCIES, rounds)
        print(
            f"other agencies, round {rounds or 'all'}: {types.call_types} call types   "
            f"agreement {types.agreement:.3f}   macro-F1 {types.macro_f1:.3f}   origin {types.origin:.3f}"
        )
    chosen = random.Random(1)
    words = sorted({word for row in labels for word in row.call_type.split()})
    for name, texts in {
        "real text with a number": [f"{chosen.choice(labels).call_type} {i}" for i in range(given.distinct)],
        "four words at random": [f"{' '.join(chosen.sample(words, 4))} {i}" for i in range(given.distinct // 4)],
        "codes no table knows": [f"T{i:07d}" for i in range(given.distinct)],
    }.items():
        began = time.process_time()
        categorize(texts)
        took = time.process_time() - began
        print(f"{name}: {len(texts):,} distinct in {took:.1f} s of one core, {len(texts) / took:,.0f} a second")


if __name__ == "__main__":
    main()
