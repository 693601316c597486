"""The rule by which the gate of the HSE gap is chosen."""

from models.training.gate import Tried, smoothest


def test_a_smoother_gate_may_cost_one_part_in_a_hundred_and_no_more() -> None:
    best = Tried(2.0, 0.0, 0.300, 0.20)
    smooth = Tried(2.0, 1.0, 0.302, 0.16)
    too_dear = Tried(2.0, 2.0, 0.310, 0.12)
    assert smoothest([best, smooth, too_dear]) == smooth
    assert smoothest([best, too_dear]) == best
