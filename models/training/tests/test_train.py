"""Weights of rows, schedules and the choice of what calibrates."""

import numpy as np
import pytest

from models.training.calibration import Answers, calibrate
from models.training.data import GGA_U, HSE, KINDS, pack
from models.training.train import CONTINUED_RATE, HSE_WEIGHT, HSE_WEIGHT_U, PEAK_RATE, continued_rate, learning_rate, row_weights


def test_true_gaps_count_more() -> None:
    kinds = np.array([KINDS.index("corrected"), HSE, HSE, GGA_U])
    rows = pack(["ZnO", "ZnO", "Cr2O3", "Cr2O3"], np.array([186, 186, 167, 167]), np.ones(4), kinds)
    assert row_weights(rows).tolist() == [1.0, HSE_WEIGHT, HSE_WEIGHT_U, 1.0]


def test_both_rates_end_at_zero() -> None:
    for rate, peak in ((learning_rate, 1.0), (continued_rate, CONTINUED_RATE / PEAK_RATE)):
        factors = [rate(step, 10_000) for step in range(10_001)]
        assert max(factors) == pytest.approx(peak, rel=0.02)
        assert factors[-1] == pytest.approx(0.0, abs=1e-9)


def test_only_gaps_that_hse_means_calibrate() -> None:
    rng = np.random.default_rng(0)
    rows = 3000
    kinds = rng.permutation(np.arange(rows) % 3)
    target = np.where(rng.random(rows) < 0.3, 0.0, 2.0)
    packed = pack(["ZnO"] * rows, np.full(rows, 186), target, kinds)
    # Metals are exact and GGA+U labels far off: neither may show in the half widths.
    error = np.where(target == 0, 0.0, np.where(kinds == GGA_U, 50.0, rng.exponential(size=rows)))
    answers = Answers(target + error, np.ones(rows), np.zeros(rows), np.full(rows, "in", dtype=object))
    found = calibrate(packed, answers)
    assert found.rows == ((target > 0) & (kinds != GGA_U)).sum()
    assert found.half_widths["0.90"]["in"] == pytest.approx(np.log(10), rel=0.1)
