r"""The posting program: which officer stands at which area, as an integer program.

Sets and data
    i in I          officers;  j in J  candidate areas;  d in D  weekdays;  l in L_j  languages spoken at j
    v_j             value of area j: expected calls of the next period, (1 - w) calls_j + w harm_j C/H, where w is
                    `harm_weight` and C/H scales harm to the same total as calls
    V               mean of v_j: the unit of all prices
    h_i, F          hours a week of officer i, hours of full presence
    delta           worth of the second officer beside the first
    s_jl            share of area j that speaks language l
    a_j             officer's current area, when officer i has one among J

Variables
    x_ij in {0,1}   officer i is posted to area j
    y_j in {0,1}    area j is served
    z_j in {0,1}    area j has a second officer
    c_j in [0,1]    first full presence at j;  e_j in [0,1]  presence beyond it
    m_jl in [0,1]   area j is served and nobody posted there speaks l
    g_jd in [0,1]   somebody is at area j on weekday d

Maximize
    sum_j v_j (c_j + delta e_j)                           presence where calls come from
    + day_worth sum_jd v_j g_jd / 7                       presence on the days when others are off
    - language_price sum_jl v_j s_jl m_jl                 languages nobody there speaks
    - district_price V sum_ij [district_i != district_j] x_ij
    + wish_worth V sum_ij [j in wishes_i] x_ij
    - move_price V sum_i [i has a posting] (1 - x_i,a_i)  continuity

Subject to
    sum_j x_ij <= 1 (= 1 when everyone is posted)         one area an officer
    sum_i x_ij = y_j + z_j,  z_j <= y_j                   one or two officers an area
    c_j + e_j <= sum_i (h_i / F) x_ij,  c_j <= y_j,  e_j <= z_j
    y_j - sum_{i speaks l} x_ij <= m_jl
    g_jd <= sum_{i works on d} x_ij,  g_jd <= y_j
    and the department's stated rules, each a named group of rows: vetoes, homes, officers kept together, hours,
    required areas and languages, own district, spread over districts.

The linear relaxation is strengthened by x_ij <= y_j. With `max_officers` above 2, z_j is an integer up to
max_officers - 1 and e_j up to the same. The shape follows the maximal covering location problem (Church and ReVelle
1974) with assignment; solved by HiGHS through SciPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonbeat.analysis.geometry import to_meters
from commonbeat.analysis.places import Area
from commonbeat.analysis.sentences import Translate, english, joined, language_name
from commonbeat.analysis.stationing.officers import WEEKDAYS, Officer, PostingRules

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One linear row: low <= sum(coefficient x variable) <= high."""

    columns: Sequence[int | np.int64]
    coefficients: Sequence[float]
    low: float
    high: float


@dataclass(frozen=True)
class Rule:
    """A stated wish as rows of the program, and as the sentence the person would say."""

    sentence: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Program:
    """The integer program, ready for a solver (which minimizes: `cost` is minus the objective).

    Attributes:
        cost, upper, integral: one entry a variable; lower bounds are 0.
        constant: added to -cost @ solution to give the objective.
        rows: structure; rules: what the department states.
        x: variable number of x_ij, shape (officers, areas).
        value: v_j, shape (areas,).
    """

    officers: tuple[Officer, ...]
    areas: tuple[Area, ...]
    cost: Floats
    upper: Floats
    integral: NDArray[np.int64]
    constant: float
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    x: NDArray[np.int64]
    value: Floats

    def matrix(self, rows: Sequence[Row]) -> tuple[sparse.csr_array, Floats, Floats]:
        """Rows as a sparse matrix with its lower and upper bounds."""
        counts = [len(row.columns) for row in rows]
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        indices = np.fromiter((c for row in rows for c in row.columns), dtype=np.int64, count=int(indptr[-1]))
        data = np.fromiter((a for row in rows for a in row.coefficients), dtype=float, count=int(indptr[-1]))
        shape = (len(rows), len(self.cost))
        matrix = sparse.csr_array((data, indices, indptr), shape=shape)
        return matrix, np.array([row.low for row in rows]), np.array([row.high for row in rows])


def area_values(areas: Sequence[Area], harm_weight: float) -> Floats:
    """Value of each area in calls of the next period (see the module's docstring), shape (areas,)."""
    calls = np.array([area.calls if area.expected is None else area.expected for area in areas], dtype=float)
    harm = np.array([area.harm for area in areas], dtype=float)
    scale = calls.sum() / harm.sum() if harm.sum() > 0 else 0.0
    return (1 - harm_weight) * calls + harm_weight * scale * harm


def area_numbers(areas: Sequence[Area]) -> dict[str, int]:
    """Names of an area in lower case -> its number: its id, its name, or the label of one of its places.

    People say "Oak Creek" or an address there. An id wins over a name, a name over a place, the first of equals wins.
    """
    last_first = list(enumerate(areas))[::-1]
    by_place = {label.casefold(): j for j, area in last_first for label in area.place_labels}
    by_name = {area.name.casefold(): j for j, area in last_first}
    return by_place | by_name | {area.area_id.casefold(): j for j, area in enumerate(areas)}


