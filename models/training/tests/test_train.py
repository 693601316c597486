"""Weights of rows, estimates, the schedule, and the choice of what calibrates."""

import numpy as np
import pandas as pd
import pytest
import torch

from models.training import data
from models.training.data import CONDITIONAL, HSE, HULL, IN_TABLES, LABELS, MP, pack, with_estimates
from models.training.model import Answer
from models.training.prepared import Prepared
from models.training.scales import calibrating, shown
from models.training.targets import GAP, HULL_ENERGY
from models.training.train import SPACE_GROUP_DROPOUT, augment, learning_rate, loss_of
from models.training.variants import DISTRUST

NONE = [np.nan] * len(LABELS)


def labels(*rows: dict[int, float]) -> np.ndarray:
    return np.array([[row.get(i, np.nan) for i in range(len(IN_TABLES))] for row in rows])


def test_an_estimate_never_replaces_a_calculated_gap() -> None:
    rows = pack(["ZnO", "MgO", "Cr2O3"], np.array([186, 225, 0]), labels({HSE: 2.5}, {MP: 4.0}, {MP: 2.0}))
    found = with_estimates(rows, np.array([9.0, 6.0, np.nan]), np.array([0.2, 0.7, np.nan]))
    np.testing.assert_allclose(found.chances[:2, HSE], [1.0, 0.7])
    np.testing.assert_allclose(found.label(HSE), [2.5, 6.0, np.nan])
    np.testing.assert_allclose(found.label(CONDITIONAL), [2.5, 6.0, np.nan])
    assert found.weights[1, HSE] == pytest.approx(data.ESTIMATE_WEIGHT)
    assert np.isnan(rows.label(HSE)[1])


def test_a_metal_says_nothing_of_the_gap_that_it_would_have() -> None:
    rows = pack(["Fe2O3", "ZnO", "CuO"], np.array([167, 186, 15]), labels({HSE: 0.0}, {HSE: 2.5}, {MP: 0.0}))
    found = with_estimates(rows, np.array([np.nan, np.nan, 1.5]), np.array([np.nan, np.nan, 0.25]))
    np.testing.assert_allclose(found.label(CONDITIONAL), [np.nan, 2.5, 1.5])
    np.testing.assert_allclose(found.label(HSE), [0.0, 2.5, 0.0])
    assert found.weights[2, CONDITIONAL] == pytest.approx(0.25 * data.ESTIMATE_WEIGHT)


def test_a_gap_that_is_there_is_fitted_beside_its_gate() -> None:
    known = torch.tensor([[*NONE[:HSE], 2.0, *NONE[HSE + 1 : CONDITIONAL], 2.0]])
    weights, chances = torch.ones(1, len(LABELS)), torch.ones(1, len(data.GAPS))
    shut, right = ([1.0, 0.0, 0.0, 0.0, 0.0, gap] for gap in (1.0, 2.0))
    assert loss_of(answer(right), known, weights, chances).item() == pytest.approx(loss_of(answer(shut), known, weights, chances).item() - 1.0)


def test_the_rate_ends_at_zero() -> None:
    factors = [learning_rate(step, 10_000) for step in range(10_001)]
    assert max(factors) == pytest.approx(1.0)
    assert factors[-1] == pytest.approx(0.0, abs=1e-9)


def test_only_calculated_gaps_of_known_structures_calibrate() -> None:
    formulas = ["ZnO", "ZnO", "Cr2O3", "Cr2O3", "ZnO", "MgO"]
    rows = pack(formulas, np.array([186, 186, 167, 167, 0, 225]), labels({HSE: 2.0}, {HSE: 0.0}, {HSE: 3.0}, {HSE: 3.0, HULL: 0.1}, {HSE: 2.0}, {HSE: 6.0, HULL: 0.0}))
    parts = pd.DataFrame({"part": ["calibration", "validation", "calibration", "calibration", "validation", "train"]})
    prepared = Prepared(parts, rows, np.array([False, True, True, False, True, True]), np.zeros(6, dtype=bool))
    assert calibrating(prepared, GAP).tolist() == [1, 2]
    assert calibrating(prepared, HULL_ENERGY).tolist() == [3]


def test_a_predicted_metal_says_nothing_of_the_errors_of_gaps() -> None:
    value = np.array([0.0, 0.09, 0.1, 2.0])
    assert shown(value, GAP).tolist() == [False, False, True, True]
    assert shown(value, HULL_ENERGY).all()


def answer(values: list[float], logit: float = 0.0) -> Answer:
    return Answer(torch.tensor([values]), torch.full((1, len(data.GAPS)), logit), torch.ones(1, 2), torch.zeros(1, 3))


def test_a_missing_label_costs_nothing() -> None:
    known = torch.tensor([[1.0, *NONE[1:]]])
    weights, chances = torch.ones(1, len(LABELS)), torch.ones(1, len(data.GAPS))
    one, other = (loss_of(answer([1.5, wrong, wrong, wrong, wrong, wrong]), known, weights, chances) for wrong in (0.0, 50.0))
    assert one.item() == pytest.approx(other.item())
    assert torch.isfinite(one)


def test_a_larger_error_costs_more() -> None:
    known, weights, chances = torch.tensor([[NONE[0], 1.0, *NONE[2:]]]), torch.ones(1, len(LABELS)), torch.ones(1, len(data.GAPS))
    near, far = (loss_of(answer([0.0, gap, 0.0, 0.0, 0.0, 0.0]), known, weights, chances).item() for gap in (1.1, 2.0))
    assert near < far


def test_a_gate_costs_least_at_the_chance_that_there_is_a_gap() -> None:
    known, weights = torch.tensor([[1.0, *NONE[1:]]]), torch.ones(1, len(LABELS))
    chances = torch.full((1, len(data.GAPS)), 0.7)
    logits = np.linspace(-3.0, 3.0, 601)
    cost = [loss_of(answer([1.0, 0.0, 0.0, 0.0, 0.0, 0.0], logit), known, weights, chances).item() for logit in logits]
    assert logits[int(np.argmin(cost))] == pytest.approx(np.log(0.7 / 0.3), abs=0.01)


def test_a_row_loses_its_space_group_or_the_trust_in_it_or_neither() -> None:
    rows = 4000
    amounts = torch.full((rows, 2), 0.5)
    space_group, trust = torch.full((rows,), 227), torch.full((rows,), 0.9)
    jittered, shown, trusted = augment(amounts, space_group, trust, DISTRUST, torch.Generator().manual_seed(1))
    torch.testing.assert_close(jittered.sum(dim=1), torch.ones(rows))
    hidden, untrusted = shown == 0, trusted == 0.0
    assert not (hidden & untrusted).any()
    assert hidden.float().mean().item() == pytest.approx(SPACE_GROUP_DROPOUT, abs=0.03)
    assert untrusted.float().mean().item() == pytest.approx(DISTRUST, abs=0.03)
