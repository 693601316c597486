"""The rescaled error scale recovers a law that made-up errors follow."""

import numpy as np

from models.training.sigma import apply_law, fit_law


def test_a_known_law_is_found() -> None:
    rng = np.random.default_rng(0)
    sigma, novelty = rng.uniform(0.05, 1.0, 20_000), rng.uniform(0.0, 1.5, 20_000)
    law = np.array([-0.5, 1.2, 1.0])
    error = np.abs(rng.laplace(size=20_000)) * apply_law(law, sigma, novelty)
    np.testing.assert_allclose(fit_law(sigma, novelty, error), law, atol=0.1)
