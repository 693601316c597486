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
    law = torch.tensor([-0.5, 0.8, 0.3, 1.0, 0.02], dtype=torch.float64)
    sigma = apply_law(law, *columns).numpy()
    error = np.abs(rng.laplace(size=20_000)) * sigma
    found = torch.from_numpy(fit_law(scale, spread, novelty, error, 0.02)).double()
    assert np.abs(np.log(apply_law(found, *columns).numpy() / sigma)).mean() < 0.05