def build(
    areas: Sequence[Area], officers: Sequence[Officer], rules: PostingRules, translate: Translate = english
) -> Program:
    """Write the program out.

    Args:
        areas: candidate areas; `lon` and `lat` are needed only for officers with a home.
        officers: unique names; wishes, vetoes and postings name areas by id or name.
        rules: what the department states.
        translate: the language of the sentences of the rules.

    Returns:
        The program; solving it is `solve.station`'s work.
    """
    value = area_values(areas, rules.harm_weight)
    unit = float(value.mean())
    names = area_numbers(areas)
    variables = _Variables(officers, areas, rules)
    cost = variables.presence_worth(value, rules)
    constant = 0.0
    for i, officer in enumerate(officers):
        for j, area in enumerate(areas):
            if officer.district and area.district and officer.district != area.district:
                cost[variables.x[i, j]] += rules.district_price * unit
        for wish in officer.wishes:
            if wish.casefold() in names:
                cost[variables.x[i, names[wish.casefold()]]] -= rules.wish_worth * unit
        if officer.posted and officer.posted.casefold() in names:
            cost[variables.x[i, names[officer.posted.casefold()]]] -= rules.move_price * unit
            constant -= rules.move_price * unit
    return Program(
        officers=tuple(officers),
        areas=tuple(areas),
        cost=cost,
        upper=variables.upper,
        integral=variables.integral,
        constant=constant,
        rows=tuple(variables.structure(officers, rules)),
        rules=tuple(_stated(areas, officers, rules, variables, names, translate)),
        x=variables.x,
        value=value,
    )


class _Variables:
    """Numbers of the variables, their bounds, and the rows that hold in every plan."""

    def __init__(self, officers: Sequence[Officer], areas: Sequence[Area], rules: PostingRules) -> None:
        n, cells = len(areas), len(officers) * len(areas)
        self.areas = areas
        self.days = [day for day in WEEKDAYS if any(day in officer.days_off for officer in officers)]
        self.x = np.arange(cells).reshape(len(officers), n)
        start = cells
        self.y, self.z, self.c, self.e = (start + k * n + np.arange(n) for k in range(4))
        start += 4 * n
        self.languages = [(j, lang, share) for j, area in enumerate(areas) for lang, share in area.languages.items()]
        self.m = start + np.arange(len(self.languages))
        start += len(self.languages)
        self.g = (start + np.arange(n * len(self.days))).reshape(n, len(self.days))
        size = start + n * len(self.days)
        self.upper = np.ones(size)
        extra = max(rules.max_officers - 1, 0)
        self.upper[self.z] = self.upper[self.e] = extra
        self.integral = np.zeros(size, dtype=np.int64)
        self.integral[:cells] = 1
        self.integral[self.y] = self.integral[self.z] = 1

    def presence_worth(self, value: Floats, rules: PostingRules) -> Floats:
        """Cost vector of c, e, g and m (negative where presence is worth something)."""
        cost = np.zeros(len(self.upper))
        cost[self.c] = -value
        cost[self.e] = -rules.second_officer * value
        cost[self.g] = -rules.day_worth * value[:, None] / 7
        for variable, (j, _, share) in zip(self.m, self.languages, strict=True):
            cost[variable] = rules.language_price * share * value[j]
        return cost

    def structure(self, officers: Sequence[Officer], rules: PostingRules) -> list[Row]:
        """Rows that hold in every plan."""
        rows: list[Row] = []
        presence = [officer.hours / rules.full_hours for officer in officers]
        rows.extend(Row(tuple(row), (1.0,) * len(row), 0.0, 1.0) for row in self.x)
        for j in range(len(self.areas)):
            column = tuple(self.x[:, j])
            ones = (1.0,) * len(column)
            rows.append(Row((*column, self.y[j], self.z[j]), (*ones, -1.0, -1.0), 0.0, 0.0))
            rows.append(Row((self.z[j], self.y[j]), (1.0, -float(max(rules.max_officers - 1, 0))), -math.inf, 0.0))
            rows.append(Row((*column, self.c[j], self.e[j]), (*(-p for p in presence), 1.0, 1.0), -math.inf, 0.0))
            rows.append(Row((self.c[j], self.y[j]), (1.0, -1.0), -math.inf, 0.0))
            rows.append(Row((self.e[j], self.z[j]), (1.0, -1.0), -math.inf, 0.0))
            rows.extend(Row((variable, self.y[j]), (1.0, -1.0), -math.inf, 0.0) for variable in column)
            for d, day in enumerate(self.days):
                works = tuple(self.x[i, j] for i, officer in enumerate(officers) if day not in officer.days_off)
                rows.append(Row((self.g[j, d], *works), (1.0, *(-1.0 for _ in works)), -math.inf, 0.0))
        for variable, (j, language, _) in zip(self.m, self.languages, strict=True):
            speak = tuple(self.x[i, j] for i, officer in enumerate(officers) if language in officer.languages)
            rows.append(Row((self.y[j], *speak, variable), (1.0, *(-1.0 for _ in speak), -1.0), -math.inf, 0.0))
        return rows


