"""Space group classes."""

import math

import pytest

from models.training.tables import crystal_system, point_group, space_group_number


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


@pytest.mark.parametrize(
    ("cell", "number"),
    [(227, 227), (227.0, 227), ("44.0", 44), ("Fd-3m", 227), ("P6_3mc", 186), ("P 21/n", 14), ("Pbnm", 62), ("R-3c:H", 167), ("F d -3 m S", 227), (0, 0)],
)
def test_space_groups_are_read_from_numbers_and_symbols(cell: object, number: int) -> None:
    assert space_group_number(cell) == number


@pytest.mark.parametrize("cell", ["cubic", "", "-1", "1e2"])
def test_what_is_no_space_group_is_not_read(cell: str) -> None:
    assert math.isnan(space_group_number(cell))
