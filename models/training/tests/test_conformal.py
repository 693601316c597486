"""Coverage of the intervals on made-up errors whose law is known."""

import numpy as np

from models.training.conformal import FLAGS, LEVELS, domain_flags, factor, factors


def test_coverage() -> None:
    rng = np.random.default_rng(0)
    sigma = rng.uniform(0.1, 2.0, 4000)
    scores = np.abs(rng.laplace(size=4000))
    fresh = np.abs(rng.laplace(size=200_000)) * rng.choice(sigma, 200_000)
    for level in LEVELS:
        width = factor(scores, level)
        assert abs((fresh <= width * rng.choice(sigma, 200_000)).mean() - level) < 0.35
        assert abs((np.abs(rng.laplace(size=200_000)) <= width).mean() - level) < 0.02


def test_few_rows_take_the_largest_score() -> None:
    assert factor(np.array([0.1, 0.7, 0.3]), 0.95) == 0.7


def test_factors_grow_outwards_and_borrow() -> None:
    rng = np.random.default_rng(0)
    flags = np.array(["in"] * 3000 + ["edge"] * 200 + ["out"] * 5, dtype=object)
    scores = np.abs(rng.normal(size=len(flags))) * np.where(flags == "edge", 2.0, 1.0)
    table = factors(scores, flags)
    for level in LEVELS:
        row = table[f"{level:.2f}"]
        assert row["in"] <= row["edge"] <= row["out"]
        assert abs(row["edge"] / row["in"] - 2.0) < 0.5
    assert set(table["0.90"]) == set(FLAGS)


def test_flags() -> None:
    flags = domain_flags(np.array([0.5, 1.2, 2.0, 0.1]), np.array([99, 99, 99, 3]), 1.0, 1.6, 20)
    assert list(flags) == ["in", "edge", "out", "out"]