def _stated(
    areas: Sequence[Area],
    officers: Sequence[Officer],
    rules: PostingRules,
    variables: _Variables,
    names: dict[str, int],
    translate: Translate,
) -> list[Rule]:
    """The department's stated rules, each with its sentence."""
    _ = translate.gettext
    x, y = variables.x, variables.y
    stated: list[Rule] = []

    def forbid(i: int, blocked: Sequence[int], sentence: str) -> None:
        if blocked:
            cells = tuple(int(x[i, j]) for j in blocked)
            stated.append(Rule(sentence, (Row(cells, (1.0,) * len(cells), 0.0, 0.0),)))

    if rules.post_everyone:
        for i, officer in enumerate(officers):
            row = Row(tuple(x[i]), (1.0,) * len(areas), 1.0, 1.0)
            stated.append(Rule(_("{officer} is posted somewhere").format(officer=officer.name), (row,)))
    for i, officer in enumerate(officers):
        for veto in officer.vetoes:
            if veto.casefold() in names:
                j = names[veto.casefold()]
                words = _("{officer} is not posted to {area}")
                forbid(i, [j], words.format(officer=officer.name, area=areas[j].name))
        if officer.home is not None:
            near = _near(areas, officer.home, rules.home_meters)
            words = _("{officer} is not posted within {miles} miles of home")
            forbid(i, near, words.format(officer=officer.name, miles=f"{rules.home_meters / 1609.344:.1f}"))
        if rules.own_district_only and officer.district:
            away = [j for j, area in enumerate(areas) if area.district and area.district != officer.district]
            words = _("{officer} stays in district {district}")
            forbid(i, away, words.format(officer=officer.name, district=officer.district))
    position = {officer.name.casefold(): i for i, officer in enumerate(officers)}
    for i, officer in enumerate(officers):
        for mate in officer.keep_with:
            k = position.get(mate.casefold())
            if k is None or (k < i and officer.name in officers[k].keep_with):
                continue
            rows = tuple(Row((x[i, j], x[k, j]), (1.0, -1.0), 0.0, 0.0) for j in range(len(areas)))
            pair = joined([officer.name, officers[k].name], translate)
            stated.append(Rule(_("{officers} are not split").format(officers=pair), rows))
    for j, area in enumerate(areas):
        if hours := rules.min_hours.get(area.area_id, 0.0):
            columns = (*(int(v) for v in x[:, j]), int(y[j]))
            row = Row(columns, (*(officer.hours for officer in officers), -hours), 0.0, math.inf)
            words = _("{area} has at least {hours} hours a week if it is served")
            stated.append(Rule(words.format(area=area.name, hours=f"{hours:g}"), (row,)))
        if area.area_id in rules.required:
            words = _("{area} is served").format(area=area.name)
            stated.append(Rule(words, (Row((int(y[j]),), (1.0,), 1.0, 1.0),)))
        for language in sorted(rules.required_languages.get(area.area_id, ())):
            speak = tuple(int(x[i, j]) for i, officer in enumerate(officers) if language in officer.languages)
            row = Row((*speak, int(y[j])), (*(1.0,) * len(speak), -1.0), 0.0, math.inf)
            words = _("an officer at {area} speaks {language} if it is served")
            stated.append(Rule(words.format(area=area.name, language=language_name(language, translate)), (row,)))
    if rules.spread:
        stated.extend(_spread(areas, len(officers), y, translate))
    return stated


def _near(areas: Sequence[Area], home: tuple[float, float], meters: float) -> list[int]:
    """Areas closer to home than `meters`, as the crow flies."""
    nowhere = float("nan")  # an area without coordinates is near nobody's home
    lon = [nowhere if area.lon is None else area.lon for area in areas]
    lat = [nowhere if area.lat is None else area.lat for area in areas]
    xy = to_meters(lon, lat, origin=home)
    return [int(j) for j in np.flatnonzero(np.hypot(xy[:, 0], xy[:, 1]) < meters)]


def _spread(areas: Sequence[Area], officers: int, y: NDArray[np.int64], translate: Translate) -> list[Rule]:
    """No district has more than its even part of the areas that these officers can serve one each."""
    districts = sorted({area.district for area in areas if area.district})
    if not districts:
        return []
    even = math.ceil(officers / len(districts))
    spread = []
    for district in districts:
        cells = tuple(int(y[j]) for j, area in enumerate(areas) if area.district == district)
        row = Row(cells, (1.0,) * len(cells), 0.0, float(even))
        words = translate.gettext("district {district} has at most {number} of the areas served")
        spread.append(Rule(words.format(district=district, number=even), (row,)))
    return spread
