"""Tables of the cards, and entries of a manifest."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.training.cards import figure_tables, table, write_tables
from models.training.manifest import Entry, figure, write_entry


def test_a_table_has_its_head_and_lines() -> None:
    assert table(("a", "b"), [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_figures_show_their_units() -> None:
    shown = figure_tables([figure("MAE", 0.12345, "eV", 1200), figure("ROC AUC", 0.9, "1", 10)])
    assert "| MAE | 0.123 eV | 1,200 |" in shown
    assert "| ROC AUC | 0.900 | 10 |" in shown


def test_figures_of_others_stand_beside_those_of_the_model() -> None:
    shown = figure_tables(
        [
            figure("MAE, all", 0.34, "eV", 20),
            figure("MAE, all, PBE", 0.64, "eV", 20),
            figure("MAE, all, paper's CrabNet", 0.4, "eV", 1900),
            figure("MAE, alone", 0.1, "eV", 5),
        ]
    )
    assert shown == (
        "| figure | this model | PBE | paper's CrabNet | rows |\n| --- | --- | --- | --- | --- |\n| MAE, all | 0.340 eV | 0.640 eV | 0.400 eV (1,900 rows) | 20 |"
        "\n\n| figure | value | rows |\n| --- | --- | --- |\n| MAE, alone | 0.100 eV | 5 |"
    )


def test_intervals_and_metals_have_tables_of_their_own() -> None:
    shown = figure_tables(
        [
            figure("errors inside the 68 % interval, oxides", 67.96, "%", 8),
            figure("median half width of the 68 % interval, oxides", 0.4, "eV", 8),
            figure("share of metals that the probabilities expect, oxides", 20, "%", 8),
            figure("share of metals, oxides", 25, "%", 8),
        ]
    )
    assert "| metal or not | metals expected | metals | rows |" in shown
    assert "| oxides | 20.0 % | 25.0 % | 8 |" in shown
    assert "| errors inside the interval | 68 % | median half of the 68 % interval | rows |" in shown
    assert "| oxides | 68.0 % | 0.400 eV | 8 |" in shown


def test_a_card_without_its_place_is_refused(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")
    write_tables(card, {"figures": "new"})
    assert card.read_text() == "before\n<!-- figures -->\n\nnew\n\n<!-- /figures -->\nafter\n"
    with pytest.raises(RuntimeError, match="other"):
        write_tables(card, {"other": "new"})


def entry(folder: Path, name: str) -> Entry:
    file = folder / f"{name}.onnx"
    file.write_bytes(name.encode())
    widths = {level: {"in": 1.0, "edge": 1.0, "out": 1.0} for level in ("0.68", "0.90", "0.95")}
    return Entry(name, "1.0.0", file, name, "eV", "t", "s", 1, ("v", "s"), np.zeros(119), widths, "m", 1, [], {})


def test_an_entry_takes_the_place_of_its_like(tmp_path: Path) -> None:
    for name in ("correct", "gap", "correct"):
        write_entry(entry(tmp_path, name), tmp_path)
    models = json.loads((tmp_path / "manifest.json").read_text())["models"]
    assert [model["id"] for model in models] == ["gap", "correct"]
    assert models[0]["outputs"]["v"]["role"] == "value"
