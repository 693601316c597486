"""Space group classes."""

import pytest

from models.training.tables import crystal_system, point_group


@pytest.mark.parametrize(
    ("number", "system", "group"),
    [(0, 0, 0), (1, 1, 1), (2, 1, 2), (14, 2, 5), (62, 3, 8), (136, 4, 15), (166, 5, 20), (194, 6, 27), (227, 7, 32)],
)
def test_classes(number: int, system: int, group: int) -> None:
    assert crystal_system()[number] == system
    assert point_group()[number] == group


def test_sizes() -> None:
    assert len(crystal_system()) == len(point_group()) == 231
    assert point_group().max() == 32
