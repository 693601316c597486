"""Tables of the card."""

from models.training.card import table


def test_a_table_has_its_head_and_lines() -> None:
    assert table(("a", "b"), [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
