"""Tables of the cards, and entries of a manifest."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.training.manifest import Entry, figure, figure_table, table, write_entry, write_tables


def test_a_table_has_its_head_and_lines() -> None:
    assert table(("a", "b"), [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_figures_show_their_units() -> None:
    shown = figure_table([figure("MAE", 0.12345, "eV", 1200), figure("ROC AUC", 0.9, "1", 10)])
    assert "| MAE | 0.123 eV | 1,200 |" in shown
    assert "| ROC AUC | 0.900 | 10 |" in shown


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
