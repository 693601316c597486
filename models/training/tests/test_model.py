"""The network does not see slot order or padding, and stays finite and smooth."""

import numpy as np
import pytest
import torch

from models.training.data import CONDITIONAL, HSE, HULL, LABELS
from models.training.exported import Exported, doubt, unbacked
from models.training.layers import Config, Dropout
from models.training.model import Ensemble, GapNet, gate
from models.training.paper_architecture import PARAMETERS, CrabNetS

FEATURES = np.random.default_rng(0).normal(size=(119, 222)).astype(np.float32)
NETWORKS = 2
ODDS = torch.tensor([[0.8, 0.3], [1.0, 0.0]])
LAW = torch.tensor([-1.0, 0.5, 0.5, 2.0, 0.02, 0.3])


@pytest.fixture(scope="module", params=[HSE, HULL])
def module(request: pytest.FixtureRequest) -> Exported:
    torch.manual_seed(0)
    nets = [GapNet(FEATURES) for _ in range(NETWORKS)]
    return Exported(Ensemble(nets), request.param, torch.randn(8, NETWORKS * 3 * Config().width), 3.0, LAW, ODDS if request.param == HSE else None).eval()


def run(module: Exported, elements: list, amounts: list, space_group: list) -> list[np.ndarray]:
    with torch.no_grad():
        outputs = module(
            torch.tensor(elements, dtype=torch.int32), torch.tensor(amounts), torch.tensor(space_group, dtype=torch.int32)
        )
    return [x.numpy() for x in outputs]


def test_order_and_padding(module: Exported) -> None:
    plain = run(module, [[30, 83, 8]], [[1 / 7, 2 / 7, 4 / 7]], [227])
    turned = run(module, [[8, 30, 83]], [[4 / 7, 1 / 7, 2 / 7]], [227])
    padded = run(module, [[0, 30, 0, 83, 8, 0]], [[0.0, 1 / 7, 0.0, 2 / 7, 4 / 7, 0.0]], [227])
    for other in (turned, padded):
        np.testing.assert_allclose(plain, other, atol=1e-5)


def test_rows_do_not_touch_each_other(module: Exported) -> None:
    both = run(module, [[30, 8], [11, 17]], [[0.5, 0.5], [0.5, 0.5]], [186, 225])
    one = run(module, [[11, 17]], [[0.5, 0.5]], [225])
    np.testing.assert_allclose([x[1:] for x in both], one, atol=1e-5)


def test_always_finite(module: Exported) -> None:
    every = [[z, 8] for z in range(1, 119)]
    for small in (0.001, 0.0, 0.999):
        for output in run(module, every, [[small, 1 - small]] * 118, [z % 231 for z in range(118)]):
            assert np.isfinite(output).all() and (output >= 0).all()
    for output in run(module, [[0, 0]], [[0.0, 0.0]], [0]):
        assert np.isfinite(output).all()


def test_a_vanishing_amount_changes_little(module: Exported) -> None:
    gap = [run(module, [[30, 26, 8]], [[0.5 - x, x, 0.5]], [0])[0][0] for x in (1e-3, 2e-3)]
    assert abs(gap[0] - gap[1]) < 0.05


def test_networks_differ_and_their_mean_is_the_answer(module: Exported) -> None:
    inputs = (torch.tensor([[24, 8]], dtype=torch.int32), torch.tensor([[0.4, 0.6]]), torch.tensor([167], dtype=torch.int32))
    with torch.no_grad():
        values = module.ensemble(*inputs, module.ensemble.evidence(*inputs)).values
        value = module(*inputs)[0]
    assert values.shape == (NETWORKS, 1, len(LABELS))
    assert values[:, 0, module.label].std() > 0
    assert value.item() == pytest.approx(values[:, 0, module.label].mean().item())


def test_what_is_exported_answers_as_the_networks_do() -> None:
    torch.manual_seed(1)
    ensemble = Ensemble([GapNet(FEATURES) for _ in range(NETWORKS)]).eval()
    inputs = (torch.tensor([[24, 8]]), torch.tensor([[0.4, 0.6]]), torch.tensor([167]))
    with torch.no_grad():
        expected = ensemble(*inputs, ensemble.evidence(*inputs)).values[:, 0, HSE].mean()
        found = Exported(ensemble, HSE, torch.randn(8, NETWORKS * 3 * Config().width), 3.0, LAW, ODDS)(*inputs)[0]
        stored = ensemble(*inputs, ensemble.evidence(*inputs)).values[:, 0, HSE].mean()
    assert found.item() == pytest.approx(expected.item(), abs=2e-3)
    assert found.item() == pytest.approx(stored.item(), abs=1e-6)


