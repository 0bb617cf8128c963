from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.lake.exports import adds_up, brought, live, row, write

_SLICES = st.lists(st.sets(st.integers(0, 18), min_size=1), min_size=2, max_size=3)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slices=_SLICES, data=st.data())
def test_overlapping_exports_in_any_order_give_the_same_calls(slices: list[set[int]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(slices))))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [write(folder / f"{i}.csv", [row(n) for n in sorted(part)]) for i, part in enumerate(slices)]
        for turn, lake in ((range(len(files)), folder / "a"), (order, folder / "b")):
            assert all(adds_up(brought(lake, files[index])) for index in turn)
        assert live(folder / "a") == live(folder / "b")
        assert len(live(folder / "a")) == len(set().union(*slices))
