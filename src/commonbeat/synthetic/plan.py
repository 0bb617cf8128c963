"""The ground of the made city: a street grid with a diagonal, a river with two bridges, a railroad, cul-de-sacs.

Everything is on a plane in meters (x east, y north) about the middle of the city; `Plan.degrees` turns it into
longitude and latitude. The city stands in open country in the Sandhills of Nebraska, where there is no city.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.geometry import to_degrees
from commonbeat.synthetic.names import ordinal, street_names

CENTER: Final = (-99.55, 41.98)
ZONE: Final = "America/Chicago"
EPSG: Final = 26852  # NAD83 / Nebraska (US survey feet): the projected plane of the messy export
BLOCK_X, BLOCK_Y = 140.0, 110.0
RIVER_GAP, RAIL_GAP = 90.0, 40.0


@dataclass(frozen=True)
class Street:
    """One named street part without a break.

    Attributes:
        name, suffix: "Maple", "St".
        kind: "street", "avenue", "diagonal", "cul-de-sac" or "bridge".
        points: vertices in meters, shape (n, 2).
    """

    name: str
    suffix: str
    kind: str
    points: NDArray[np.float64]


@dataclass(frozen=True)
class Lots:
    """Every place where a house could stand: parallel arrays, one entry a lot.

    Attributes:
        block: number of the block face's street segment.
        side: 0 even, 1 odd.
        number: house number.
        street: index into `Plan.names`.
        direction: "N", "S", "E", "W" or "".
        xy: meters, shape (n, 2).
    """

    block: NDArray[np.int64]
    side: NDArray[np.int64]
    number: NDArray[np.int64]
    street: NDArray[np.int64]
    direction: NDArray[np.str_]
    xy: NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """Streets, barriers, districts and lots.

    Attributes:
        streets: drawn parts.
        names: (name, suffix) of every street; `Lots.street` points here.
        lots: all lots.
        crossings: meters of every street corner, shape (n, 2), with the two street indices in `corner_streets`.
        river, rail: barrier lines in meters, already broken where one can cross.
        river_line: the whole river, west to east, shape (n, 2).
        half: half width and half height of the city in meters.
    """

    streets: tuple[Street, ...]
    names: tuple[tuple[str, str], ...]
    lots: Lots
    crossings: NDArray[np.float64]
    corner_streets: NDArray[np.int64]
    river: tuple[NDArray[np.float64], ...]
    rail: tuple[NDArray[np.float64], ...]
    river_line: NDArray[np.float64]
    half: tuple[float, float]

    @staticmethod
    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Longitude and latitude of points in meters, shape (n, 2)."""
        return to_degrees(np.atleast_2d(xy), CENTER)

    def district_of(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """District 0-3 of each point: north bank west and east, south bank west and east."""
        north = xy[:, 1] > np.interp(xy[:, 0], self.river_line[:, 0], self.river_line[:, 1])
        return np.where(north, 0, 2) + (xy[:, 0] >= 0)

    def beat_of(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Beat 0-2 within the district: strips of equal width from west to east."""
        width = self.half[0] / 3
        return np.clip(np.floor((xy[:, 0] % self.half[0]) / width), 0, 2).astype(np.int64)

    def zone_ring(self, district: int, low: float, high: float) -> NDArray[np.float64]:
        """Closed ring (meters) of the part of a district between two x; the river is one side of it."""
        xs = np.unique(np.concatenate([[low, high], self.river_line[:, 0]]))
        xs = xs[(xs >= low) & (xs <= high)]
        bank = np.column_stack([xs, np.interp(xs, self.river_line[:, 0], self.river_line[:, 1])])
        edge = (self.half[1] + 150.0) * (1 if district < 2 else -1)
        ring = np.vstack([bank, [[high, edge], [low, edge]], bank[:1]])
        return ring[::-1] if _clockwise(ring) else ring


DISTRICTS: Final = ("Northwest", "Northeast", "Southwest", "Southeast")


def beat_name(district: int, beat: int) -> str:
    """ "NW1" to "SE3"."""
    return f"{('NW', 'NE', 'SW', 'SE')[district]}{beat + 1}"


def _clockwise(ring: NDArray[np.float64]) -> bool:
    x, y = ring[:, 0], ring[:, 1]
    return bool(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])) > 0)


def draw_plan(rng: np.random.Generator, places: int) -> Plan:
    """Draw a city with room for `places` places.

    Args:
        rng: source of the few random choices (bends of the river, which streets cross the rails).
        places: number of places that will stand on its lots.
    """
    side = max(8, int(np.ceil(np.sqrt(places / 10.0))))
    cols, rows = side, max(8, int(side * 1.1))
    base_col, base_row = cols // 2, rows // 2
    river_row, rail_col = rows // 3 - 1, (2 * cols) // 3  # the gap above this row, right of this column
    x = np.asarray((np.arange(cols) - base_col) * BLOCK_X + RAIL_GAP * (np.arange(cols) > rail_col), dtype=np.float64)
    y = np.asarray((np.arange(rows) - base_row) * BLOCK_Y + RIVER_GAP * (np.arange(rows) > river_row), dtype=np.float64)
    bridges = {cols // 4, max(cols // 4 + 2, (3 * cols) // 5)}
    grade = set(range(int(rng.integers(0, 3)), rows, 4)) | {base_row}
    half = (float(np.abs(x).max() + 120.0), float(np.abs(y).max() + 120.0))

    row_names = street_names(rows)
    order = [base_row, *[r for r in range(rows) if r != base_row]]
    names: list[tuple[str, str]] = [("", "")] * rows
    for name, row in zip(row_names, order, strict=True):
        names[row] = (name, "St")
    names += [("Division" if col == base_col else ordinal(col + 1), "Ave") for col in range(cols)]

    river_x = np.linspace(-half[0] - 100, half[0] + 100, 60)
    bend = 26.0 * np.sin(river_x / 310.0 + rng.uniform(0, 6.28)) + 8.0 * np.sin(river_x / 90.0)
    middle = (y[river_row] + y[river_row + 1]) / 2
    river_line = np.column_stack([river_x, middle + bend])
    rail_x = float(x[rail_col] + x[min(rail_col + 1, cols - 1)]) / 2

    streets: list[Street] = []
    for row in range(rows):
        cuts = [] if row in grade else [rail_col]
        streets += _broken(names[row], "street", [(x[c], y[row]) for c in range(cols)], cuts)
    for col in range(cols):
        line = [(x[col], y[r]) for r in range(rows)]
        streets += _broken(names[rows + col], "avenue", line, [river_row])
        if col in bridges:
            streets.append(Street(*names[rows + col], "bridge", np.array(line[river_row : river_row + 2])))

    lots = [_row_lots(x, y, row, base_col, rail_col) for row in range(rows)]
    lots += [_col_lots(x, y, col, rows, cols, base_row, river_row) for col in range(cols)]

    # The diagonal stays on the north bank, so that the bridges stay two; it crosses the rails at grade.
    names.append(("Old Mill", "Rd"))
    start, end = np.array([x[0], y[river_row + 1] + 40.0]), np.array([x[-1], y[-1] + 60.0])
    streets.append(Street("Old Mill", "Rd", "diagonal", np.vstack([start, end])))
    lots.append(_line_lots(start, end, len(names) - 1, "", first=100, block=10**6))

    for number, col in enumerate(range(0, cols - 1, 3)):  # cul-de-sacs hang south of the southmost street
        names.append((f"{row_names[(number * 7 + 3) % rows]} Hollow", "Ct"))
        top = np.array([(x[col] + x[col + 1]) / 2, y[0]])
        streets.append(Street(*names[-1], "cul-de-sac", np.vstack([top, top - [0.0, 95.0]])))
        lots.append(_line_lots(top - [0, 20.0], top - [0, 95.0], len(names) - 1, "", first=1, block=2 * 10**6 + number))

    corners = [(r, rows + c) for r in range(rows) for c in range(cols)]
    points = np.array([(x[c], y[r]) for r in range(rows) for c in range(cols)])
    return Plan(
        streets=tuple(streets),
        names=tuple(names),
        lots=_together(lots),
        crossings=points,
        corner_streets=np.array(corners, dtype=np.int64),
        river=_barrier(river_line, [float(x[c]) for c in sorted(bridges)], axis=0),
        rail=_barrier(
            np.array([[rail_x, -half[1] - 100], [rail_x, half[1] + 100]]),
            sorted([*(float(y[r]) for r in grade if r < rows), _height(start, end, rail_x)]),
            axis=1,
        ),
        river_line=river_line,
        half=half,
    )


def _height(start: NDArray[np.float64], end: NDArray[np.float64], at: float) -> float:
    return float(start[1] + (end[1] - start[1]) * (at - start[0]) / (end[0] - start[0]))


def _broken(name: tuple[str, str], kind: str, line: list[tuple[float, float]], cuts: list[int]) -> list[Street]:
    """The parts of a street that ends before each cut (the segment after that vertex is missing)."""
    bounds = [0, *[cut + 1 for cut in cuts], len(line)]
    parts = [line[low:high] for low, high in pairwise(bounds)]
    return [Street(*name, kind, np.array(part)) for part in parts if len(part) > 1]


def _barrier(line: NDArray[np.float64], gaps: list[float], *, axis: int) -> tuple[NDArray[np.float64], ...]:
    """Break a barrier 25 m to each side of every gap along x (axis 0) or y (axis 1)."""
    along = line[:, axis]
    parts, low = [], float(along[0])
    for gap in [*gaps, float("inf")]:
        high = min(gap - 25.0, float(along[-1]))
        if high > low:
            at = np.unique(np.concatenate([[low, high], along[(along > low) & (along < high)]]))
            other = np.interp(at, along, line[:, 1 - axis])
            parts.append(np.column_stack([at, other] if axis == 0 else [other, at]))
        low = max(low, gap + 25.0)
    return tuple(parts)


def _face(
    a: NDArray[np.float64], b: NDArray[np.float64], hundred: int, street: int, direction: str, block: int, *, up: bool
) -> Lots:
    """The lots of one block: ten on each side; numbers grow from a to b when `up`, else from b to a."""
    step = np.repeat(np.arange(10), 2)
    side = np.tile([0, 1], 10)
    part = (step + 0.5) / 10.0 * 0.86 + 0.07
    along = a + part[:, None] * (b - a)
    unit = (b - a) / np.hypot(*(b - a))
    xy = along + np.where(side == 0, 14.0, -14.0)[:, None] * np.array([-unit[1], unit[0]])
    number = hundred + 10 * (step if up else 9 - step) + side + 2 * ((step * 7 + block) % 4)
    return Lots(np.full(20, block), side, number, np.full(20, street), np.full(20, direction, dtype="<U1"), xy)


def _row_lots(x: NDArray[np.float64], y: NDArray[np.float64], row: int, base_col: int, rail_col: int) -> Lots:
    faces = []
    for col in range(len(x) - 1):
        if col == rail_col:
            continue
        east = col >= base_col
        hundred = 100 * (col - base_col + 1) if east else 100 * (base_col - col)
        a, b = np.array([x[col], y[row]]), np.array([x[col + 1], y[row]])
        faces.append(_face(a, b, hundred, row, "E" if east else "W", row * len(x) + col, up=east))
    return _together(faces)


def _col_lots(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    col: int,
    rows: int,
    cols: int,
    base_row: int,
    river_row: int,
) -> Lots:
    faces = []
    for row in range(rows - 1):
        if row == river_row:
            continue
        north = row >= base_row
        hundred = 100 * (row - base_row + 1) if north else 100 * (base_row - row)
        a, b = np.array([x[col], y[row]]), np.array([x[col], y[row + 1]])
        block = rows * cols + col * rows + row
        faces.append(_face(a, b, hundred, rows + col, "N" if north else "S", block, up=north))
    return _together(faces)


def _line_lots(
    start: NDArray[np.float64], end: NDArray[np.float64], street: int, direction: str, *, first: int, block: int
) -> Lots:
    count = max(1, int(np.hypot(*(end - start)) // BLOCK_X))
    cuts = start + np.linspace(0.0, 1.0, count + 1)[:, None] * (end - start)
    return _together(
        [_face(cuts[i], cuts[i + 1], first + 100 * i, street, direction, block + i, up=True) for i in range(count)]
    )


def _together(parts: list[Lots]) -> Lots:
    def join(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    return Lots(join("block"), join("side"), join("number"), join("street"), join("direction"), join("xy"))
