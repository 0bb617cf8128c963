"""q-values are those of the paper and of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from commonbeat.analysis.false_discovery import false_discovery


def test_they_are_those_of_benjamini_and_hochberg() -> None:
    adjusted = false_discovery(np.array([0.04, 0.01, 0.03, 0.2]))
    assert adjusted == pytest.approx([0.16 / 3, 0.04, 0.16 / 3, 0.2])


def test_they_are_those_of_scipy() -> None:
    p = np.random.default_rng(6).uniform(0, 1, 200) ** 2
    assert false_discovery(p) == pytest.approx(false_discovery_control(p), abs=1e-15)


def test_no_test_gives_no_value() -> None:
    assert false_discovery([]).shape == (0,)