def test_all_networks_send_the_gap_through_the_gate_of_their_mean() -> None:
    torch.manual_seed(2)
    ensemble = Ensemble([GapNet(FEATURES) for _ in range(NETWORKS)]).eval()
    inputs = (torch.tensor([[24, 8]]), torch.tensor([[0.4, 0.6]]), torch.tensor([167]))
    with torch.no_grad():
        answers = ensemble(*inputs, ensemble.evidence(*inputs))
        logits = torch.stack([net(*inputs).logits for net in ensemble.nets]).mean(dim=0)
    torch.testing.assert_close(answers.values[:, 0, HSE], answers.values[:, 0, CONDITIONAL] * gate(logits[0, HSE]))


def test_even_odds_show_nearly_all_of_a_gap_and_poor_ones_little() -> None:
    shown = gate(torch.log(torch.tensor([4.0, 1.0, 0.5, 0.25, 0.05])))
    assert shown[0] > 0.99 and shown[1] > 0.9 and shown[3] < 0.25 and shown[4] < 0.01
    assert (shown[:-1] > shown[1:]).all()


def test_doubt_is_the_mean_error_of_what_is_shown() -> None:
    metal, conditional, value = torch.tensor([0.25, 1.0, 0.0]), torch.tensor([2.0, 2.0, 2.0]), torch.tensor([1.6, 0.3, 2.0])
    torch.testing.assert_close(doubt(metal, conditional, value), torch.tensor([0.25 * 1.6 + 0.75 * 0.4, 0.3, 0.0]))


def test_probabilities_of_a_metal_and_the_gap_beside_it_come_with_gaps_alone(module: Exported) -> None:
    told = run(module, [[24, 8]], [[0.4, 0.6]], [167])
    assert len(told) == (6 if module.label == HSE else 3)
    assert all(0 < one[0] < 1 for one in told[3:5])
    assert all(one[0] >= told[0][0] for one in told[5:])


def test_dropout_keeps_the_mean_and_drops_its_share() -> None:
    torch.manual_seed(0)
    dropout = Dropout(0.25)
    found = dropout(torch.ones(1001, 101))
    assert (found == 0).float().mean().item() == pytest.approx(0.25, abs=0.005)
    assert found.mean().item() == pytest.approx(1.0, abs=0.007)
    plain = torch.randn(7, 3)
    assert torch.equal(dropout.eval()(plain), plain)


def test_without_space_groups_they_change_nothing() -> None:
    torch.manual_seed(0)
    net = GapNet(FEATURES, Config(knows_space_group=False)).eval()
    with torch.no_grad():
        one, other = (net(torch.tensor([[24, 8]]), torch.tensor([[0.4, 0.6]]), torch.tensor([group])).values for group in (167, 225))
    assert torch.equal(one, other)


def backed(module: Exported, rows: float) -> None:
    module.ensemble.evidence.counts.fill_(rows)


def test_a_space_group_that_nothing_backs_tells_its_crystal_system_alone_and_is_novel(module: Exported) -> None:
    backed(module, 0.0)
    told, other, tetragonal = (run(module, [[30, 83, 8]], [[1 / 7, 2 / 7, 4 / 7]], [group]) for group in (227, 225, 141))
    assert told[0] == pytest.approx(other[0])
    assert abs(told[0] - tetragonal[0]) > 1e-4
    space_group = torch.tensor([227])
    assert unbacked(space_group, torch.zeros(1)).item() == 1.0
    assert unbacked(space_group, torch.ones(1)).item() == 0.0


def test_a_space_group_that_many_rows_back_changes_the_answer(module: Exported) -> None:
    backed(module, 1e6)
    told, other = (run(module, [[30, 83, 8]], [[1 / 7, 2 / 7, 4 / 7]], [group]) for group in (227, 225))
    assert abs(told[0] - other[0]) > 1e-4
    backed(module, 0.0)


def test_paper_architecture_has_the_printed_size() -> None:
    net = CrabNetS().eval()
    assert sum(p.numel() for p in net.parameters()) == PARAMETERS == 11_992_839


def test_paper_architecture_ignores_order_and_padding() -> None:
    torch.manual_seed(0)
    net = CrabNetS().eval()
    group = torch.tensor([227])
    with torch.no_grad():
        plain = net(torch.tensor([[30, 83, 8]]), torch.tensor([[1 / 7, 2 / 7, 4 / 7]]), group)
        other = net(torch.tensor([[8, 83, 0, 30]]), torch.tensor([[4 / 7, 2 / 7, 0.0, 1 / 7]]), group)
    np.testing.assert_allclose(plain[0].numpy(), other[0].numpy(), atol=1e-5)
    np.testing.assert_allclose(plain[1].numpy(), other[1].numpy(), atol=1e-5)
