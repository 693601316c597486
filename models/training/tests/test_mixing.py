"""Mixed rows lie between two compounds that differ in one element; chains replace one cation."""

import numpy as np
import pytest
import torch

from models.training.data import CONDITIONAL, HSE, HULL, IN_TABLES, pack
from models.training.mixing import chains, find_pairs, joined, mix


def rows_of_three():
    labels = np.full((4, len(IN_TABLES)), np.nan)
    labels[:, HSE] = [2.0, 6.0, 4.0, 1.0]
    labels[:, HULL] = 0.1
    return pack(["MgAl2O4", "ZnAl2O4", "CdAl2O4", "NaCl"], np.array([227, 227, 227, 225]), labels)


def test_labels_and_amounts_are_in_proportion() -> None:
    rows = rows_of_three()
    mixed = mix(rows, find_pairs(rows), 400, np.random.default_rng(0))
    assert len(mixed) > 50
    np.testing.assert_allclose(mixed.amounts.sum(axis=1), 1.0, atol=1e-6)
    gap = {12: 2.0, 30: 6.0, 48: 4.0}
    for elements, amounts, label, group in zip(mixed.elements, mixed.amounts, mixed.labels, mixed.space_group, strict=True):
        shares = {int(z): float(a) * 7 for z, a in zip(elements, amounts, strict=True) if z in gap}
        assert group == 227 and len(shares) == 2
        np.testing.assert_allclose(sum(shares.values()), 1.0, atol=1e-5)
        np.testing.assert_allclose(label[HSE], sum(gap[z] * share for z, share in shares.items()), atol=1e-4)
        assert np.isnan(label[HULL])


def test_joining_keeps_the_rows() -> None:
    rows = rows_of_three()
    both = joined(rows, mix(rows, find_pairs(rows), 50, np.random.default_rng(0)))
    np.testing.assert_array_equal(both.space_group[:4], rows.space_group)
    assert both.elements.shape[1] == rows.elements.shape[1] + 1


def test_a_chain_replaces_one_cation_and_keeps_the_rest() -> None:
    rows = pack(["MgAl2O4", "ZnCr2O4", "NaCrS2", "KFeF4"], np.array([227, 227, 166, 123]))
    elements, amounts = torch.from_numpy(rows.elements), torch.from_numpy(rows.amounts)
    made = chains(elements, amounts, 400, torch.Generator().manual_seed(1))
    count = len(made.share)
    assert count > 100
    torch.testing.assert_close(made.amounts.sum(dim=1), torch.ones(3 * count))
    host, guest, mixed = (part.numpy() for part in made.elements.chunk(3))
    _, _, shares = (part.numpy() for part in made.amounts.chunk(3))
    for i in range(count):
        new = set(guest[i]) - set(host[i])
        old = set(host[i]) - set(guest[i])
        assert len(new) == len(old) == 1
        assert not (new | old) & {8, 16, 9}
        assert set(mixed[i]) == set(host[i]) - {0} | new
        assert shares[i, -1] == pytest.approx(float(made.share[i] * made.amounts[i, list(host[i]).index(old.pop())]))


def test_a_mixture_has_no_gap_where_neither_end_has_one() -> None:
    labels = np.full((3, len(IN_TABLES)), np.nan)
    labels[:, HSE] = 0.0
    rows = pack(["MgMo2S4", "ZnMo2S4", "CdMo2S4"], np.array([227, 227, 227]), labels)
    assert (mix(rows, find_pairs(rows), 100, np.random.default_rng(0)).chances[:, HSE] == 0.0).all()
    rows.chances[:, HSE] = [0.5, 0.5, 1.0]
    mixed = mix(rows, find_pairs(rows), 100, np.random.default_rng(0)).chances[:, HSE]
    assert set(np.round(mixed, 6).tolist()) == {0.75, 1.0}


def test_a_mixture_with_a_metal_says_nothing_of_the_gap_if_there_is_one() -> None:
    labels = np.full((3, len(IN_TABLES)), np.nan)
    labels[:, HSE] = [0.0, 2.0, 4.0]
    rows = pack(["MgMo2S4", "ZnMo2S4", "CdMo2S4"], np.array([227, 227, 227]), labels)
    mixed = mix(rows, find_pairs(rows), 200, np.random.default_rng(0))
    with_metal = (mixed.elements == 12).any(axis=1)
    assert np.isnan(mixed.label(CONDITIONAL)[with_metal]).all()
    np.testing.assert_allclose(mixed.label(CONDITIONAL)[~with_metal], mixed.label(HSE)[~with_metal])
    assert with_metal.any() and (~with_metal).any()
