"""Where calls can come from: houses, complexes, shops, schools, parks, corners, the hospital, police headquarters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.synthetic.names import SHOPS, complex_name
from commonbeat.synthetic.plan import Plan

#: Kinds of place; the first column of the tables below.
KINDS: Final = (
    "house",
    "apartment",
    "complex",
    "shop",
    "bar",
    "motel",
    "gas station",
    "school",
    "park",
    "hospital",
    "police",
    "corner",
)
#: Share of single addresses of each kind (houses take the rest).
_SHARES: Final = {
    "apartment": 0.10,
    "shop": 0.05,
    "bar": 0.006,
    "motel": 0.004,
    "gas station": 0.006,
    "school": 0.004,
    "park": 0.005,
}
#: How much likelier than a house to be a busy place, on the scale of a standard normal score.
_PULL: Final = {
    "house": 0.0,
    "apartment": 0.9,
    "complex": 2.6,
    "shop": 1.1,
    "bar": 2.0,
    "motel": 2.2,
    "gas station": 2.0,
    "school": 1.6,
    "park": 1.4,
    "hospital": 4.0,
    "police": 2.0,
    "corner": 0.3,
}
_MIX: Final = {  # relative weight of community-started categories by kind of place
    "house": "violence 1 property 3 disorder 3 drugs .5 traffic 1 domestic 4 sexual .2 behavioral_health 1 medical 2"
    " welfare_and_assistance 2.5 fire .3 missing_person .6 other .8",
    "apartment": "violence 2 property 2.5 disorder 5 drugs 1 traffic .7 domestic 4 sexual .3 behavioral_health 1.5"
    " medical 2 welfare_and_assistance 2.5 fire .3 missing_person .6 other .6",
    "complex": "violence 2.5 property 2.5 disorder 6 drugs 1.5 traffic .8 domestic 4.5 sexual .3 behavioral_health 1.5"
    " medical 2 welfare_and_assistance 2.5 fire .3 missing_person .8 other .5",
    "shop": "violence 1 property 8 disorder 4 drugs .5 traffic 1.5 domestic .4 behavioral_health .7 medical 1"
    " welfare_and_assistance 1 fire .1 other .5",
    "bar": "violence 5 property 1.5 disorder 8 drugs 1 traffic 1 domestic .8 sexual .4 medical 1 other .3",
    "motel": "violence 2 property 2 disorder 4 drugs 3 traffic .5 domestic 3 sexual .6 behavioral_health 1.5 medical 2"
    " welfare_and_assistance 2 missing_person .8 other .4",
    "gas station": "violence 1.5 property 5 disorder 5 drugs 1 traffic 3 behavioral_health 1 medical 1"
    " welfare_and_assistance 1 fire .1 other .4",
    "school": "violence 2 property 1.5 disorder 3 drugs .7 traffic 2 sexual .2 behavioral_health 1 medical 1.5"
    " welfare_and_assistance 1.5 missing_person 2 other .5",
    "park": "violence 1.5 property 1 disorder 8 drugs 2 traffic .7 behavioral_health 1.5 medical 1.5"
    " welfare_and_assistance 2 fire .3 missing_person .5 other 1",
    "hospital": "violence 1.5 property 1.5 disorder 3 behavioral_health 6 medical 1 welfare_and_assistance 3"
    " missing_person 2 other 1",
    "police": "property 1 disorder 1 welfare_and_assistance 4 missing_person 1 other 4",
    "corner": "violence 1.2 property .7 disorder 2 drugs .6 traffic 9 medical .6 welfare_and_assistance .7 other .5",
}
NEIGHBORS: Final = 6


@dataclass(frozen=True)
class Sites:
    """Every place of the city: parallel arrays over the P places, and over their A addresses.

    Attributes:
        kind: index into KINDS, shape (P,).
        label: as people would write it: "412 N 4th Ave", "4th Ave & Maple St", "Oak Creek Apartments".
        name: business or complex name, "" when it has none.
        manager: manager of a complex, else "".
        xy: meters, shape (P, 2); `lonlat` the same in degrees.
        district, beat: indices, see `Plan`.
        neighbors: the nearest other places, shape (P, NEIGHBORS).
        address_place: place of each address, shape (A,), ascending.
        address_lot: its lot (see `Plan.lots`), or -1 for a corner.
        first_address: first address of each place, shape (P + 1,), so that place p owns first[p]:first[p + 1].
        corner: index of the corner (see `Plan.crossings`), or -1, shape (P,).
        police, hospital: the place numbers of headquarters and of the hospital.
    """

    kind: NDArray[np.int64]
    label: tuple[str, ...]
    name: tuple[str, ...]
    manager: tuple[str, ...]
    xy: NDArray[np.float64]
    lonlat: NDArray[np.float64]
    district: NDArray[np.int64]
    beat: NDArray[np.int64]
    neighbors: NDArray[np.int64]
    address_place: NDArray[np.int64]
    address_lot: NDArray[np.int64]
    first_address: NDArray[np.int64]
    corner: NDArray[np.int64]
    police: int
    hospital: int

    def __len__(self) -> int:
        return len(self.kind)

    def of_kind(self, *kinds: str) -> NDArray[np.int64]:
        """Place numbers of these kinds."""
        return np.flatnonzero(np.isin(self.kind, [KINDS.index(kind) for kind in kinds]))

    def pull(self) -> NDArray[np.float64]:
        """How much likelier than a house each place is to be busy, shape (P,)."""
        return np.array([_PULL[kind] for kind in KINDS])[self.kind]


def mix_table() -> NDArray[np.float64]:
    """Cumulative category shares by kind of place, shape (kinds, categories); rows end at 1."""
    table = np.zeros((len(KINDS), len(CATEGORIES)))
    for row, kind in enumerate(KINDS):
        words = _MIX[kind].split()
        for name, weight in zip(words[::2], words[1::2], strict=True):
            table[row, CATEGORIES.index(name.replace("_", " "))] = float(weight)
    table = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    table[:, -1] = 1.0
    return table


def address_label(plan: Plan, lot: int) -> str:
    """ "412 N 4th Ave" for a lot."""
    lots = plan.lots
    name, suffix = plan.names[int(lots.street[lot])]
    return " ".join(part for part in (str(lots.number[lot]), str(lots.direction[lot]), name, suffix) if part)


def corner_label(plan: Plan, corner: int) -> str:
    """ "4th Ave & Maple St": both streets, in alphabetical order."""
    a, b = (" ".join(plan.names[int(street)]) for street in plan.corner_streets[corner])
    return " & ".join(sorted((a, b)))


def draw_sites(rng: np.random.Generator, plan: Plan, places: int) -> Sites:
    """Place `places` places on the lots and corners of the plan.

    A complex takes three to six lots on one side of a block and around it; it is one place with several addresses.
    """
    lots = plan.lots
    corners = min(places // 10, int(len(plan.crossings) * 0.8))
    complexes = min(max(4, places // 400), 400)
    complex_lots = _complex_lots(rng, plan, complexes)
    taken = np.zeros(len(lots.number), dtype=bool)
    taken[np.concatenate(complex_lots)] = True
    free = np.flatnonzero(~taken)
    singles = places - corners - complexes
    if singles > len(free):
        raise ValueError(f"the plan has {len(free)} free lots for {singles} places")
    chosen = np.sort(rng.permutation(free)[:singles])

    kind = np.zeros(places, dtype=np.int64)
    kind[:complexes] = KINDS.index("complex")
    kind[places - corners :] = KINDS.index("corner")
    order = complexes + rng.permutation(singles)
    start = 0
    for name, share in _SHARES.items():
        count = max(2, round(share * singles))
        kind[order[start : start + count]] = KINDS.index(name)
        start += count
    middle = np.hypot(*lots.xy[chosen].T)
    police = complexes + int(np.argmin(middle))
    hospital = complexes + int(np.argmin(np.abs(middle - np.quantile(middle, 0.35))))
    kind[police], kind[hospital] = KINDS.index("police"), KINDS.index("hospital")

    corner_at = np.sort(rng.permutation(len(plan.crossings))[:corners])
    groups = [*complex_lots, *[np.array([lot]) for lot in chosen], *[np.array([-1])] * corners]
    sizes = np.array([len(group) for group in groups])
    address_lot = np.concatenate(groups)
    address_place = np.repeat(np.arange(places), sizes)
    corner = np.full(places, -1)
    corner[places - corners :] = corner_at
    xy = np.empty((places, 2))
    for axis in (0, 1):
        on_lots = np.bincount(address_place, np.where(address_lot >= 0, lots.xy[address_lot, axis], 0.0), places)
        xy[:, axis] = on_lots / sizes
    xy[places - corners :] = plan.crossings[corner_at]

    titles = [complex_name(i) for i in range(complexes)]
    names = [title for title, _ in titles] + [""] * (places - complexes)
    for nth, place in enumerate(np.flatnonzero(np.isin(kind, [KINDS.index("shop"), KINDS.index("gas station")]))):
        names[place] = SHOPS[nth % len(SHOPS)] + ("" if nth < len(SHOPS) else f" {nth // len(SHOPS) + 1}")
    names[police], names[hospital] = "Alder Falls Police Headquarters", "Plains Regional Hospital"
    labels = [title for title, _ in titles]
    labels += [address_label(plan, int(lot)) for lot in chosen]
    labels += [corner_label(plan, int(i)) for i in corner_at]

    near = np.asarray(cKDTree(xy).query(xy, k=NEIGHBORS + 1)[1])[:, 1:]
    return Sites(
        kind=kind,
        label=tuple(labels),
        name=tuple(names),
        manager=tuple([manager for _, manager in titles] + [""] * (places - complexes)),
        xy=xy,
        lonlat=plan.degrees(xy),
        district=plan.district_of(xy),
        beat=plan.beat_of(xy),
        neighbors=np.asarray(near, dtype=np.int64),
        address_place=address_place,
        address_lot=address_lot,
        first_address=np.concatenate([[0], np.cumsum(sizes)]),
        corner=corner,
        police=police,
        hospital=hospital,
    )


def _complex_lots(rng: np.random.Generator, plan: Plan, complexes: int) -> list[NDArray[np.int64]]:
    """Three to six lots of one side of a block for each complex, no block twice."""
    blocks = np.unique(plan.lots.block)
    chosen = rng.permutation(blocks)[:complexes]
    order = np.argsort(plan.lots.block, kind="stable")
    low = np.searchsorted(plan.lots.block[order], chosen)
    found = []
    for start in low:
        face = order[start : start + 20]
        side = face[plan.lots.side[face] == int(rng.integers(0, 2))]
        first, count = int(rng.integers(0, 4)), int(rng.integers(3, 7))
        found.append(np.sort(side[first : first + count]))
    return found
