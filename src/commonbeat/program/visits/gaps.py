"""Gaps in a phone's count of its entries. A number that never came is an entry that may be lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Ranges kept of one phone; beyond them the two lowest become one.
_RANGES: Final = 500


def with_numbers(last_seq: int, missing: list[list[int]], came: Iterable[int]) -> tuple[int, list[list[int]]]:
    """The highest number and the missing ranges after these numbers came.

    Args:
        last_seq: highest number before; 0 when none came.
        missing: ranges `[first, last]` below it, ascending, apart from each other.
        came: numbers from 1, in any order, with repeats.
    """
    ranges = [list(pair) for pair in missing]
    for number in sorted(set(came)):
        if number > last_seq:
            if number > last_seq + 1:
                ranges.append([last_seq + 1, number - 1])
            last_seq = number
        else:
            ranges = [part for pair in ranges for part in _without(pair, number)]
    while len(ranges) > _RANGES:
        ranges[0:2] = [[ranges[0][0], ranges[1][1]]]
    return last_seq, ranges


def _without(pair: list[int], number: int) -> list[list[int]]:
    first, last = pair
    if not first <= number <= last:
        return [pair]
    parts = []
    if first < number:
        parts.append([first, number - 1])
    if number < last:
        parts.append([number + 1, last])
    return parts
