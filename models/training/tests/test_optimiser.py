"""Which weights Muon steps, how, and that an interrupted run goes on as if it had not been."""

import copy

import numpy as np
import pytest
import torch

from models.training.model import GapNet
from models.training.optimiser import MATRIX_RATE, Optimiser, hidden_matrices

FEATURES = np.random.default_rng(0).normal(size=(119, 222)).astype(np.float32)


@pytest.fixture()
def net() -> GapNet:
    torch.manual_seed(0)
    return GapNet(FEATURES)


def put_gradients(net: GapNet, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for p in net.parameters():
        p.grad = torch.randn(p.shape, generator=generator)


def test_every_weight_is_stepped_once(net: GapNet) -> None:
    optimiser = Optimiser(net)
    stepped = [id(p) for part, _ in optimiser.parts.values() for group in part.param_groups for p in group["params"]]
    assert sorted(stepped) == sorted(id(p) for p in net.parameters())


def test_what_is_looked_up_and_what_answers_is_no_hidden_matrix(net: GapNet) -> None:
    names = {id(p): name for name, p in net.named_parameters()}
    inside = {names[id(p)] for p in hidden_matrices(net)}
    assert {"element.project.weight", "layers.0.attention.query.weight", "trunk.first.weight"} <= inside
    assert not inside & {"element.learned", "space_group.number", "fade", "trunk.last.weight", "scale.0.weight"}


def test_all_directions_of_a_matrix_are_stepped_alike(net: GapNet) -> None:
    matrix = net.trunk.up[0].weight
    before = matrix.detach().clone()
    put_gradients(net, 1)
    Optimiser(net).step(0.5)
    sizes = torch.linalg.svdvals((matrix.detach() - before).double())
    # A step as large as one of AdamW has 0.2 · rate in each of the 256 · 256 entries on the average.
    assert float(sizes.square().mean().sqrt()) == pytest.approx(0.2 * 0.5 * MATRIX_RATE * 16, rel=0.2)
    assert float(sizes.max() / sizes.median()) < 1.5 < float(torch.linalg.svdvals(matrix.grad).max() / torch.linalg.svdvals(matrix.grad).median())


def test_a_resumed_run_steps_as_one_that_was_not_interrupted(net: GapNet) -> None:
    optimiser = Optimiser(net)
    put_gradients(net, 1)
    optimiser.step(1.0)
    other = copy.deepcopy(net)
    resumed = Optimiser(other)
    resumed.load_state_dict(copy.deepcopy(optimiser.state_dict()))
    for one, its in ((net, optimiser), (other, resumed)):
        put_gradients(one, 2)
        its.step(0.3)
    for p, q in zip(net.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=0, atol=0)
