"""Coverage of the intervals on made-up errors whose law is known."""

import numpy as np

from models.training.conformal import FLAGS, LEVELS, domain_flags, factor, factors


def test_coverage_when_sigma_is_only_roughly_right() -> None:
    rng = np.random.default_rng(0)

    def draw(rows: int) -> tuple[np.ndarray, np.ndarray]:
        sigma = rng.uniform(0.1, 2.0, rows)
        return sigma, np.abs(rng.laplace(size=rows)) * sigma**1.3

    sigma, error = draw(4000)
    fresh_sigma, fresh_error = draw(200_000)
    for level in LEVELS:
        width = factor(error / sigma, level)
        assert abs((fresh_error <= width * fresh_sigma).mean() - level) < 0.02


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


def test_flags_in_the_wrong_order_share_the_factor_of_all_their_rows() -> None:
    rng = np.random.default_rng(1)
    flags = np.array(["in"] * 400 + ["edge"] * 400 + ["out"] * 400, dtype=object)
    scores = np.abs(rng.normal(size=len(flags))) * np.select([flags == "edge", flags == "out"], [0.5, 3.0], 1.0)
    row = factors(scores, flags)["0.90"]
    assert row["in"] == row["edge"] == factor(scores[:800], 0.90)
    assert row["out"] == factor(scores[800:], 0.90)


def test_flags() -> None:
    flags = domain_flags(np.array([0.5, 1.2, 2.0, 0.1]), np.array([99, 99, 99, 3]), 1.0, 1.6, 20)
    assert list(flags) == ["in", "edge", "out", "out"]
