"""The rescaled error scale follows made-up errors."""

import numpy as np
import torch

from models.training.exported import apply_law
from models.training.sigma import fit_law


def test_a_known_law_is_found() -> None:
    rng = np.random.default_rng(0)
    scale, spread = rng.uniform(0.05, 1.0, 20_000), rng.uniform(0.001, 0.5, 20_000)
    novelty = rng.uniform(0.0, 1.5, 20_000)
    columns = [torch.from_numpy(x) for x in (scale, spread, novelty)]
    doubted = rng.uniform(0.0, 1.0, 20_000)
    for given in (None, doubted):
        law = torch.tensor([-0.5, 0.8, 0.3, 1.0, 0.02, 0.0 if given is None else 0.7], dtype=torch.float64)
        sigma = apply_law(law, *columns, torch.from_numpy(doubted)).numpy()
        error = np.abs(rng.laplace(size=20_000)) * sigma
        found = torch.from_numpy(fit_law(scale, spread, novelty, error, 0.02, given)).double()
        assert np.abs(np.log(apply_law(found, *columns, torch.from_numpy(doubted)).numpy() / sigma)).mean() < 0.05


def test_no_error_is_smaller_for_being_further_from_the_data_or_more_in_doubt() -> None:
    rng = np.random.default_rng(1)
    scale, spread, novelty, doubted = rng.uniform(0.05, 1.0, (4, 2000))
    error = np.abs(rng.laplace(size=2000)) * scale * np.exp(-novelty - doubted)
    law = fit_law(scale, spread, novelty, error, 0.02, doubted)
    assert 0.0 <= law[3] < 0.05
    assert 0.0 <= law[5] < 0.05
