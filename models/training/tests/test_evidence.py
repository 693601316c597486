"""A space group counts for as much as training rows of its kind back it."""

import numpy as np
import pytest
import torch

from models.training.data import HSE, HULL, IN_TABLES, Rows, pack
from models.training.evidence import BINS, HALF, HULL_TABLE, ROUNDING, Evidence


def inputs(*formulas: str, group: int = 227) -> tuple[torch.Tensor, ...]:
    rows = pack(list(formulas), np.full(len(formulas), group))
    return torch.from_numpy(rows.elements), torch.from_numpy(rows.amounts), torch.from_numpy(rows.space_group)


def labelled(formulas: list[str], groups: list[int], label: int) -> Rows:
    labels = np.full((len(formulas), len(IN_TABLES)), np.nan)
    labels[:, label] = 1.0
    return pack(formulas, np.array(groups), labels)


@pytest.fixture
def evidence() -> Evidence:
    known = Evidence()
    known.count(labelled(["ZnCr2S4", "MgIn2S4", "CdCr2Se4", "MgCu2", "Y2Ti2O7", "ZnO"], [227, 227, 227, 227, 227, 0], HSE))
    return known


def test_rows_of_the_same_kind_back_a_group(evidence: Evidence) -> None:
    assert evidence(*inputs("FeCr2S4")).item() == pytest.approx(3 / (3 + HALF))
    assert evidence(*inputs("Y2Sn2O7")).item() == pytest.approx(1 / (1 + HALF))


def test_other_anions_other_shares_and_other_groups_do_not(evidence: Evidence) -> None:
    assert evidence(*inputs("MgAl2O4", "Li2NiF4", "ZnS2", "CaO")).tolist() == [0.0] * 4
    assert evidence(*inputs("FeCr2S4", group=216)).item() == 0.0
    assert evidence(*inputs("ZnO", group=0)).item() == 0.0


def test_substituting_cations_changes_nothing(evidence: Evidence) -> None:
    trust = evidence(*inputs("ZnCr2S4", "Zn0.9Fe0.1Cr1.5In0.5S4", "Zn0.3Mg0.3Fe0.4CrInS4"))
    assert len(set(trust.tolist())) == 1


def test_no_row_backs_itself(evidence: Evidence) -> None:
    assert evidence(*inputs("Y2Ti2O7"), without=1.0).item() == 0.0
    assert evidence(*inputs("MgAl2O4"), without=1.0).item() == 0.0


def test_each_quantity_has_rows_of_its_own() -> None:
    known = Evidence()
    known.count(labelled(["MgAl2O4", "ZnFe2O4"], [227, 227], HULL))
    rows = inputs("MgCr2O4", "MgCr2O4")
    assert known(*rows).tolist() == [0.0, 0.0]
    assert known(*rows, HULL_TABLE).tolist() == pytest.approx([2 / (2 + HALF)] * 2)
    assert known(*rows, torch.tensor([0, HULL_TABLE])).tolist() == pytest.approx([0.0, 2 / (2 + HALF)])


def test_padding_and_order_do_not_matter(evidence: Evidence) -> None:
    elements, amounts = torch.tensor([[16, 0, 24, 30]]), torch.tensor([[4 / 7, 0.0, 2 / 7, 1 / 7]])
    assert evidence(elements, amounts, torch.tensor([227])).item() == evidence(*inputs("ZnCr2S4")).item()


def test_no_share_of_few_atoms_is_near_the_line_between_two_classes() -> None:
    shares = np.array([n / m for m in range(1, 60) for n in range(m + 1)]) * BINS + ROUNDING
    assert np.abs(shares - np.round(shares)).min() > 5e-4
